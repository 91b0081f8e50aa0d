"""The outbox: how a lower house tells a higher one, and how work survives the death of anything but PostgreSQL.

`emit` leaves a row in the transaction of the change. After commit Celery is nudged, best effort; the nudge may be lost,
for the clock sweeps whatever is due. `drain` claims rows with SKIP LOCKED and keeps the lock during the one transaction
that does the work, so a dead worker's claim vanishes with its connection and nothing is done twice.
"""

import functools
import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from common import prepared
from common.logs import named
from common.models import Message
from common.outages import passes

log = logging.getLogger(__name__)

Handler = Callable[[Sequence[Message]], None]
BACKOFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
MAX_ATTEMPTS = len(BACKOFF) + 1
# For what goes to others: their server may be down over a weekend. Three days and some hours.
THREE_DAYS = (*BACKOFF, timedelta(hours=1), timedelta(hours=3), *[timedelta(hours=6)] * 12)
AWAY = timedelta(seconds=30)  # until the next look at a disk that is full, or a database without room
BUDGET = 20.0  # seconds of one drain: a mail server that answers slowly must not keep other topics waiting
NUDGED_WITHIN = timedelta(seconds=3)  # the sweep leaves younger messages to the worker that was nudged
QUIET_AFTER_FAILURE = 5.0  # seconds without another try: a frozen broker costs one request its wait, not every request


class NotYet(Exception):  # noqa: N818 - raised as a sentence: "not yet, before …"
    """A handler says that a message has to wait until a moment; it counts as no attempt."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M:%S}")
        self.until = until


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    handler: Handler
    batch: int
    delays: Sequence[timedelta]
    apart: bool
    queue: str
    lease: timedelta | None
    on_death: Callable[[Message], None] | None


_topics: dict[str, Topic] = {}
_also: dict[str, list[str]] = {}  # by topic, the names under which other houses hear of it too


def handles(
    name: str, *, batch: int = 200, delays: Sequence[timedelta] = BACKOFF, apart: bool = False, queue: str = "",
    lease: timedelta | None = None, on_death: Callable[[Message], None] | None = None, also: str = "",
) -> Callable[[Handler], Handler]:  # fmt: skip
    """Register the one handler of a topic; another house that hears of it too says its own name (`also`), and has
    messages of its own, so that what fails in one house holds up no other.

    It receives up to `batch` messages inside the transaction that holds their locks, must be safe to run twice, and
    takes `batch=1` when it touches the world outside (mail), so that a crash repeats one effect at the most. After each
    of the `delays` what failed is tried again, then it is dead. Neither workers nor the sweep touch a topic that stands
    `apart`: a job of its own drains it, since strangers decide how long its work takes. Long work that workers do has a
    `queue` of its own with workers of its own, and a job of the clock too: nothing else waits behind it.

    With a `lease` the handler gets one message outside of any transaction: nothing is held while it waits for others,
    and after this time another process may take the message. `on_death` hears, in the transaction, of a message that
    is given up.
    """

    key = f"{name}/{also}" if also else name

    def register(handler: Handler) -> Handler:
        if key in _topics and _topics[key].handler is not handler:
            raise ValueError(f"Topic {key} already has a handler.")
        _topics[key] = Topic(key, handler, batch, delays, apart, queue, lease, on_death)
        if also and key not in _also.setdefault(name, []):
            _also[name].append(key)
        return handler

    return register


def topics() -> list[str]:
    return sorted(_topics)


_INSERT = """
INSERT INTO common_message (topic, reference, created_at, due_at, attempts, last_error)
SELECT topic, reference, %s::timestamptz, %s::timestamptz, 0, ''
  FROM unnest(%s::text[], %s::text[]) AS promised(topic, reference)
