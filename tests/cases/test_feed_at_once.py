"""The feed of changes while many write at once: whoever reads on from where they were reads each event once."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from cases.actions import place_events
from cases.models import Case, CaseEvent
from cases.queries.feed import FeedPlace, feed_page
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, ROUNDS, EACH = 4, 6, 3


def event(case: Case, seq: int) -> None:
    CaseEvent(case=case, seq=seq, move="warn", from_state=case.state, to_state=case.state, at=make.MONDAY).save()


class Writer(threading.Thread):
    """Writes events of its own case, and commits each handful when it is told to, long after others' later ones."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case, self.seq = case, case.seq
        self.may_write, self.has_written, self.may_commit = (threading.Semaphore(0) for __ in range(3))

    def run(self) -> None:
        try:
            for __ in range(ROUNDS):
                self.may_write.acquire(timeout=30)
                with transaction.atomic():
                    for ___ in range(EACH):
                        self.seq += 1
                        event(self.case, self.seq)
                    self.has_written.release()
                    self.may_commit.acquire(timeout=30)
                self.has_written.release()
        finally:
            connection.close()

    def write(self) -> None:
        self.may_write.release()
        assert self.has_written.acquire(timeout=30)

    def commit(self) -> None:
        self.may_commit.release()
        assert self.has_written.acquire(timeout=30)


class Reader:
    """Keeps nothing but the cursor, as a text; so each reading begins as after a restart."""

    def __init__(self, user: User, *, size: int) -> None:
        self.user, self.size, self.cursor = user, size, ""
        self.read: list[tuple[Any, int]] = []

    def go_on(self) -> None:
        place_events()
        page = feed_page(User.objects.get(pk=self.user.pk), self._place(), size=self.size)
        self.read += [(each.event.case_id, each.event.seq) for each in page.events]
        self.cursor = page.place.cursor

    def _place(self) -> FeedPlace:
        return FeedPlace.parse(self.cursor) if self.cursor else FeedPlace()

    def finish(self) -> None:
        before = -1
        while before != len(self.read):
            before = len(self.read)
            self.go_on()


@pytest.mark.parametrize("seed", range(3))
def test_four_writers_commit_late_and_a_reader_restarts(city: City, seed: int) -> None:
    chance = random.Random(seed)
    writers = [Writer(make.reported("06010", by=city.ines)) for __ in range(WRITERS)]
    readers = [Reader(city.sven, size=2), Reader(city.sven, size=100), Reader(city.ines, size=5)]
    for writer in writers:
        writer.start()
    for __ in range(ROUNDS):
        for writer in chance.sample(writers, WRITERS):
            writer.write()
            chance.choice(readers).go_on()
        for writer in chance.sample(writers, WRITERS):
            writer.commit()
            chance.choice(readers).go_on()
    for writer in writers:
        writer.join(30)
    written = list(CaseEvent.objects.values_list("case", "seq"))
    assert len(written) >= WRITERS * (ROUNDS * EACH + 1)
    for reader in readers:
        reader.finish()
        assert Counter(reader.read) == Counter(written)
        for writer in writers:
            own = [seq for case, seq in reader.read if case == writer.case.pk]
            assert own == sorted(own), "the events of a case come in the order of its history"


def test_all_give_out_places_at_the_same_time(city: City) -> None:
    """Everybody who reads gives places, and the clock does too."""
    case = make.reported("06010", by=city.ines)
    reader, stop = Reader(city.sven, size=7), threading.Event()

    def place() -> None:
        try:
            while not stop.is_set():
                place_events(most=3)
        finally:
            connection.close()

    def write() -> None:
        try:
            own = make.reported("06010", by=city.ines)
            for seq in range(2, 40):
                event(own, seq)
        finally:
            connection.close()

    placers, authors = _started(place, 2), _started(write, 3)
    while any(author.is_alive() for author in authors):
        reader.go_on()
    stop.set()
    for thread in placers:
        thread.join(30)
    reader.finish()
    assert Counter(reader.read) == Counter(CaseEvent.objects.values_list("case", "seq"))
    assert (case.pk, 1) in reader.read


def _started(work: Callable[[], None], number: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=work) for __ in range(number)]
    for thread in threads:
        thread.start()
    return threads


def test_a_transaction_of_minutes_delays_nobody_else(city: City) -> None:
    slow, quick = Writer(make.reported("06010", by=city.ines)), make.reported("06010", by=city.ines)
    slow.start()
    reader = Reader(city.sven, size=50)
    reader.finish()
    slow.write()
    event(quick, 2)
    reader.go_on()
    assert reader.read[-1] == (quick.pk, 2)
    slow.commit()
    reader.go_on()
    assert reader.read[-EACH:] == [(slow.case.pk, seq) for seq in range(2, 2 + EACH)]
    for __ in range(ROUNDS - 1):
        slow.write()
        slow.commit()
    slow.join(30)
    reader.finish()
    assert Counter(reader.read) == Counter(CaseEvent.objects.values_list("case", "seq"))
