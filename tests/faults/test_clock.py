"""The clock: two at once escalate nothing twice, one stops promptly, a bad job stops nobody, and silence is seen."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from cases.actions import MoveRequest, chase_due, perform, route_cases
from cases.deadlines import TOP_LEVEL
from cases.models import Case, CaseEvent
from citymgmt import clock, context
from common import heartbeat
from common.models import Heartbeat
from tests import factories as make
from tests.cast import City, city
from tests.services import Cast, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def long_overdue(people: City, number: int) -> None:
    """Cases on the ladder's foot that are due for every rung at once."""
    # One transaction: the sweep of a clock that runs already must not route them first, as of today.
    with transaction.atomic():
        cases = [make.reported("06010", by=people.ines) for _ in range(number)]
        route_cases(ids=[case.pk for case in cases], at=timezone.now() - timedelta(days=9))


def assert_every_rung_once(number: int) -> None:
    raised = CaseEvent.objects.filter(actor="clock")
    assert raised.count() == number * TOP_LEVEL
    assert raised.values("case", "data__level").distinct().count() == number * TOP_LEVEL
    assert not Case.objects.exclude(chase_level=TOP_LEVEL, next_chase_at=None, seq=2 + TOP_LEVEL, version=2).exists()


def test_two_clocks_at_once_raise_each_rung_once(around: Cast) -> None:
    around.clock(), around.clock()
    long_overdue(city(), 100)
    wait_until(lambda: not Case.objects.exclude(next_chase_at=None).exists(), seconds=20, what="the chase")
    assert_every_rung_once(100)


def test_a_clock_killed_in_the_chase_leaves_nothing_half(around: Cast) -> None:
    people = city()
    long_overdue(people, 150)
    first = around.clock()
    wait_until(lambda: CaseEvent.objects.filter(actor="clock").exists(), seconds=10, what="the first raise")
    around.kill(first)
    assert Case.objects.filter(seq=F("version") + F("chase_level")).count() == 150
    around.clock()
    wait_until(lambda: not Case.objects.exclude(next_chase_at=None).exists(), seconds=20, what="the chase")
    assert_every_rung_once(150)


def test_four_chasers_at_once_raise_each_rung_once(around: Cast) -> None:
    long_overdue(city(), 60)

    def chase() -> int:
        try:
            return sum(chase_due(limit=7) for _ in range(60))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        raised = sum(future.result() for future in [pool.submit(chase) for _ in range(4)])
    assert raised == 60 * TOP_LEVEL
    assert_every_rung_once(60)


def test_a_press_and_the_chase_at_once_leave_no_gap(around: Cast) -> None:
    people = city()
    long_overdue(people, 30)
    ids = list(Case.objects.values_list("pk", flat=True))

    def take() -> None:
        try:
            for pk in ids:
                perform(case_id=pk, request=MoveRequest(move="take", version=2), by=people.hana)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        presses = pool.submit(take)
        while chase_due(limit=5) or not presses.done():
            pass
        presses.result()
    assert Case.objects.filter(version=3, seq=3 + TOP_LEVEL).count() == 30


def test_sigterm_stops_it_promptly(around: Cast) -> None:
    process = around.clock()
    began = time.monotonic()
    process.terminate()
    assert process.wait(10) == 0
    assert time.monotonic() - began < 6


def test_a_job_that_fails_or_hangs_stops_nobody(around: Cast) -> None:
    stop, ticks, hang = threading.Event(), [], threading.Event()

    def fail() -> None:
        raise ValueError("broken")

    jobs = (
        clock.Job("bad", 0.01, fail, ""),
        clock.Job("hanging", 0.01, lambda: hang.wait(30), ""),
        clock.Job("good", 0.01, lambda: ticks.append(1), ""),
    )
    running = threading.Thread(target=clock.run, args=(stop, jobs))
    running.start()
    wait_until(lambda: len(ticks) >= 5, seconds=20, what="five ticks of the good job")
    hang.set()
    stop.set()
    running.join(10)
    assert not running.is_alive()
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"good", "hanging"}


def test_a_clock_that_stands_still_is_seen(around: Cast) -> None:
    heartbeat.beat("chase", within=timedelta(seconds=45))
    now = timezone.now()
    assert heartbeat.silent(at=now) == []
    assert heartbeat.silent(at=now + timedelta(seconds=50)) == ["chase"]
    Heartbeat.objects.update(expected_by=now - timedelta(seconds=1))
    context._silent.cache_clear()
    assert context.degraded()
