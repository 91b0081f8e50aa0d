"""Who calls: a bearer token, or the browser's session with CSRF."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.actions import note_token_use
from accounts.models import Scope, Token, User
from common.joined import Joined
from common.question import Question

SAFE = ("GET", "HEAD", "OPTIONS")
# With the unit of who calls: what they may see hangs on it.
_TOKEN = Question(
    Joined(Token, ["user", "user__membership", "user__membership__department"]),
    lambda digest, at: Token.objects.usable(at=at).filter(digest=digest),
    "digest", "at",
)  # fmt: skip


class TokenAuthentication(authentication.BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        scheme, __, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        now = timezone.now()
        found = _TOKEN.ask(digest=Token.digest_of(key.strip()), at=now)
        if found is None:
            raise exceptions.AuthenticationFailed(_("The token is unknown, expired or revoked."))
        token, __ = found
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
