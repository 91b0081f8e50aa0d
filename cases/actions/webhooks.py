"""Integration clients are sent the feed of changes: signed, in its order, at least once, tried again for three days.

What is sent is read from the feed when it is sent: nothing piles up for a receiver that is down but the number of the
place it has come to. One message of the outbox for each webhook carries the tries; where it is dead the webhook stands
still, with all that comes after, until an administrator lets it go on.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from cases.actions.feed import place_all_events
from cases.models import Webhook
from cases.queries.feed import FeedPage, feed_page, last_position, place_at
from cases.topics import WEBHOOK
from common import outbox, outgoing
from common.models import Message
from common.outbox import THREE_DAYS

BATCH = 100  # events of one message
RESTS = 4  # times as long as its answer took: a slow receiver has a fifth of a sender's time at the most
LEASE = timedelta(minutes=5)  # longer than any receiver is waited for: a sender that died is followed by another
LOCK = 0x77656268  # "webh": with the number of a webhook, that it is being sent
SENDERS = 4  # receivers that are waited for at the same time


def send_webhooks() -> int:
    """The clock's job: what has happened gets its place and goes to whoever is sent it; how many receivers there were.

    The clock does it and not Celery's workers: strangers decide how long it takes.
    """
    place_all_events()
    wake_webhooks()
    due = Message.objects.filter(topic=WEBHOOK, dead_at=None, due_at__lte=timezone.now()).count()
    if due < 2:
        return outbox.drain(WEBHOOK) if due else 0
    with ThreadPoolExecutor(min(due, SENDERS)) as pool:
        return sum(pool.map(lambda __: _drain(), range(min(due, SENDERS))))


def _drain() -> int:
    try:
        return outbox.drain(WEBHOOK)
    finally:
        connection.close()


def wake_webhooks(*, at: datetime | None = None) -> int:
    """Promise work for each webhook behind which the feed has grown and that waits for nothing else; how many."""
    at = at or timezone.now()
    named = Message.objects.filter(topic=WEBHOOK, reference=Cast(OuterRef("pk"), CharField()))
    behind = _in_use().filter(position__lt=last_position())
    rested = behind.filter(Q(rests_until=None) | Q(rests_until__lte=at))
    woken = list(rested.exclude(Exists(named)).values_list("pk", flat=True))
    outbox.emit(WEBHOOK, woken)
    return len(woken)


@outbox.handles(WEBHOOK, batch=1, delays=THREE_DAYS, apart=True, lease=LEASE)
def webhooks_waiting(messages: Any) -> None:
    for message in messages:
        send_to(int(message.reference))


def send_to(webhook_id: int) -> int:
    """Send one webhook its next events, at most `BATCH`; how many. Call it outside of transactions.

    While the receiver is waited for no row is held: who keeps the webhook may change or delete it meanwhile. Nobody
    else sends it at the same time. One that is not in use is passed over and keeps its place. Raises outgoing.NotTaken,
    outgoing.Unreachable, ValueError (an address that may not be used); then it keeps its place too.
    """
    with _alone(webhook_id) as is_alone:
        hook = _in_use().filter(pk=webhook_id).select_related("user").first() if is_alone else None
        if hook is None:
            return 0
        page = feed_page(hook.user, place_at(hook.position), size=BATCH)
        rest = timedelta(seconds=RESTS * _post(hook, page)) if page.events else timedelta()
        with transaction.atomic():
            _note(hook, page, rest)
            if page.more:
                outbox.emit(WEBHOOK, [hook.pk], delay=rest)
        return len(page.events)


@contextmanager
def _alone(webhook_id: int) -> Iterator[bool]:
    """Whether nobody else sends this webhook now. The lock is the connection's: it goes with a sender that dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, webhook_id])
        [is_alone] = cursor.fetchone()
        try:
            yield bool(is_alone)
        finally:
            if is_alone:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, webhook_id])


def _in_use() -> QuerySet[Webhook]:
    """Those that are switched on, and whose user is and still an integration client: another role sees other cases."""
    return Webhook.objects.filter(enabled=True, user__is_active=True, user__role=Role.INTEGRATION)


def _note(hook: Webhook, page: FeedPage, rest: timedelta) -> None:
    """Where somebody put it to another place meanwhile, it stays there."""
    now, taken = timezone.now(), bool(page.events)
    Webhook.objects.filter(pk=hook.pk, position=hook.position).update(
        position=page.place.position, rests_until=now + rest, sent_at=now if taken else hook.sent_at
    )


def _post(hook: Webhook, page: FeedPage) -> float:
    """How many seconds the receiver took."""
    began = time.monotonic()
    post_to(hook, f"feed-{hook.pk}-{page.place.position}", page.said)
    return time.monotonic() - began


def post_to(hook: Webhook, key: str, said: dict[str, Any]) -> None:
    """One signed POST; each try has a time and a signature of its own. Raises as `send_to`."""
    body = orjson.dumps(said, default=str)
    headers = {"Content-Type": "application/json; charset=utf-8"}
    headers |= outgoing.signed(key, body, hook.secret, at=timezone.now())
    answer = outgoing.post(hook.url, body=body, headers=headers)
    if not 200 <= answer.status < 300:
        raise outgoing.NotTaken(_("The receiver answered %(status)s.") % {"status": answer.status})


def go_on(webhook_id: int) -> None:
    """What it waits for is due now; where it waits for nothing, the clock finds out what there is."""
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook_id).update(rests_until=None)
        outbox.retry_now(WEBHOOK, webhook_id)
