"""The outbox: work is done once, what fails is tried again and then kept for a person, others flow on."""

import errno
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from common import outbox
from common.models import Message
from common.refusals import Away, NoRoom

pytestmark = pytest.mark.django_db
TOPIC, SINGLE = "test.batch", "test.single"


class Listener:
    """A handler that remembers what it was given and chokes on what it was told to."""

    def __init__(self) -> None:
        self.heard: list[list[str]] = []
        self.poison: set[str] = set()
        self.away: Exception | None = None

    def __call__(self, messages: Sequence[Message]) -> None:
        self.heard.append([message.reference for message in messages])
        if bad := self.poison & {message.reference for message in messages}:
            raise ValueError(f"cannot digest {bad}")
        if self.away is not None:
            raise self.away


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    outbox.handles(TOPIC, batch=3)(made)
    outbox.handles(SINGLE, batch=1)(made)
    yield made
    del outbox._topics[TOPIC], outbox._topics[SINGLE]


def tomorrow(monkeypatch: pytest.MonkeyPatch, days: float = 1) -> None:
    later = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: later)


def test_work_is_done_in_batches_and_its_messages_go(listener: Listener) -> None:
    outbox.emit(TOPIC, "abcde")
    assert outbox.drain(TOPIC) == 5
    assert listener.heard == [["a", "b", "c"], ["d", "e"]]
    assert not Message.objects.exists()


def test_what_nobody_listens_to_is_not_kept(listener: Listener) -> None:
    outbox.emit("test.unheard", "a")
    assert not Message.objects.exists()


def test_delayed_work_waits_for_its_time(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.emit(TOPIC, "a", delay=timedelta(hours=1))
    assert outbox.drain(TOPIC) == 0
    tomorrow(monkeypatch)
    assert outbox.drain(TOPIC) == 1


def test_the_sweep_leaves_fresh_work_to_the_worker(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.emit(TOPIC, "a")
    assert outbox.sweep() == 0
    tomorrow(monkeypatch, days=4 / 86400)
    assert outbox.sweep() == 1


def test_a_bad_message_does_not_hold_up_its_batch(listener: Listener) -> None:
    listener.poison = {"b"}
    outbox.emit(TOPIC, "abcd")
    assert outbox.drain(TOPIC) == 3
    assert list(Message.objects.values_list("reference", "attempts")) == [("b", 1)]


def test_after_five_attempts_it_is_dead_with_its_reason_and_never_dropped(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener.poison = {"b"}
    outbox.emit(TOPIC, "b")
    for day in range(7):
        tomorrow(monkeypatch, days=day + 1)
        outbox.emit(TOPIC, "a")
        assert outbox.drain(TOPIC) == 1  # the others flow meanwhile
    message = Message.objects.get()
    assert (message.attempts, message.last_error) == (5, "ValueError: cannot digest {'…'}")
    assert message.dead_at is not None


@pytest.mark.parametrize("away", [OSError(errno.ENOSPC, "full"), NoRoom("full"), Away("in a moment")])
def test_what_came_only_too_early_is_done_in_the_end_however_long_it_lasts(
    listener: Listener, monkeypatch: pytest.MonkeyPatch, away: Exception
) -> None:
    listener.away = away
    outbox.emit(TOPIC, "b")
    for day in range(7):
        tomorrow(monkeypatch, days=day + 1)
        assert outbox.drain(TOPIC) == 0
        message = Message.objects.get()
        assert (message.attempts, message.dead_at) == (0, None)
        assert message.due_at == timezone.now() + outbox.AWAY
    listener.away = None
    tomorrow(monkeypatch)
    assert outbox.drain(TOPIC) == 1


def test_between_two_attempts_it_waits_longer_and_longer(listener: Listener) -> None:
    listener.poison = {"b"}
    outbox.emit(TOPIC, "b")
    waits = []
    for _ in outbox.BACKOFF:
        Message.objects.update(due_at=timezone.now())
        outbox.drain(TOPIC)
        waits.append((Message.objects.get().due_at - timezone.now()).total_seconds())
    assert waits == sorted(waits)
    assert waits == pytest.approx([wait.total_seconds() for wait in outbox.BACKOFF], abs=5)


def test_a_drain_ends_in_time_however_slow_the_world_is(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.emit(SINGLE, "abc")
    monkeypatch.setattr(outbox, "BUDGET", 0.0)
    assert outbox.drain(SINGLE) == 0
    assert Message.objects.count() == 3


def test_two_handlers_of_one_topic_are_a_mistake(listener: Listener) -> None:
    with pytest.raises(ValueError, match="already"):
        outbox.handles(TOPIC)(Listener())
