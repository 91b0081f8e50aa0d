"""kill -9 of the worker in the middle of its work: everything is done after its restart, and once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, transaction

from cases.models import Case, CaseEvent
from cases.workflow import State
from common.models import Message
from departments.models import Department
from notices.models import Notice
from tests import factories as make
from tests.cast import city
from tests.services import Cast, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def waits_for_a_lock() -> bool:
    """Whether somebody stands in the middle of a transaction, waiting for a row that we hold."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def unit_held(unit: Department) -> Iterator[None]:
    """The unit's row held by a session of its own, taken before there is anything to route.

    A dispatch names the unit, so the worker claims the batch, does all its work and then stands before the commit: it
    dies with all of it in its hands, however quick it is.
    """
    other = connections["default"].copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM departments_department WHERE id = %s FOR UPDATE", [unit.pk])
        yield
        other.rollback()
    finally:
        other.close()


def dispatched() -> int:
    return Case.objects.filter(state=State.DISPATCHED).count()


def test_kill_9_in_the_middle_of_50_reports_loses_nothing_and_doubles_nothing(around: Cast) -> None:
    people = city()
    clock, worker = around.clock(), around.worker(pool="prefork")
    with transaction.atomic():
        first = make.reported("06010", by=people.ines)
    wait_until(lambda: dispatched() == 1, seconds=30, what="the first dispatch")
    with unit_held(people.sanitation):
        with transaction.atomic():
            for _ in range(50):
                make.reported("06010", by=people.ines)
        wait_until(waits_for_a_lock, seconds=10, what="the worker's wait")
        around.kill(worker)
        around.kill(clock)
        wait_until(lambda: not waits_for_a_lock(), seconds=10, what="the end of the dead worker's session")
    assert dispatched() < 51
    around.clock()
    around.worker(pool="prefork")
    took = wait_until(lambda: dispatched() == 51, seconds=30, what="routing after the restart")
    assert took < 30
    wait_until(lambda: not Message.objects.exists(), seconds=10, what="the rest of the work")
    routed = CaseEvent.objects.filter(move="auto_dispatch")
    assert (routed.count(), routed.values("case").distinct().count()) == (51, 51)
    assert Notice.objects.filter(key=first.pk).count() == 2
    # The clock may tell the week meanwhile, and of reports that wait longer than their limit: these are of long ago.
    assert Notice.objects.exclude(what__in=("week_told", "escalate_stage_accept")).count() == 2 * 51
