"""How the ways out of the house are doing: what went through each channel, what waits, what failed for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Count, Q

from common.models import Message
from notices.models import Delivery, DeliveryState, NoticeChannel
from notices.topics import BUNDLE, MAIL, POST

SHOWN = 20
LOOKED_AT = 1000  # failures; of a great breakdown the oldest tell since when


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


@dataclass(frozen=True)
class Failing:
    """A way out on which notices fail: since when, why at last, and how many wait for it; no channel: mail."""

    channel: NoticeChannel | None
    since: datetime
    why: str
    waiting: int


def failing_channels() -> list[Failing]:
    """The ways on which the oldest failures lie, in four queries at most; one where all is well."""
    failed = Message.objects.filter(Q(attempts__gt=0) | ~Q(dead_at=None), topic__in=(MAIL, POST, BUNDLE))
    messages = list(failed.order_by("created_at", "pk")[:LOOKED_AT])
    if not messages:
        return []
    ids = [int(message.reference) for message in messages if message.topic != BUNDLE]
    ways = dict(Delivery.objects.filter(pk__in=ids).values_list("pk", "channel"))
    found: dict[int | None, list[Message]] = {}
    for message in messages:
        if message.topic == BUNDLE:
            found.setdefault(int(message.reference.split(":")[1]) or None, []).append(message)
        elif int(message.reference) in ways:
            found.setdefault(ways[int(message.reference)], []).append(message)
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING).order_by().values_list("channel")
    counts = dict(waiting.annotate(number=Count("pk")))
    channels = NoticeChannel.objects.in_bulk([pk for pk in found if pk])
    return [
        Failing(channels.get(pk) if pk else None, its[0].created_at, its[-1].last_error[:200], counts.get(pk, 0))
        for pk, its in found.items()
    ]


def dead_notices() -> tuple[int, list[Dead]]:
    """How many messages of notices are dead, and the oldest of them."""
    dead = Message.objects.filter(topic__startswith="notice.").exclude(dead_at=None).order_by("id")
    rows = [
        Dead(message.topic, message.reference, message.created_at, message.last_error[:200])
        for message in dead[: SHOWN + 1]
    ]
    return (dead.count() if len(rows) > SHOWN else len(rows)), rows[:SHOWN]
