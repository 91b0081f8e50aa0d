"""Overdue and was late: two things, each the same for a case in hand and for a query; and lamps that say the first."""

import os
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cases.filters import CaseFilter
from cases.models import Case
from cases.workflow import FINAL, OPEN, State
from common.owed import Lamp
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import disposed, go
from tests.factories import MONDAY

EXAMPLES = int(os.environ.get("LIVES", "100"))  # --long asks 300
TICK = timedelta(microseconds=1)
LATER = MONDAY + timedelta(days=3)
moments = st.one_of(st.none(), st.integers(-3, 3).map(lambda n: MONDAY + n * TICK))


def case_at(state: str, due: datetime | None, finished: datetime | None = None, *, exempt: bool = False) -> Case:
    return Case(state=state, due_at=due, finished_at=finished, exempt=exempt)


@pytest.mark.parametrize("state", [State.FILED, State.DISPUTED, State.DISPATCHED, State.IN_DISPOSAL, State.ACCEPTED])
def test_what_is_owed_is_overdue_after_its_due_time_whoever_has_it(state: str) -> None:
    assert case_at(state, MONDAY).overdue(at=MONDAY + TICK)
    assert not case_at(state, MONDAY).overdue(at=MONDAY)
    assert not case_at(state, None).overdue(at=MONDAY)


@pytest.mark.parametrize("state", [State.SUSPENDED, *FINAL])
def test_what_stands_or_is_over_is_not_overdue(state: str) -> None:
    assert not case_at(state, MONDAY).overdue(at=LATER)


@pytest.mark.parametrize("state", [State.DISPOSED, State.CHECKING, State.CHECKED, State.CLOSED])
def test_what_was_disposed_of_after_its_due_time_was_late_and_is_not_overdue(state: str) -> None:
    late, punctual = case_at(state, MONDAY, MONDAY + TICK), case_at(state, MONDAY, MONDAY)
    assert (late.was_late, late.overdue(at=LATER), late.lamp(at=LATER)) == (True, False, Lamp.GREY)
    assert (punctual.was_late, punctual.overdue(at=LATER)) == (False, False)


@pytest.mark.parametrize("state", [State.REJECTED, State.VOID, State.MERGED])
def test_an_end_by_which_nothing_is_owed_was_not_late(state: str) -> None:
    assert not case_at(state, MONDAY, LATER).was_late


def test_a_granted_appeal_takes_it_out_and_leaves_the_fact() -> None:
    excused = case_at(State.CLOSED, MONDAY, LATER, exempt=True)
    assert (excused.was_late, excused.on_time) == (False, False)


@pytest.mark.django_db
def test_rework_after_the_due_time_is_overdue_again_and_late_by_its_last_disposal(city: City) -> None:
    case = disposed(city, MONDAY, after=timedelta(hours=1))
    assert (case.was_late, case.overdue(at=LATER)) == (False, False)
    case = go(case, "rework", MONDAY + timedelta(hours=2), by=city.sven, reason="未清")
    assert case.overdue(at=LATER)
    case = go(case, "dispose", LATER, by=city.hana, photos=(make.photo(city.hana, at=LATER).pk,))
    assert (case.was_late, case.overdue(at=LATER)) == (True, False)


class TheDatabaseAgrees(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        category, unit = make.category("06010"), make.department("roads")
        Case.objects.create(
            id=uuid4(), content_hash="", category=category, source="inspector", located="unknown", department=unit,
            occurred_at=MONDAY, reported_at=MONDAY, stage_started_at=MONDAY,
        )  # fmt: skip

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        state=st.sampled_from(State), warn=moments, due=moments, finished=moments, closed=moments, exempt=st.booleans()
    )
    def test_about_every_case(
        self, state: State, warn: datetime | None, due: datetime | None, finished: datetime | None,
        closed: datetime | None, exempt: bool,
    ) -> None:  # fmt: skip
        times = {"warn_at": warn, "due_at": due, "finished_at": finished, "closed_at": closed}
        Case.objects.update(state=state, exempt=exempt, **times)
        case = Case.objects.get()
        assert Case.objects.overdue(at=MONDAY).exists() is case.overdue(at=MONDAY)
        assert Case.objects.was_late().exists() is case.was_late
        lit = [colour for colour in Lamp if Case.objects.lamp(colour, at=MONDAY).exists()]
        assert lit == [case.lamp(at=MONDAY)]
        assert (case.lamp(at=MONDAY) == Lamp.RED) is case.overdue(at=MONDAY)
        assert not (case.was_late and case.overdue(at=MONDAY))
        assert not case.overdue(at=MONDAY) or case.state in OPEN
        for name in ("overdue", "was_late"):
            self._asked(name, case)

    def _asked(self, name: str, case: Case) -> None:
        """The filter and its opposite part all cases between them."""
        answers = [
            CaseFilter({name: value}, queryset=Case.objects.all(), user=None, at=MONDAY).qs.exists()
            for value in ("true", "false")
        ]
        held = case.was_late if name == "was_late" else case.overdue(at=MONDAY)
        assert answers == [held, not held]
