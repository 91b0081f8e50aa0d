"""Who calls: a bearer token, or the browser's session with CSRF."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.actions import note_token_use
from accounts.models import Scope, Token, User
from common.rows import one

SAFE = ("GET", "HEAD", "OPTIONS")


class TokenAuthentication(authentication.BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        scheme, __, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = timezone.now()
        tokens = Token.objects.usable(at=now).select_related("user__membership__department")
        token = one(tokens.filter(digest=Token.digest_of(key.strip())))
        if token is None:
            raise exceptions.AuthenticationFailed(_("The token is unknown, expired or revoked."))
        wanted = Scope.READ if request.method in SAFE else Scope.WRITE
        if wanted not in token.scopes:
            raise exceptions.PermissionDenied(_("The token has no scope “%(scope)s”.") % {"scope": wanted})
        note_token_use(token=token, at=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; without one the answer is 401 like everywhere else."""

    def authenticate_header(self, request: Request) -> Any:
        return "Bearer"
