"""Tells people: who hears of which events, once per person and event, in the inbox and on the ways they chose."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.models import Medium, User
from cases.actions.hours import held_until, quiet_hours
from cases.models import ChannelKind, Delivery, NoticeChannel
from cases.notices import BUNDLE, MAIL, NOTICE, POST
from cases.notices.people import People, occasions_of
from common import outbox
from common.models import Message

# RETURNING gives only the rows that are new: a message that comes twice tells nobody twice, on no way.
_TELL = """
INSERT INTO cases_notice (user_id, case_id, event_id, what, urgent, origin, note, created_at)
SELECT user_id, case_id, event_id, what, urgent, '', '', %s
  FROM unnest(%s::bigint[], %s::uuid[], %s::uuid[], %s::text[], %s::boolean[])
    AS t(user_id, case_id, event_id, what, urgent)
    ON CONFLICT DO NOTHING
RETURNING id, user_id, event_id
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A new notice, and the ways beside the inbox that its rule offers."""

    notice: int
    user: User
    urgent: bool
    media: frozenset[Medium]


@outbox.handles(NOTICE, batch=200)
def tell_waiting(messages: Sequence[Message]) -> None:
    tell(events=[UUID(message.reference) for message in messages])


def tell(*, events: Sequence[UUID], at: datetime | None = None, deliver: bool = True) -> int:
    """Write the notices of these events and send them on their ways; how many are new. Call it inside a transaction.

    Without `deliver` they are in the inbox only: for histories that are told afterwards.
    """
    at = at or timezone.now()
    heard = [(occasion, user, media) for occasion, user, media in People(occasions_of(events)).pairs()]
    if not heard:
        return 0
    columns = zip(*((u.pk, o.case, o.event, o.what, o.urgent) for o, u, __ in heard), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [at, *(list(column) for column in columns)])
        new = {(user, event): notice for notice, user, event in cursor.fetchall()}
    told = [
        Told(new[user.pk, occasion.event], user, occasion.urgent, media)
        for occasion, user, media in heard
        if (user.pk, occasion.event) in new
    ]
    if deliver:
        dispatch_notices(told, at=at)
    return len(new)


def dispatch_notices(told: Sequence[Told], *, at: datetime) -> None:
    """Put new notices on the ways that their rule offers, their person wants and can be reached by."""
    if not any(each.media for each in told):
        return
    channels, quiet = list(NoticeChannel.objects.filter(enabled=True)), quiet_hours()
    rows: list[tuple[Delivery, User]] = []
    for each in told:
        held = None if each.urgent else held_until(each.user, quiet, at=at)
        rows += [
            (Delivery(notice_id=each.notice, medium=medium, channel=channel, held_until=held), each.user)
            for medium, channel in _ways(each, channels)
        ]
    Delivery.objects.bulk_create([delivery for delivery, __ in rows])
    _promise(rows)


def _ways(told: Told, channels: Sequence[NoticeChannel]) -> list[tuple[Medium, NoticeChannel | None]]:
    user = told.user
    wanted = told.media & set(user.told_by_urgent if told.urgent else user.told_by)
    found: list[tuple[Medium, NoticeChannel | None]] = []
    if Medium.MAIL in wanted and user.email:
        found.append((Medium.MAIL, None))
    return found + [(each.medium, each) for each in channels if each.medium in wanted and reaches(each, user)]


def reaches(channel: NoticeChannel, user: User) -> bool:
    """A gateway needs a number, a robot somebody to mention; a webhook knows people by their names."""
    if channel.kind == ChannelKind.SMS:
        return bool(user.phone)
    return channel.kind == ChannelKind.GENERIC or bool(user.handle or user.phone)


def ways_to(user: User, channels: Sequence[NoticeChannel]) -> list[int]:
    """Beside the inbox, for what is not urgent: the numbers of the channels that reach this person, 0 for mail."""
    mail = [0] if Medium.MAIL in user.told_by and user.email else []
    return mail + [each.pk for each in channels if each.medium in user.told_by and reaches(each, user)]


def _promise(rows: Sequence[tuple[Delivery, User]]) -> None:
    now = [delivery for delivery, __ in rows if delivery.held_until is None]
    outbox.emit(MAIL, [delivery.pk for delivery in now if delivery.medium == Medium.MAIL])
    outbox.emit(POST, [delivery.pk for delivery in now if delivery.medium != Medium.MAIL])
    bundles: dict[datetime, set[str]] = defaultdict(set)
    for delivery, user in rows:
        if delivery.held_until is not None:
            bundles[delivery.held_until].add(bundle_reference(user.pk, delivery.channel_id, delivery.held_until))
    for until, references in bundles.items():
        # One message more for the same bundle does no harm: it finds nothing left to send.
        outbox.emit(BUNDLE, sorted(references), delay=until - timezone.now())


def bundle_reference(user: int, channel: int | None, until: datetime) -> str:
    return f"{user}:{channel or 0}:{int(until.timestamp())}"
