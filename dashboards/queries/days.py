"""Days put together to be drawn: each one, or weeks, or months, where there are more than can be told apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from evaluations.periods import Days, Period, month_of, today
from evaluations.queries.answers import Answer, Numbers

LEAST = 30  # days drawn, also of a shorter period
_BY_DAY, _BY_WEEK = 45, 200  # up to so many days are drawn by day, by week


@dataclass(frozen=True)
class Step:
    """Some days and their numbers, added up."""

    days: Days
    numbers: Mapping[str, int]


def drawn(period: Period) -> Days:
    """The days of the period that have begun; some before them where they are few: one point says nothing."""
    at = period.days.at
    last = max(period.days.first, min(period.days.last, today(at)))
    return Days(min(period.days.first, last - timedelta(days=LEAST - 1)), last, at)


def steps_of(days: Days, answer: Answer) -> list[Step]:
    """`answer` is that of a question split by day."""
    return [Step(part, _added(answer, part)) for part in _parts(days)]


def _parts(days: Days) -> Iterator[Days]:
    length = (days.last - days.first).days + 1
    start = days.first
    while start <= days.last:
        end = min(days.last, _end(start, length))
        yield Days(start, end, days.at)
        start = end + timedelta(days=1)


def _end(start: date, length: int) -> date:
    """Weeks end on Sundays, months with their last day; the first and the last may be shorter."""
    if length <= _BY_DAY:
        return start
    return start + timedelta(days=6 - start.weekday()) if length <= _BY_WEEK else month_of(start)[1]


def _added(answer: Answer, days: Days) -> Numbers:
    numbers: Numbers = {}
    for number in range((days.last - days.first).days + 1):
        for name, value in answer.rows.get(str(days.first + timedelta(days=number)), {}).items():
            numbers[name] = numbers.get(name, 0) + value
    return numbers
