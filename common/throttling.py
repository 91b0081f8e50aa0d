"""How often one caller may ask: a window of a minute, counted in each process by itself.

With N web processes a caller may get up to N times the rate. That is meant: the limit stops runaway clients, it is no
quota, and costs no query and no Redis. Wrong passwords are counted in PostgreSQL by django-axes.
"""

import threading
import time
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from common.addresses import address_of

WINDOW = 60.0
CALLERS = 50_000  # remembered at most, so that strangers cannot fill the memory


class Counter:
    """Counts by caller within the present window."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began = 0.0
        self._counts: dict[Any, int] = {}

    def hit(self, caller: Any, now: float) -> tuple[int, float]:
        """How often this caller came in this window, and how long the window still lasts."""
        with self._lock:
            if now - self._began >= WINDOW or len(self._counts) > CALLERS:
                self._began, self._counts = now, {}
            self._counts[caller] = count = self._counts.get(caller, 0) + 1
            return count, WINDOW - (now - self._began)

    def forget(self) -> None:
        with self._lock:
            self._counts = {}


counter = Counter()


class PerMinute(BaseThrottle):
    """`API_PER_MINUTE` for who is signed in, `API_ANONYMOUS_PER_MINUTE` by address for who is not; 0 is no limit."""

    scope = "api"
    left = 0.0

    def limit(self, request: Request) -> int:
        known = request.user is not None and request.user.is_authenticated
        return settings.API_PER_MINUTE if known else settings.API_ANONYMOUS_PER_MINUTE

    def allow_request(self, request: Request, view: Any) -> bool:
        limit = self.limit(request)
        if not limit:
            return True
        known = request.user is not None and request.user.is_authenticated
        caller = (self.scope, request.user.pk if known else address_of(request._request))
        count, self.left = counter.hit(caller, time.monotonic())
        return count <= limit

    def wait(self) -> float:
        return self.left


class TilesPerMinute(PerMinute):
    """A map on a wide screen is fifty tiles, and another fifty with each step: counted by themselves, and more."""

    scope = "tiles"

    def limit(self, request: Request) -> int:
        return settings.TILES_PER_MINUTE


class TokenPerMinute(PerMinute):
    """Asking for tokens costs an Argon2 hash each: fewer, by address."""

    scope = "token"

    def limit(self, request: Request) -> int:
        return settings.TOKENS_PER_MINUTE
