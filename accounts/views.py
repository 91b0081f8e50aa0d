"""Pages about the person: sign in and out, language and appearance, notices, password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.contrib.auth.views import logout_then_login as _logout_then_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import change_preferences, change_reach, invitation_links
from accounts.forms import FirstPasswordForm, PasswordForm, PreferencesForm, ReachForm, SignInForm
from accounts.models import User
from accounts.requests import current_user
from common.refusals import Malformed
from common.way_back import way_back

YEAR = 365 * 86400

sign_in = LoginView.as_view(
    template_name="accounts/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
)

# The link an administrator made: its token goes into the session and out of the address before the form is shown.
welcome = PasswordResetConfirmView.as_view(
    template_name="accounts/welcome.html",
    success_url=reverse_lazy("accounts:sign_in"),
    form_class=FirstPasswordForm,
    token_generator=invitation_links,
)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseRedirect:
    return _logout_then_login(request)


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many wrong passwords for this account from this address: how long to wait, and whom to call."""
    wait = int(settings.AXES_COOLOFF_TIME * 3600)
    context = {"minutes": wait // 60, "username": (credentials or {}).get("username", "")}
    response = render(request, "accounts/locked_out.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response


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
    form = PasswordForm(current_user(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, current_user(request))
        messages.success(
            request,
            gettext("Your password was changed. You were signed out everywhere else, and your API tokens ended."),
        )
        return redirect("/")
    return render(request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200)


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
