from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from common import durations

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("length", "words"),
    [(timedelta(0), "0 s"), (timedelta(seconds=59.9), "59 s"), (timedelta(seconds=60), "1 min"),
     (timedelta(days=1, hours=2), "1 d 2 h")],
)  # fmt: skip
def test_what_took_less_than_a_minute_is_told_in_seconds(length: timedelta, words: str) -> None:
    assert durations.took(length) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(minutes=8, seconds=59), "8 min"),
        (timedelta(hours=1, minutes=20), "1 h 20 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=2, hours=3, minutes=30), "2 d 3 h"),
        (timedelta(days=12, hours=3), "12 d"),
        (-timedelta(minutes=40), "40 min"),
    ],
)
def test_a_span_has_at_most_two_parts(length: timedelta, words: str) -> None:
    assert durations.span(length) == words


def test_what_is_left_and_what_is_late() -> None:
    assert durations.remaining(NOW + timedelta(minutes=80), at=NOW) == "due in 1 h 20 min"
    assert durations.remaining(NOW - timedelta(days=2), at=NOW) == "2 d late"


def test_the_very_instant_of_the_limit_is_not_late() -> None:
    assert durations.remaining(NOW, at=NOW) == "due in 0 min"
    assert durations.outcome(NOW, NOW) == "on time"


def test_working_time_is_said_as_such() -> None:
    assert durations.remaining_work(timedelta(hours=4)) == "4 working hours left"
    assert durations.remaining_work(-timedelta(hours=4)) == "4 working hours late"
    assert durations.remaining_work(timedelta(minutes=150)) == "2 h 30 min of working time left"
    assert durations.remaining_work(timedelta(hours=30)) == "30 working hours left"


def test_how_long_ago() -> None:
    assert durations.ago(NOW - timedelta(seconds=20), at=NOW) == "just now"
    assert durations.ago(NOW - timedelta(hours=3), at=NOW) == "3 h ago"
    assert durations.ago(NOW + timedelta(hours=3), at=NOW) == "in 3 h"


def test_chinese() -> None:
    with translation.override("zh-hans"):
        assert durations.remaining(NOW + timedelta(minutes=80), at=NOW) == "还有 1 小时 20 分"
        assert durations.remaining(NOW - timedelta(days=2), at=NOW) == "超期 2 天"
