"""The way in and out: the page to sign in, the link by which an administrator lets somebody set a password."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.contrib.auth.views import logout_then_login as _logout_then_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST

from accounts.actions import invitation_links
from accounts.entering import OWN_BACKEND, enter
from accounts.forms import FirstPasswordForm, SignInForm
from accounts.models import User


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        assert isinstance(user, User)
        return enter(self.request, user, OWN_BACKEND, self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"provider": settings.OIDC_RP_CLIENT_ID and settings.OIDC_NAME}


sign_in = SignIn.as_view()

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
