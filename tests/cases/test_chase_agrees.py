"""The one statement of the chase raises exactly what Python would, whatever the times, levels and states are."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cases.actions import chase_due
from cases.deadlines import CASES
from cases.integrity import CHECKS
from cases.models import Case, CaseEvent
from cases.workflow import State
from common.integrity import examine
from tests import factories as make
from tests.factories import MONDAY

STATES = [State.FILED, State.DISPATCHED, State.IN_DISPOSAL, State.SUSPENDED, State.CHECKED, State.CLOSED]
moments = st.one_of(st.none(), st.integers(-30, 4).map(lambda hours: MONDAY + timedelta(hours=hours)))
[CHASE] = [check for check in CHECKS if check.name == "chase"]


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """The fields of a case that decide when it is chased."""
    fields: dict[str, Any] = {"state": draw(st.sampled_from(STATES))}
    for clock in CASES.clocks:
        fields |= {clock.due: draw(moments), clock.level: draw(st.integers(0, clock.ladder.top))}
        if clock.warn:
            fields[clock.warn] = draw(moments)
    return fields


class TheStatementAgrees(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        case = Case.objects.create(
            id=uuid4(), content_hash="", category=make.category("06010"), source="inspector", located="unknown",
            occurred_at=MONDAY, reported_at=MONDAY, stage_started_at=MONDAY, department=make.department("zf"),
        )  # fmt: skip
        CaseEvent.objects.create(case=case, seq=1, move="report", to_state=State.REPORTED, at=MONDAY)

    @settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
    @given(row=rows())
    def test_about_what_is_raised_and_when_the_next_look_is(self, row: dict[str, Any]) -> None:
        Case.objects.update(**row, next_chase_at=MONDAY)  # due by its column, whatever its clocks say
        case, expected = Case.objects.get(), []
        looked = CASES.next_chase(case)
        if looked is not None and looked <= MONDAY:
            clock, level = CASES.climb(case)
            expected = [(2, clock.move_to(level), "clock", CASES.facts_of(case, clock))]
        CASES.schedule(case)

        assert chase_due(at=MONDAY) == len(expected)
        raised = CaseEvent.objects.filter(seq__gt=1)
        assert [(event.seq, event.move, event.actor, event.data) for event in raised] == expected
        stored = Case.objects.get()
        for name in ("next_chase_at", *(clock.level for clock in CASES.clocks)):
            assert getattr(stored, name) == getattr(case, name), name
        assert stored.seq == 1 + len(expected)
        assert examine(CHASE).count == 0
