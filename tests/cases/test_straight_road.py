"""A case from the street to closed, by the verbs."""

from datetime import timedelta
from itertools import pairwise

import pytest

from cases.actions import MoveRequest, perform
from cases.models import Case
from cases.workflow import State
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def go(case: Case, move: str, **rest: object) -> Case:
    by, at = rest.pop("by"), rest.pop("at")
    return perform(case_id=case.pk, request=MoveRequest(move=move, version=case.version, **rest), by=by, at=at)[0]  # type: ignore[arg-type]


def test_a_report_reaches_its_unit_by_itself(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert (case.state, case.department, case.rule) == (State.DISPATCHED, city.sanitation, city.rubbish_rule)
    assert case.due_at == MONDAY + timedelta(hours=6, seconds=1)  # four working hours, the noon break between them


def test_it_runs_from_the_street_to_closed(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    case = go(case, "take", by=city.hana, at=MONDAY + timedelta(minutes=5))
    proof = make.photo(city.hana)
    case = go(
        case, "dispose", by=city.hana, at=MONDAY + timedelta(hours=1, minutes=5), photos=(proof.pk,), note="已清理"
    )
    assert case.on_time
    case = go(case, "check", by=city.sven, at=MONDAY + timedelta(hours=2), passed=True, closing_conditions=(1,))
    case = go(case, "close", by=city.sven, at=MONDAY + timedelta(hours=3))
    assert case.state == State.CLOSED
    events = list(case.events.order_by("seq"))
    assert [event.move for event in events] == ["report", "auto_dispatch", "take", "dispose", "check", "close"]
    assert all(event.prev_hash == before.hash for before, event in pairwise(events))


def test_a_failed_check_sends_it_back_to_the_unit_and_counts(city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    case = go(
        case, "dispose", by=city.hana, at=MONDAY + timedelta(hours=1, minutes=5), photos=(make.photo(city.hana).pk,)
    )
    due_at = case.due_at
    case = go(case, "check", by=city.sven, at=MONDAY + timedelta(hours=2), passed=False, note="还有残留")
    assert (case.state, case.rework_count, case.finished_at) == (State.DISPATCHED, 1, None)
    assert case.due_at == due_at
