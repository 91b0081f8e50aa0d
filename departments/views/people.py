"""People beyond the list and the form that their register gives: the way to a first or a new password."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import has_factor
from accounts.forms import EndForm
from accounts.models import User
from accounts.presenters import access_of
from accounts.roles import Role
from common.refusals import Malformed
from departments.actions import end_access, invite
from departments.news import INVITED
from departments.registers import PEOPLE
from registry.queries import approval_in_hand
from registry.views.common import EDITORS, can_edit, get_or_missing, reader, redirect_with_message
from registry.views.registers import add_page

SEES_ACCESS = EDITORS | {Role.AUDITOR}  # from where somebody works is theirs, and of those who answer for it


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
    context = {"row": row, "may": may, "end_url": reverse("departments:end_access", args=[username]) if may else ""}
    if user.role in SEES_ACCESS:
        context["link"] = approval_in_hand(INVITED, username)
        context["factor"] = has_factor(row)
        context["access"] = access_of(row, at=timezone.now(), key=request.session.session_key)
    return render(request, "departments/access.html", context)


@login_required
@require_POST
def end(request: HttpRequest, username: str) -> HttpResponse:
    """End one token or session of a person, or all of them."""
    user, form = reader(request, EDITORS), EndForm(request.POST)
    if not form.is_valid():
        raise Malformed(_("Say what shall end."))
    said = form.cleaned_data
    end_access(username=username, token=said["token"], session=said["session"], factor=said["factor"], by=user)
    words = _("Ended. Who used it has to sign in anew.")
    return redirect_with_message(request, words, "registry:edit", PEOPLE, username)


@login_required
@require_POST
@never_cache
def person_invite(request: HttpRequest, username: str) -> HttpResponse:
    """Make the link and show it, this once; or say that a second administrator has to approve it first."""
    made = invite(username=username, by=reader(request, EDITORS))
    if made is None:
        words = _("A second administrator has to approve this link. Then press the button once more.")
        return redirect_with_message(request, words, "registry:edit", PEOPLE, username)
    row, uid, token = made
    link = request.build_absolute_uri(reverse("accounts:welcome", args=[uid, token]))
    context = {"row": row, "link": link, "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    return render(request, "departments/invitation.html", context)
