"""People beyond the list and the form that their register gives: the way to a first or a new password."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from departments.actions import invite
from departments.registers import PEOPLE
from registry.views.common import EDITORS, can_edit, get_or_missing, reader
from registry.views.registers import add_page


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """It leads to the page of the new person, where the link for the password is made."""
    words = _("The account is there. Make a link now by which its owner sets a password.")
    username = request.POST.get("username", "")
    home = reverse("registry:edit", args=[PEOPLE, username]) if username and "/" not in username else ""
    return add_page(request, PEOPLE, home=home, words=words)


@login_required
@require_safe
def access(request: HttpRequest, username: str) -> HttpResponse:
    """Whether and since when a person signs in; a fragment on their page."""
    user = reader(request)
    row = get_or_missing(User.objects.all(), _("There is no such person."), username=username)
    may = can_edit(user) and row.pk != user.pk and row.is_active and not row.is_superuser
    return render(request, "departments/access.html", {"row": row, "may": may})


@login_required
@require_POST
@never_cache
def person_invite(request: HttpRequest, username: str) -> HttpResponse:
    """Make the link and show it, this once."""
    row, uid, token = invite(username=username, by=reader(request, EDITORS))
    link = request.build_absolute_uri(reverse("accounts:welcome", args=[uid, token]))
    context = {"row": row, "link": link, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    return render(request, "departments/invitation.html", context)
