"""Lamps and lateness: examples by hand, and the database's answer equal to Python's for any times."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cases.models import Case
from common.owed import Lamp, lamp, on_time
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
