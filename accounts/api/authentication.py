"""Who calls: a bearer token, or the browser's session with CSRF."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.actions import note_token_use
from accounts.models import SCOPES, Scope, Token, User
from common.joined import Joined
from common.question import Question

SAFE = ("GET", "HEAD", "OPTIONS")
ANY = SCOPES
View = TypeVar("View", bound=Callable[..., Any])
# With the unit of who calls: what they may see hangs on it.
_TOKEN = Question(
    Joined(Token, ["user", "user__membership", "user__membership__department"]),
    lambda digest, at: Token.objects.usable(at=at).filter(digest=digest),
    "digest", "at",
)  # fmt: skip


def needs(*scopes: Scope) -> Callable[[View], View]:
    """Say of an API view (above `api_view`) that one of these scopes is enough to change something through it.

    To look at something `read` is needed everywhere; where a view says nothing, to change something `move`.
    """

    def mark(view: View) -> View:
        vars(view)["cls"].token_scopes = scopes
        return view

    return mark


def wanted(request: Request) -> tuple[Scope, ...]:
    """The scopes of which the token of this request needs one."""
    if request.method in SAFE:
        return (Scope.READ,)
    return getattr((request.parser_context or {}).get("view"), "token_scopes", (Scope.MOVE,))


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
        scopes = wanted(request)
        if not set(scopes).intersection(token.granted):
            raise exceptions.PermissionDenied(
                _("The token has no scope “%(scope)s”.") % {"scope": "” / “".join(scopes)}
            )
        note_token_use(token=token, at=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; without one the answer is 401 like everywhere else."""

    def authenticate_header(self, request: Request) -> Any:
        return "Bearer"
