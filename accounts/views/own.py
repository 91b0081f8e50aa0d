"""What people change about themselves: language and appearance, notices, password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import sessions
from accounts.actions import change_preferences, change_reach
from accounts.entering import RENEW
from accounts.forms import PasswordForm, PreferencesForm, ReachForm
from accounts.models import User
from accounts.requests import current_user
from common.refusals import Malformed
from common.way_back import way_back

YEAR = 365 * 86400


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep language and appearance: with the account of whoever is signed in, else in this browser."""
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        raise Malformed(gettext("There is no such language or appearance."))
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    response = redirect(way_back(request, "/"))
    if isinstance(request.user, User):
        change_preferences(user=request.user, **chosen)
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    else:
        remember(response, chosen)
    return response


def remember(response: HttpResponse, chosen: dict[str, str]) -> None:
    cookies = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": "theme"}
    for name, value in chosen.items():
        response.set_cookie(cookies[name], value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the own password; this session goes on, all others and the API tokens end."""
    form = PasswordForm(current_user(request), request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, current_user(request))
        request.session.pop(RENEW, None)
        sessions.begin(request, current_user(request))
        messages.success(
            request,
            gettext("Your password was changed. You were signed out everywhere else, and your API tokens ended."),
        )
        return redirect("/")
    context = {"form": form, "renew": settings.PASSWORD_DAYS if RENEW in request.session else 0}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def my_notices(request: HttpRequest) -> HttpResponse:
    """By what, beside the inbox, notices reach me, and when they let me sleep."""
    user = current_user(request)
    form = ReachForm(request.POST) if request.method == "POST" else ReachForm.of(user)
    if form.is_valid():
        change_reach(reach=form.reach(), by=user)
        messages.success(request, gettext("Kept. Notices reach you this way from now on."))
        return redirect("accounts:my_notices")
    return render(request, "accounts/my_notices.html", {"form": form}, status=422 if form.errors else 200)
