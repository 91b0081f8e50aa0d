"""The span of time a dashboard looks at, and the one before it to compare with. Pure, in the city's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from evaluations.periods import Span, midnight


class PeriodChoice(StrEnum):
    TODAY = "today"
    MONTH = "month"
    FREE = "free"


@dataclass(frozen=True)
class DashboardPeriod:
    """`now` ends at the moment of looking, never later; `before` is as long into the period before it.

    So this morning is compared with yesterday morning, and the first ten days of a month with ten days of the last.
    """

    choice: PeriodChoice
    first: date
    last: date
    now: Span
    before: Span
    at: datetime


def today(at: datetime) -> DashboardPeriod:
    day = timezone.localdate(at)
    return _period(PeriodChoice.TODAY, day, day, day - timedelta(days=1), at)


def this_month(at: datetime) -> DashboardPeriod:
    first, last = month_of(at)
    return _period(PeriodChoice.MONTH, first, last, (first - timedelta(days=1)).replace(day=1), at)


def between(first: date, last: date, at: datetime) -> DashboardPeriod:
    """Whole days, both included; compared with as many days right before."""
    return _period(PeriodChoice.FREE, first, last, first - (last - first) - timedelta(days=1), at)


def month_of(at: datetime) -> tuple[date, date]:
    """The first and the last day of the month of a moment, in the city's days."""
    first = timezone.localdate(at).replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _period(choice: PeriodChoice, first: date, last: date, first_before: date, at: datetime) -> DashboardPeriod:
    start, end = midnight(first), midnight(last + timedelta(days=1))
    now = Span(start, max(start, min(end, at)))
    before = midnight(first_before)
    # A long month is never compared with a short one's days plus its own.
    return DashboardPeriod(choice, first, last, now, Span(before, min(start, before + (now.end - now.start))), at)
