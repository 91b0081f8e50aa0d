"""Spans of time that are counted, in the city's days, and the periods that people choose. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Span:
    """From `start` on, up to but without `end`."""

    start: datetime
    end: datetime


def midnight(day: date) -> datetime:
    """The beginning of a day of the city."""
    return timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())


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
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def whole(self) -> date:
        """The last day of it that is over."""
        return min(self.last, today(self.at) - timedelta(days=1))

    @property
    def begun(self) -> Span | None:
        """What has passed of the day that is not over yet, where the period holds it."""
        day = today(self.at)
        return Span(midnight(day), self.at) if self.first <= day <= self.last else None


class PeriodChoice(StrEnum):
    TODAY = "today"
    WEEK = "7-days"
    THIRTY = "30-days"
    NINETY = "90-days"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    FREE = "free"


PERIODS: dict[PeriodChoice, Promise] = {
    PeriodChoice.TODAY: _("Today"), PeriodChoice.WEEK: _("Last 7 days"), PeriodChoice.THIRTY: _("Last 30 days"),
    PeriodChoice.NINETY: _("Last 90 days"), PeriodChoice.MONTH: _("This month"),
    PeriodChoice.QUARTER: _("This quarter"), PeriodChoice.YEAR: _("This year"),
    PeriodChoice.FREE: pgettext_lazy("period", "Own days"),
}  # fmt: skip
_LENGTHS = {PeriodChoice.TODAY: 1, PeriodChoice.WEEK: 7, PeriodChoice.THIRTY: 30, PeriodChoice.NINETY: 90}
_MONTHS = {PeriodChoice.MONTH: 1, PeriodChoice.QUARTER: 3, PeriodChoice.YEAR: 12}


@dataclass(frozen=True)
class Period:
    """The days that a page looks at, and the days that it compares them with.

    Only days that are over are compared: `compared` are those of the period, `before` the same of the period before
    it (环比), `year_before` the same of a year ago (同比). All three are None while no day of it is over. A morning
    would look bad beside a whole day.
    """

    choice: PeriodChoice
    days: Days
    compared: Days | None
    before: Days | None
    year_before: Days | None

    @property
    def query(self) -> dict[str, str]:
        """What its address says, so that a link keeps it."""
        if self.choice != PeriodChoice.FREE:
            return {"period": self.choice.value}
        days = {"since": self.days.first.isoformat(), "until": self.days.last.isoformat()}
        return {"period": self.choice.value, **days}

    @property
    def label(self) -> Promise:
        return PERIODS[self.choice]


def period_of(choice: PeriodChoice, at: datetime) -> Period:
    """Every choice but free days. The last 7 days are today and the six days before it."""
    day = today(at)
    if choice in _LENGTHS:
        return _compared(choice, Days(day - timedelta(days=_LENGTHS[choice] - 1), day, at))
    months = _MONTHS[choice]
    first = day.replace(month=(day.month - 1) // months * months + 1, day=1)
    return _compared(choice, Days(first, _months_later(first, months) - timedelta(days=1), at))


def free_days(first: date, last: date, at: datetime) -> Period:
    """Whole days, both included."""
    return _compared(PeriodChoice.FREE, Days(first, last, at))


def _compared(choice: PeriodChoice, days: Days) -> Period:
    if days.whole < days.first:
        return Period(choice, days, None, None, None)
    earlier = _a_period_earlier(days)
    before, year_before = _moved(days, earlier), _moved(days, _a_year_earlier)
    # A year is compared with the year before it, once.
    return Period(
        choice, days, Days(days.first, days.whole, days.at), before, year_before if year_before != before else None
    )


def _moved(days: Days, earlier: Callable[[date], date]) -> Days:
    """Its days that are over, earlier. What is whole stays whole: the end of a month moves to the end of a month."""
    last = days.whole
    if last == days.last and days.first.day == 1 and _next_day(last).day == 1:
        return Days(earlier(days.first), earlier(_next_day(last)) - timedelta(days=1), days.at)
    return Days(earlier(days.first), earlier(last), days.at)


def _a_period_earlier(days: Days) -> Callable[[date], date]:
    """By months where it is made of whole months, else by as many days as it has."""
    after = _next_day(days.last)
    if days.first.day == 1 and after.day == 1:
        months = (after.year - days.first.year) * 12 + after.month - days.first.month
        return lambda day: _months_later(day, -months)
    length = after - days.first
    return lambda day: day - length


def _a_year_earlier(day: date) -> date:
    return _months_later(day, -12)


def _months_later(day: date, months: int) -> date:
    """The same day of another month, or the last day of a shorter one."""
    month = day.year * 12 + day.month - 1 + months
    first = date(month // 12, month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), month_of(first)[1])


def _next_day(day: date) -> date:
    return day + timedelta(days=1)
