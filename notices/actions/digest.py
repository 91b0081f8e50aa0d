"""The daily digest: each of its readers hears once a day what the houses count for them; nothing where all is zero.

Two clocks at once are harmless: the row of the day is written by one of them only, and its messages with it.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from common import outbox
from common.models import Message
from notices.actions.deliver import at_site, person, send
from notices.actions.notify import channels_for
from notices.digests import PARTS, headline, paragraphs
from notices.hours import digest_at, held_until, quiet_hours
from notices.models import Digest, NoticeChannel
from notices.shapes import Letter
from notices.topics import DIGEST

_MAKE = """
INSERT INTO notices_digest (user_id, day, made_at, counts)
SELECT user_id, %s, %s, counts FROM unnest(%s::bigint[], %s::jsonb[]) AS t(user_id, counts)
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
        readers = _without(local.date())
        return _make(readers, local.date(), at) if readers else 0


def _without(day: date) -> list[User]:
    made = Digest.objects.filter(day=day).values("user")
    readers = {user.pk: user for part in PARTS for user in part.readers().exclude(pk__in=made)}
    return list(readers.values())


def _make(readers: Sequence[User], day: date, at: datetime) -> int:
    parts = [part.counts(readers, at=at) for part in PARTS]
    numbers = [{name: n for counts in parts for name, n in counts.get(user.pk, {}).items()} for user in readers]
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, [day, at, [user.pk for user in readers], [json.dumps(each) for each in numbers]])
        new = {user: digest for digest, user in cursor.fetchall()}
    telling = [user for user, each in zip(readers, numbers, strict=True) if user.pk in new and any(each.values())]
    _promise({user: new[user.pk] for user in telling}, at)
    return len(telling)


def _promise(digests: dict[User, int], at: datetime) -> None:
    """One message for each way, so that one that fails does not repeat the others."""
    quiet, channels = quiet_hours(), list(NoticeChannel.objects.filter(enabled=True)) if digests else []
    for user, digest in digests.items():
        until = held_until(user, quiet, at=at)
        delay = {"delay": until - timezone.now()} if until else {}
        ways = [channel.pk if channel else 0 for __, channel in channels_for(user, user.told_by, channels)]
        outbox.emit(DIGEST, [f"{digest}:{way}" for way in ways], **delay)


@outbox.handles(DIGEST, batch=1, delays=outbox.THREE_DAYS)
def send_waiting(messages: Sequence[Message]) -> None:
    for message in messages:
        digest, channel = (int(part) for part in message.reference.split(":"))
        send_digest(digest_id=digest, channel_id=channel or None)


def send_digest(*, digest_id: int, channel_id: int | None) -> bool:
    """Send a digest on one way, in its reader's language; False where nobody needs it any more."""
    digest = Digest.objects.select_related("user").filter(pk=digest_id, user__is_active=True).first()
    channel = NoticeChannel.objects.filter(pk=channel_id, enabled=True).first() if channel_id else None
    if digest is None or (channel_id is not None and channel is None):
        return False
    with translation.override(digest.user.language):
        body = "\n\n".join(paragraphs(digest, site=settings.SITE_URL))
        if not body:
            return False
        url = at_site(reverse("notices:inbox"))
        letter = Letter(f"digest-{digest.pk}", person(digest.user), headline(digest), body, url, urgent=False)
        send(letter, digest.user, channel)
    return True
