"""Spans of time that are counted, in the city's days. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Span:
    """From `start` on, up to but without `end`."""

    start: datetime
    end: datetime


def midnight(day: date) -> datetime:
    """The beginning of a day of the city."""
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


def end_of_day(at: datetime) -> datetime:
    """The first midnight that is no earlier than a moment."""
    return midnight(today(at - timedelta(microseconds=1)) + timedelta(days=1))


def today(at: datetime) -> date:
    return timezone.localdate(at, timezone.get_default_timezone())


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month of a day."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """Whole days, both included, looked at from a moment: what lies after `at` has not happened yet."""

    first: date
    last: date
    at: datetime

    @property
    def span(self) -> Span:
        """What of it lies in the past."""
        start, end = self.all.start, self.all.end
        return Span(start, max(start, min(end, self.at)))

    @property
    def all(self) -> Span:
        """Its days to their end: for what is known only once it has happened."""
        return Span(midnight(self.first), midnight(self.last + timedelta(days=1)))

    @property
    def whole(self) -> date:
        """The last day of it that is over."""
        return min(self.last, today(self.at) - timedelta(days=1))

    @property
    def begun(self) -> Span | None:
        """What has passed of the day that is not over yet, where the period holds it."""
        day = today(self.at)
        return Span(midnight(day), self.at) if self.first <= day <= self.last else None
