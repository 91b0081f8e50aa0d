"""Promises of the outbox that failed too often: why, and the button that tries them again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import require_role
from accounts.roles import Role
from common.models import Message
from registry.actions import retry_dead_messages

READERS = (Role.ADMINISTRATOR, Role.AUDITOR)
SHOWN = 100


@login_required
@require_http_methods(["GET", "POST"])
def dead_messages(request: HttpRequest) -> HttpResponse:
    """The oldest of them; POST tries all of them again."""
    user = require_role(request, READERS)
    if request.method == "POST":
        number = retry_dead_messages(by=user)
        words = ngettext("%(n)d message is tried again.", "%(n)d messages are tried again.", number)
        messages.success(request, words % {"n": number})
        return redirect("dead_messages")
    dead = Message.objects.exclude(dead_at=None).order_by("dead_at")
    rows = list(dead[: SHOWN + 1])
    number = dead.count() if len(rows) > SHOWN else len(rows)
    context = {"rows": rows[:SHOWN], "number": number, "may": user.role == Role.ADMINISTRATOR}
    return render(request, "dead_messages.html", context)
