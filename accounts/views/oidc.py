"""To the city's identity provider and back."""

import logging

import jwt
import requests
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from accounts.entering import enter

log = logging.getLogger(__name__)
# What a provider that is away, or that answers nonsense, makes the library raise.
FAULTS = (requests.RequestException, jwt.PyJWTError, SuspiciousOperation, KeyError, TypeError, ValueError)


class Begin(OIDCAuthenticationRequestView):
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        _must_be_on()
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class Callback(OIDCAuthenticationCallbackView):
    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """An error that answers no question of this browser is anybody's link: the library would sign out for it."""
        _must_be_on()
        if request.GET.get("error") and request.GET.get("state") not in request.session.get("oidc_states", {}):
            return self.login_failure()
        try:
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        except FAULTS as error:
            log.warning("Sign-in at the identity provider failed: %s", type(error).__name__)
            return self.login_failure()
        return answer

    def login_success(self) -> HttpResponse:
        to = self.success_url
        return enter(self.request, self.user, "accounts.backends.IdentityProvider", to)

    def login_failure(self) -> HttpResponse:
        words = _("The sign-in there did not work, or you have no account here. Your administrator can help.")
        messages.error(self.request, words)
        return redirect("accounts:sign_in")


def _must_be_on() -> None:
    if not settings.OIDC_RP_CLIENT_ID:
        raise Http404


begin, callback = Begin.as_view(), Callback.as_view()
