"""Redis killed or frozen: reports are answered all the same, and the sweep routes them."""

import time

import pytest

from cases.models import Case
from cases.workflow import State
from common import kicks, outbox
from tests import factories as make
from tests.cast import city
from tests.services import Cast, wait_until

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def all_dispatched() -> bool:
    return not Case.objects.exclude(state=State.DISPATCHED).exists()


@pytest.mark.parametrize("fault", ["kill", "freeze"])
def test_reports_are_answered_within_a_second_and_routed_by_the_sweep(around: Cast, fault: str) -> None:
    people = city()
    around.clock()
    make.reported("06010", by=people.ines)  # the connections to Redis are warm when it goes away
    getattr(around.broker, fault)()
    took = []
    for _ in range(10):
        began = time.monotonic()
        make.reported("06010", by=people.ines)
        took.append(time.monotonic() - began)
    assert max(took) < 1
    wait_until(all_dispatched, seconds=45, what="routing by the sweep")


def test_a_frozen_broker_costs_one_nudge_its_wait_and_the_next_ones_nothing(around: Cast) -> None:
    outbox.nudge("case.route")
    around.broker.freeze()
    took = []
    for _ in range(5):
        began = time.monotonic()
        outbox.nudge("case.route")
        took.append(time.monotonic() - began)
    assert took[0] < 0.5
    assert max(took[1:]) < kicks.PATIENCE / 2


def test_a_broker_frozen_between_mark_and_message_costs_no_more(around: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.nudge("case.route")

    class Mark:
        def set(self, *args: object, **options: object) -> bool:
            around.broker.freeze()
            return True

    began = time.monotonic()
    with monkeypatch.context() as patched:
        patched.setattr(kicks, "marks", Mark)
        outbox.nudge("case.route")
    assert time.monotonic() - began < 0.5


def test_a_burst_of_nudges_is_one_message_until_a_worker_hears_it(around: Cast) -> None:
    for _ in range(100):
        outbox.nudge("case.route")
    assert around.broker.client.llen("celery") == 1
    outbox.answer_nudge("case.route")
    outbox.nudge("case.route")
    assert around.broker.client.llen("celery") == 2


def test_the_worker_hears_again_when_redis_came_back_empty(around: Cast) -> None:
    people = city()
    around.worker()
    around.broker.kill()
    around.broker.start()
    outbox._quiet_until = 0.0

    def routed_by_nudge() -> bool:
        make.reported("06010", by=people.ines)
        time.sleep(0.3)
        return Case.objects.filter(state=State.DISPATCHED).exists()

    wait_until(routed_by_nudge, seconds=30, what="a nudge that is heard")
