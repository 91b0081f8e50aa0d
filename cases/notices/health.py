"""How the ways out of the house are doing: what went through each channel, what waits, what failed for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Count, Q

from cases.models import DeliveryState, NoticeChannel
from common.models import Message

SHOWN = 20


@dataclass(frozen=True)
class ChannelRow:
    """`host` is all that is shown of an address: the rest of it is a key."""

    channel: NoticeChannel
    host: str
    waiting: int
    sent: int


@dataclass(frozen=True)
class Dead:
    """A message that failed too often; its notice is in the inbox all the same."""

    topic: str
    reference: str
    since: datetime
    why: str


def channel_table(*, at: datetime) -> list[ChannelRow]:
    """Every channel with what waits and what went out within a day, in one query."""
    waiting = Count("delivery", filter=Q(delivery__state=DeliveryState.WAITING))
    sent = Count(
        "delivery", filter=Q(delivery__state=DeliveryState.SENT, delivery__settled_at__gte=at - timedelta(days=1))
    )
    rows = NoticeChannel.objects.annotate(number_waiting=waiting, number_sent=sent)
    return [ChannelRow(row, urlsplit(row.url).hostname or "", row.number_waiting, row.number_sent) for row in rows]


def dead_notices() -> tuple[int, list[Dead]]:
    """How many messages of notices are dead, and the oldest of them."""
    dead = Message.objects.filter(topic__startswith="notice.").exclude(dead_at=None).order_by("id")
    rows = [
        Dead(message.topic, message.reference, message.created_at, message.last_error[:200])
        for message in dead[: SHOWN + 1]
    ]
    return (dead.count() if len(rows) > SHOWN else len(rows)), rows[:SHOWN]
