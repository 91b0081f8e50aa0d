"""At the doors where a password is said: who has tried too often waits, before anything is hashed.

Three counts, none of which a stranger can fill for somebody elsewhere: the account from this address (django-axes), the
address for all accounts, and the browser in which this person signed in before, which the other two don't hold up.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.actions import free_slot, give_back, spend_try, take_slot
from common.addresses import address_of, neighbourhood
from common.refusals import TooMany

COOKIE, SALT = "known", "accounts.known"
YEAR = 365 * 86400
MOST_NAMES = 8  # people who share a browser at a desk
OF_ADDRESS, OF_BROWSER = timedelta(minutes=1), timedelta(minutes=3)  # after which one more try is there
MOMENT = timedelta(seconds=2)


@dataclass(frozen=True)
class _Known:
    """A browser that was signed in: its own number, and by whom, as nobody can read."""

    nonce: str
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> "_Known":
        try:
            said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
            return cls(str(said["n"]), tuple(said["u"]))
        except (signing.BadSignature, KeyError, TypeError):
            return cls(secrets.token_urlsafe(12))


def _mark(username: str) -> str:
    return salted_hmac(SALT, username).hexdigest()[:16]


def knows(request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
    """Whether this person signed in here before. Then the failures of others from the same address are not theirs.
    Who comes from the identity provider says no name that could be guessed at."""
    username = (credentials or {}).get("username")
    return username is None or _mark(str(username)) in _Known.of(request).names


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """From now on this browser is one in which this person signed in."""
    known, mark = _Known.of(request), _mark(username)
    names = [mark, *(name for name in known.names if name != mark)][:MOST_NAMES]
    response.set_cookie(
        COOKIE, signing.dumps({"n": known.nonce, "u": names}, salt=SALT), max_age=YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


@contextmanager
def guess(request: HttpRequest, username: str) -> Iterator[None]:
    """Around the check of a password. What raises inside was a wrong one and counts. Raises TooMany."""
    known = knows(request, {"username": username})
    if known:
        key, most, every = f"browser:{_Known.of(request).nonce}", settings.AXES_FAILURE_LIMIT, OF_BROWSER
    else:
        key, most, every = f"address:{neighbourhood(address_of(request))}", settings.ADDRESS_FAILURES, OF_ADDRESS
    if wait := spend_try(key=key, most=most, every=every, at=timezone.now()):
        raise TooMany(_("Too many wrong passwords came from here; wait before the next try."), wait=wait)
    with _slot(wanted=not known):
        yield
    give_back(key=key, most=most)


@contextmanager
def _slot(*, wanted: bool) -> Iterator[None]:
    slot = take_slot() if wanted else None
    if wanted and slot is None:
        raise TooMany(_("Many people are signing in just now; try again in a moment."), wait=MOMENT)
    try:
        yield
    finally:
        if slot is not None:
            free_slot(slot)
