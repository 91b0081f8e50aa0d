"""Who looks at a wall: somebody who is signed in, or a screen with a key of its own.

A session is no sign-in for a screen: it ends when nobody uses it for half an hour, and who passes could go on from the
wall to any page. A key is a token of a person with the scope `wall` only: it opens the wall and nothing else, holds as
long as was said when it was made, and its person ends it, one for each screen, at `/access/`. It comes behind the `#`
of the address of the screen, which no browser sends to a server, so that it stands in no log, and is kept in a cookie
that scripts can't read.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.actions import note_token_use
from accounts.models import Scope, Token, User

COOKIE, PATH = "wall", "/wall/"
LONGEST_KEY = 200


def viewer_of(request: HttpRequest) -> User | None:
    if isinstance(request.user, User):
        return request.user
    token = screen_token(request.COOKIES.get(COOKIE, ""))
    if token is None:
        return None
    note_token_use(token=token, at=timezone.now())
    request.user = token.user  # for the frame of the page and the log: its language, its colours, its name
    return token.user


def screen_token(key: str) -> Token | None:
    """The token of a screen that holds now, of somebody who still works here."""
    if not key or len(key) > LONGEST_KEY:
        return None
    found = Token.objects.usable(at=timezone.now()).filter(digest=Token.digest_of(key), user__is_active=True)
    token = found.select_related("user").first()
    return token if token is not None and Scope.WALL in token.granted else None


def keep_key(response: HttpResponse, key: str, token: Token) -> None:
    response.set_cookie(
        COOKIE, key, expires=token.expires_at, path=PATH, httponly=True, samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
