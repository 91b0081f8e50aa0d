"""My work: for each role what needs a person now, in order. Each number leads to exactly its rows."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.requests import current_user
from accounts.roles import Role
from cases.workflow import REPORTERS
from citymgmt import watch  # noqa: F401 - registers what it looks after
from registry.homes import home_of


@login_required
@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """The home of this person's role; with `X-Live` only its lists, for the page that refreshes itself."""
    user = current_user(request)
    context = {"home": home_of(user, at=timezone.now()), "may_report": user.role in REPORTERS}
    if request.headers.get("X-Live"):
        return render(request, "work_live.html", context)
    return render(request, "work_field.html" if user.role == Role.INSPECTOR else "work.html", context)
