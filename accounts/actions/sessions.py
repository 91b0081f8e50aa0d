"""The browsers in which people are signed in."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import BrowserSession, User


def keep_session(*, user: User, key: str, at: datetime, address: str | None, browser: str) -> None:
    """The session with this key is used now; one that is not known yet begins."""
    used = {"seen_at": at, "address": address}
    BrowserSession.objects.update_or_create(
        session_key=key, user=user, defaults=used, create_defaults={**used, "began_at": at, "browser": browser[:200]}
    )


def end_sessions(*, ids: Collection[int]) -> None:
    """Whoever sits at these browsers has to sign in anew."""
    with transaction.atomic():
        found = BrowserSession.objects.filter(pk__in=ids)
        Session.objects.filter(session_key__in=list(found.values_list("session_key", flat=True))).delete()
        found.delete()


def forget_sessions(*, at: datetime) -> int:
    """Forget the sessions that are over, and those of which only our row is left; how many of Django's."""
    number, __ = Session.objects.filter(expire_date__lt=at).delete()
    alive = Session.objects.values("session_key")
    BrowserSession.objects.exclude(session_key__in=alive).delete()
    return number
