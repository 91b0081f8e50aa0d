"""The daily digest: each unit head hears once a day what is due, late, new and waiting; nothing where there is nothing.

Two clocks at once are harmless: the row of the day is written by one of them only, and its messages with it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from accounts.models import User
from accounts.roles import Role
from cases.actions.deliver import link, person, post_letter, send_mail
from cases.actions.hours import digest_at, held_until, quiet_hours
from cases.actions.notify import ways_to
from cases.models import Digest, NoticeChannel
from cases.notices import DIGEST
from cases.notices.digests import counts, headline, listing
from cases.notices.shapes import Letter
from common import outbox
from common.models import Message

_PARTS = ("due_today", "overdue", "fresh", "waiting")
_MAKE = """
INSERT INTO cases_digest (user_id, day, made_at, due_today, overdue, fresh, waiting)
SELECT user_id, %s, %s, due_today, overdue, fresh, waiting
  FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[])
    AS t(user_id, due_today, overdue, fresh, waiting)
    ON CONFLICT (user_id, day) DO NOTHING
RETURNING id, user_id
"""


def make_digests(*, at: datetime | None = None) -> int:
    """Make the digests of the day that are not made yet, once its hour has come; how many are sent."""
    at = at or timezone.now()
    local = timezone.localtime(at)
    if local.time() < digest_at():
        return 0
    with transaction.atomic():
        heads = _without(local.date())
        return _make(heads, local.date(), at) if heads else 0


def _without(day: date) -> list[User]:
    heads = User.objects.filter(is_active=True, role=Role.DEPARTMENT_HEAD, membership__isnull=False)
    made = Digest.objects.filter(day=day).values("user")
    return list(heads.exclude(pk__in=made).select_related("membership"))


def _make(heads: Sequence[User], day: date, at: datetime) -> int:
    found = counts((head.membership.department_id for head in heads), at=at)
    numbers = [found.get(head.membership.department_id, {}) for head in heads]
    columns = [[each.get(part, 0) for each in numbers] for part in _PARTS]
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, [day, at, [head.pk for head in heads], *columns])
        new = {user: digest for digest, user in cursor.fetchall()}
    telling = [head for head, each in zip(heads, numbers, strict=True) if head.pk in new and any(each.values())]
    _promise({head: new[head.pk] for head in telling}, at)
    return len(telling)


def _promise(digests: dict[User, int], at: datetime) -> None:
    """One message for each way, so that one that fails does not repeat the others."""
    quiet, channels = quiet_hours(), list(NoticeChannel.objects.filter(enabled=True)) if digests else []
    for head, digest in digests.items():
        until = held_until(head, quiet, at=at)
        delay = {"delay": until - timezone.now()} if until else {}
        outbox.emit(DIGEST, [f"{digest}:{way}" for way in ways_to(head, channels)], **delay)


@outbox.handles(DIGEST, batch=1)
def send_waiting(messages: Sequence[Message]) -> None:
    for message in messages:
        digest, channel = (int(part) for part in message.reference.split(":"))
        send_digest(digest_id=digest, channel_id=channel or None)


def send_digest(*, digest_id: int, channel_id: int | None) -> bool:
    """Send a digest on one way, in its reader's language; False where nobody needs it any more."""
    digest = Digest.objects.select_related("user__membership").filter(pk=digest_id, user__is_active=True).first()
    channel = NoticeChannel.objects.filter(pk=channel_id, enabled=True).first() if channel_id else None
    membership = getattr(digest.user, "membership", None) if digest else None
    if digest is None or membership is None or (channel_id is not None and channel is None):
        return False
    with translation.override(digest.user.language):
        body = listing(digest, membership.department_id, site=settings.SITE_URL)
        key = f"digest-{digest.pk}"
        letter = Letter(key, person(digest.user), headline(digest), body, link("cases:inbox"), urgent=False)
        if channel is None:
            send_mail(letter, digest.user)
        else:
            post_letter(channel, letter)
    return True
