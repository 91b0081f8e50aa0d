"""What a signed-in browser leaves with each use: when it was last used, so that a forgotten one ends by itself.

A page that refreshes itself is no use (`X-Poll`, static/js/app/base.js): a desk that nobody sits at is signed out.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.utils import timezone

from accounts.actions import keep_session
from accounts.models import User
from accounts.roles import Role
from common.addresses import address_of

SEEN = "seen"  # seconds since 1970
PRECISION = 60  # each request would be a write


def begin(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Somebody has signed in (the signal `user_logged_in`), or goes on under a new key. However much the session is
    used, it ends SESSION_HOURS from now."""
    if request.session.session_key is None:
        request.session.create()
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    _keep(request, user)


def use(request: HttpRequest) -> None:
    """A request of somebody who is signed in: note it, or sign out whoever was idle for too long."""
    user, now = request.user, timezone.now()
    assert isinstance(user, User)
    idle = now.timestamp() - request.session.get(SEEN, now.timestamp() - PRECISION)
    if idle > idle_limit(user).total_seconds():
        logout(request)
    elif idle >= PRECISION and not _by_itself(request):
        _keep(request, user)


def _by_itself(request: HttpRequest) -> bool:
    """What a page asks without anybody's doing: its refreshes, and the pictures that these bring along."""
    return "X-Poll" in request.headers or request.headers.get("Sec-Fetch-Dest") == "image"


def idle_limit(user: User) -> timedelta:
    """How long nobody may use a session. An inspector's phone rests in a pocket: it ends with the shift."""
    if user.role == Role.INSPECTOR or not settings.SESSION_IDLE_MINUTES:
        return timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def _keep(request: HttpRequest, user: User) -> None:
    now = timezone.now()
    request.session[SEEN] = int(now.timestamp())
    key = request.session.session_key
    assert key is not None
    browser = request.META.get("HTTP_USER_AGENT", "")
    keep_session(user=user, key=key, at=now, address=address_of(request), browser=browser)
