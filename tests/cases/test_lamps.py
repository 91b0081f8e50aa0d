"""Lamps, lateness and the ladder: examples by hand, and the database's answer equal to Python's for any times."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cases.deadlines import LADDER, RAISES, TOP_LEVEL, Lamp, lamp, next_chase, on_time
from cases.models import Case
from tests import factories as make
from tests.factories import MONDAY

DUE, WARN = MONDAY + timedelta(hours=10), MONDAY + timedelta(hours=8)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("at", "colour"),
    [(MONDAY, "green"), (WARN - TICK, "green"), (WARN, "yellow"), (DUE, "yellow"), (DUE + TICK, "red")],
)
def test_the_lamp_turns_at_the_warning_and_just_after_the_due_time(at: datetime, colour: str) -> None:
    assert lamp(warn_at=WARN, due_at=DUE, at=at) == colour


def test_without_a_due_time_the_lamp_is_grey() -> None:
    assert lamp(warn_at=None, due_at=None, at=MONDAY) == Lamp.GREY


def test_without_a_warning_time_green_lasts_until_the_due_time() -> None:
    assert lamp(warn_at=None, due_at=DUE, at=DUE) == Lamp.GREEN


@pytest.mark.parametrize(("finished", "answer"), [(DUE, True), (DUE + TICK, False), (None, None)])
def test_on_time_includes_the_last_moment(finished: datetime | None, answer: bool | None) -> None:
    assert on_time(finished, DUE) is answer


def test_without_a_due_time_there_is_no_late() -> None:
    assert on_time(MONDAY, None) is None


@pytest.mark.parametrize(
    ("level", "after_due"),
    [(0, timedelta(hours=-2)), *((step.level - 1, step.after_due) for step in LADDER)],
)
def test_the_next_look_is_the_next_rung(level: int, after_due: timedelta) -> None:
    assert next_chase(level, warn_at=WARN, due_at=DUE) == DUE + after_due


def test_above_the_top_there_is_no_rung() -> None:
    assert next_chase(TOP_LEVEL, warn_at=WARN, due_at=DUE) is None


def test_nothing_owed_is_never_looked_at() -> None:
    assert next_chase(0, warn_at=None, due_at=None) is None


def test_without_a_warning_time_the_first_look_is_at_the_due_time() -> None:
    assert next_chase(0, warn_at=None, due_at=DUE) == DUE


@given(level=st.integers(0, TOP_LEVEL - 1), warned=st.booleans())
def test_the_ladder_of_the_sql_is_that_of_python(level: int, warned: bool) -> None:
    warn_at = WARN if warned else None
    step = next(step for step in RAISES if step.from_level == (level if warned else max(level, 1)))
    after = next_chase(step.to_level, warn_at=warn_at, due_at=DUE)
    assert after == (None if step.rest is None else DUE + step.rest)
    assert step.to_level == (1 if level == 0 and warned else next(s.level for s in LADDER if s.level > level))


moments = st.one_of(st.none(), st.integers(-3, 3).map(lambda n: MONDAY + n * TICK))


class TheDatabaseAgrees(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        category = make.category("06010")
        Case.objects.create(
            id=uuid4(), content_hash="", category=category, source="inspector", located="unknown",
            occurred_at=MONDAY, reported_at=MONDAY, stage_started_at=MONDAY,
        )  # fmt: skip

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(warn=moments, due=moments, finished=moments, closed=moments)
    def test_about_every_lamp(
        self, warn: datetime | None, due: datetime | None, finished: datetime | None, closed: datetime | None
    ) -> None:
        Case.objects.update(warn_at=warn, due_at=due, finished_at=finished, closed_at=closed)
        case = Case.objects.get()
        lit = [colour for colour in Lamp if Case.objects.lamp(colour, at=MONDAY).exists()]
        assert lit == [case.lamp(at=MONDAY)]