"""


def emit(topic: str, references: Iterable[object], *, delay: timedelta = timedelta()) -> None:
    """Promise work about each reference; call it inside the transaction that makes the work necessary."""
    emit_all([(topic, reference) for reference in references], delay=delay)


def emit_all(promises: Iterable[tuple[str, object]], *, delay: timedelta = timedelta()) -> None:
    """Promises of several topics, each with its reference, in one statement."""
    # Where nobody listens the higher house is not installed.
    heard = [(key, str(about)) for topic, about in promises for key in (topic, *_also.get(topic, ())) if key in _topics]
    if not heard:
        return
    now = timezone.now()
    with connection.cursor() as cursor:
        topics, references = [topic for topic, __ in heard], [about for __, about in heard]
        prepared.execute(cursor, _INSERT, [now, now + delay, topics, references])
    for topic in () if delay else [name for name in dict(heard) if not _topics[name].apart]:
        transaction.on_commit(functools.partial(nudge, topic), robust=True)


def drain(topic_name: str, *, limit: int = 10_000, older_than: timedelta = timedelta()) -> int:
    """Do the due work of one topic, batch by batch; the number of messages done."""
    topic, done, end = _topics[topic_name], 0, time.monotonic() + BUDGET
    while done < limit and time.monotonic() < end:
        claimed, finished = _drain_batch(topic, timezone.now() - older_than)
        done += finished
        if claimed < topic.batch:
            break
    return done


def retry_dead(*, topics: str = "") -> int:
    """What failed too often is due again, with all its tries: all of it, or topics that begin so; how many."""
    dead = Message.objects.filter(topic__startswith=topics).exclude(dead_at=None)
    return dead.update(dead_at=None, attempts=0, due_at=timezone.now())


def retry_now(topic: str, reference: object) -> int:
    """What waits about one thing, dead or not, is due now, with all its tries; how many."""
    waiting = Message.objects.filter(topic=topic, reference=str(reference))
    return waiting.update(dead_at=None, attempts=0, due_at=timezone.now())


def forget(topic: str, reference: object) -> None:
    """Take back whatever was promised about one thing."""
    Message.objects.filter(topic=topic, reference=str(reference)).delete()


def drop_dead(*, topics: str = "") -> list[tuple[str, str]]:
    """Give up what failed too often, of the topics that begin so; topic and reference of each."""
    dead = Message.objects.select_for_update().filter(topic__startswith=topics).exclude(dead_at=None)
    found = list(dead.values_list("pk", "topic", "reference"))
    Message.objects.filter(pk__in=[pk for pk, *__ in found]).delete()
    return [(topic, reference) for __, topic, reference in found]


def withdraw(*topics: str) -> list[str]:
    """Take back what waits under these topics, for a past that is made: the references of what was promised."""
    waiting = Message.objects.filter(topic__in=topics)
    found = list(waiting.order_by("pk").values_list("reference", flat=True))
    waiting.delete()
    return found


def sweep() -> int:
    """Do the work of all topics that nobody has done yet, without Celery or Redis."""
    return sum(drain(name, older_than=NUDGED_WITHIN) for name in topics() if _is_swept(_topics[name]))


def _is_swept(topic: Topic) -> bool:
    return not topic.apart and not topic.queue


def sweep_queue(queue: str) -> int:
    """The same for the topics of one queue."""
    return sum(drain(name, older_than=NUDGED_WITHIN) for name in topics() if _topics[name].queue == queue)


def _drain_batch(topic: Topic, due_by: datetime) -> tuple[int, int]:
    if topic.lease is not None:
        return _drain_leased(topic, due_by, topic.lease)
    with transaction.atomic():
        due = Message.objects.filter(topic=topic.name, due_at__lte=due_by, dead_at=None)
        messages = list(due.order_by("due_at", "id").select_for_update(skip_locked=True)[: topic.batch])
        done = _handle(topic, messages) if messages else []
        if done:
            Message.objects.filter(pk__in=[message.pk for message in done]).delete()
    return len(messages), len(done)


def _drain_leased(topic: Topic, due_by: datetime, lease: timedelta) -> tuple[int, int]:
    """One message, with nothing held while the handler works; who dies over it leaves it to others after the lease."""
    with transaction.atomic():
        due = Message.objects.filter(topic=topic.name, due_at__lte=due_by, dead_at=None)
        message = due.order_by("due_at", "id").select_for_update(skip_locked=True).first()
        if message is None:
            return 0, 0
        Message.objects.filter(pk=message.pk).update(due_at=timezone.now() + lease)
    try:
        topic.handler([message])
    except Exception as error:
        with transaction.atomic():
            _put_off(topic, message, error)
        return 1, 0
    Message.objects.filter(pk=message.pk).delete()
    return 1, 1


def _handle(topic: Topic, messages: Sequence[Message]) -> list[Message]:
    """The messages that were done. One bad message must not hold up the others, so a failed batch is tried singly."""
    try:
        with transaction.atomic():
            topic.handler(messages)
    except Exception as error:
        if len(messages) > 1:
            log.warning("Batch of %s failed (%s); trying its messages singly", topic.name, error)
            return [message for message in messages if _handle(topic, [message])]
        _put_off(topic, messages[0], error)
        return []
    return list(messages)


def _too_early(error: Exception) -> datetime | None:
    """When it is tried again where no try is counted: its handler says so, or what it needs is not there just now."""
    if isinstance(error, NotYet):
        return error.until
    if not passes(error):
        return None
    log.warning("Tried again in %s s: %s", AWAY.seconds, named(error))
    return timezone.now() + AWAY


def _put_off(topic: Topic, message: Message, error: Exception) -> None:
    if (until := _too_early(error)) is not None:
        Message.objects.filter(pk=message.pk).update(due_at=until)
        return
    log.exception("Message %s failed", message, exc_info=error)
    message.attempts += 1
    message.last_error = named(error)[:2000]
    if message.attempts > len(topic.delays):
        message.dead_at = timezone.now()
    else:
        message.due_at = timezone.now() + topic.delays[message.attempts - 1]
    message.save(update_fields=["attempts", "last_error", "dead_at", "due_at"])
    if message.dead_at is not None and topic.on_death is not None:
        topic.on_death(message)


# --- the nudge -------------------------------------------------------------------------------------------------------
# One nudge stands for all until a worker has heard it: it takes the mark away *before* it looks, so that a message
# committed later finds no mark and nudges again. A mark whose nudge was lost falls away by itself.

_quiet_until = 0.0


@contextmanager
def without_nudges() -> Iterator[None]:
    """Inside, commits nudge nobody: for work that makes thousands of messages and does them itself."""
    global _quiet_until
    before, _quiet_until = _quiet_until, math.inf
    try:
        yield
    finally:
        _quiet_until = before


def nudge(topic: str) -> None:
    """Tell Celery that there is work; best effort, within a bounded time, never an error."""
    kick("common.tasks.drain_topic", topic, queue=_topics[topic].queue if topic in _topics else "")


def kick(task: str, *arguments: str, queue: str = "") -> None:
    """Start a task of Celery, once for all who ask at the same time; as best effort as a nudge.

    Whoever needs the work done has a job of the clock that finds it without.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        from common import kicks  # Redis and Celery, which most commands never need

        kicks.send_once(task, arguments, mark=":".join(arguments) or task, queue=queue)
    except Exception as error:
        _quiet_until = time.monotonic() + QUIET_AFTER_FAILURE
        log.warning("Nudge for %s was not delivered (%s); the clock will find the work", (task, *arguments), error)


def answer_nudge(topic: str) -> int:
    """What a worker does when it hears a nudge; topics that no house here listens to are passed over."""
    from redis.exceptions import RedisError

    from common import kicks

    try:
        kicks.unmark(topic)
    except RedisError as error:
        log.warning("Mark of %s could not be taken away (%s); it falls away by itself", topic, error)
    return drain(topic) if topic in _topics else 0
