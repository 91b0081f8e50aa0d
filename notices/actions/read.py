"""A person has seen what the inbox told."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from notices.models import Notice


def mark_read(
    *,
    notices: Sequence[int] | None = None,
    up_to: datetime | None = None,
    events: Sequence[str] | None = None,
    subject: tuple[str, str] | None = None,
    at: datetime | None = None,
    by: User,
) -> int:
    """Mark the person's own notices as read, by default all; how many were not read before.

    `up_to` spares those that came later, `events` are names of events, `subject` is its kind and key. The moment is the
    receipt that others see.
    """
    unread = Notice.objects.filter(user=by, read_at=None)
    if notices is not None:
        unread = unread.filter(pk__in=notices)
    if up_to is not None:
        unread = unread.filter(created_at__lte=up_to)
    if events is not None:
        unread = unread.filter(what__in=events)
    if subject is not None:
        unread = unread.filter(kind=subject[0], key=subject[1])
    return unread.update(read_at=at or timezone.now())
