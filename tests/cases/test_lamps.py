"""Lamps and lateness of whatever has a due time: examples by hand. Those of cases: test_lateness.py."""

from datetime import datetime, timedelta

import pytest

from common.owed import Lamp, lamp, on_time
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
