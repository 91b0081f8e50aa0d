"""kill -9 of the worker in the middle of its work: everything is done after its restart, and once."""

import pytest
from django.db import connections, transaction

from cases.models import Case, CaseEvent, Notice
from cases.workflow import State
from common.models import Message
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


def dispatched() -> int:
    return Case.objects.filter(state=State.DISPATCHED).count()


def test_kill_9_in_the_middle_of_50_reports_loses_nothing_and_doubles_nothing(around: Cast) -> None:
    people = city()
    clock, worker = around.clock(), around.worker(pool="prefork")
    with transaction.atomic():
        first = make.reported("06010", by=people.ines)
    wait_until(lambda: dispatched() == 1, seconds=5, what="the first dispatch")
    with transaction.atomic():
        # The worker claims the batch and then stands before this row: it dies with all 50 in its hands.
        cases = [make.reported("06010", by=people.ines) for _ in range(50)]
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=cases[0].pk)
        wait_until(waits_for_a_lock, seconds=5, what="the worker's wait")
        around.kill(worker)
        around.kill(clock)
    assert dispatched() < 51
    around.clock()
    around.worker(pool="prefork")
    took = wait_until(lambda: dispatched() == 51, seconds=30, what="routing after the restart")
    assert took < 30
    wait_until(lambda: not Message.objects.exists(), seconds=10, what="the rest of the work")
    routed = CaseEvent.objects.filter(move="auto_dispatch")
    assert (routed.count(), routed.values("case").distinct().count()) == (51, 51)
    assert Notice.objects.filter(case=first).count() == 2
    assert Notice.objects.count() == 2 * 51
