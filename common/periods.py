"""How often something is to be done, and the windows of time that follow from it (docs/decisions/0016-periods.md).

A `Period` is written in data files as a short text, the name of its frequency and what it takes, in this order:

    daily, weekly, monthly, yearly       once a day, in each week (Monday to Sunday), month, year
    every_10_days                        旬: the 1st to the 10th, the 11th to the 20th, the 21st to the end of the month
    semi_monthly                         半月: the 1st to the 15th, the 16th to the end of the month
    month_end 3                          in the last 3 days of each month (without a number: on the last day)
    every_n_days 10 2026-03-01           every 10 days, counted from that day
    within_month 2026-11                 once, in that month
    time_band 07:20-08:20 16:30-17:30    in these hours of each working day; with `sat sun` of those days of the week
    round_the_clock 3                    without a break, in 3 equal shifts a day (without a number: in one)
    irregular                            when chance or somebody says so: no window follows

The word `back` or `forward` at the end moves the last day of a window that is no working day to the working day before
or after it. The next window begins where the one before ends, so that windows leave no gap and never overlap; those
that would end on one working day are one window (by `daily forward` a weekend belongs to its Monday).

Days and hours are those of the calendar's time zone. Moments are aware datetimes, answers are in UTC. Errors are
`ValueError`s with a sentence. Nothing begins before 1900 or is due after 2199.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.worktime import DAY, Calendar, Shift, instant

FIRST_YEAR, LAST_YEAR = 1900, 2199
HOURS = 24
MIDNIGHT = timedelta()


class Frequency(TextChoices):
    DAILY = "daily", gettext_lazy("Every day")
    WEEKLY = "weekly", gettext_lazy("Every week")
    EVERY_10_DAYS = "every_10_days", gettext_lazy("Three times a month")
    SEMI_MONTHLY = "semi_monthly", gettext_lazy("Twice a month")
    MONTHLY = "monthly", gettext_lazy("Every month")
    MONTH_END = "month_end", gettext_lazy("At the end of each month")
    YEARLY = "yearly", gettext_lazy("Every year")
    EVERY_N_DAYS = "every_n_days", gettext_lazy("Every so many days")
    WITHIN_MONTH = "within_month", gettext_lazy("Once, within a month")
    TIME_BAND = "time_band", gettext_lazy("At certain hours")
    ROUND_THE_CLOCK = "round_the_clock", gettext_lazy("Round the clock")
    IRREGULAR = "irregular", gettext_lazy("Irregularly")


class Roll(TextChoices):
    """Where the last day of a window goes if it is no working day."""

    NONE = "", gettext_lazy("It stays where it is")
    BACK = "back", gettext_lazy("To the working day before")
    FORWARD = "forward", gettext_lazy("To the working day after")


@dataclass(frozen=True)
class Window:
    """From `begin` up to `due`, at which the next one begins; done in time is `finished_at <= due`."""

    begin: datetime
    due: datetime

    def last_day(self, calendar: Calendar) -> date:
        """What people are told: a window due at the first midnight of May is to be done by the 30th of April."""
        return (self.due - timedelta(microseconds=1)).astimezone(calendar.tz).date()


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FIRST_DAYS: Mapping[Frequency, tuple[int, ...]] = {  # of the parts of a month
    Frequency.EVERY_10_DAYS: (1, 11, 21),
    Frequency.SEMI_MONTHLY: (1, 16),
    Frequency.MONTHLY: (1,),
    Frequency.MONTH_END: (1,),
    Frequency.WITHIN_MONTH: (1,),
}
# So many days after a part has begun the next one has begun, and the one after it has not.
_STRIDE: Mapping[Frequency, int] = {
    Frequency.DAILY: 1,
    Frequency.WEEKLY: 7,
    Frequency.EVERY_10_DAYS: 11,
    Frequency.SEMI_MONTHLY: 16,
    Frequency.MONTHLY: 31,
    Frequency.MONTH_END: 31,
    Frequency.YEARLY: 366,
}
_TAKES: Mapping[Frequency, frozenset[str]] = {  # the others take a roll and no more
    Frequency.MONTH_END: frozenset({"number", "roll"}),
    Frequency.EVERY_N_DAYS: frozenset({"number", "since", "roll"}),
    Frequency.WITHIN_MONTH: frozenset({"since", "roll"}),
    Frequency.TIME_BAND: frozenset({"bands", "weekdays"}),
    Frequency.ROUND_THE_CLOCK: frozenset({"number"}),
    Frequency.IRREGULAR: frozenset(),
}
_NEEDED = frozenset({"since", "bands"})  # where they are taken at all
_WORDS: Mapping[str, Promise | str] = {
    "number": gettext_lazy("a number"),
    "since": gettext_lazy("a day or a month"),
    "bands": gettext_lazy("hours such as 07:20-08:20"),
    "weekdays": gettext_lazy("days of the week"),
    "roll": gettext_lazy("“back” or “forward”"),
}
_MOST: Mapping[Frequency, int] = {Frequency.MONTH_END: 28, Frequency.ROUND_THE_CLOCK: HOURS}
_LONGEST = 366  # days


@dataclass(frozen=True)
class Period:
    """A frequency and what it takes, as the head of this module says; `since` of a month is its first day.

    `weekdays` are Monday 0 to Sunday 6; none means the calendar's working days.
    """

    frequency: Frequency
    number: int = 1
    since: date | None = None
    bands: tuple[Shift, ...] = ()
    weekdays: frozenset[int] = frozenset()
    roll: Roll = Roll.NONE

    def __post_init__(self) -> None:
        takes = _TAKES.get(self.frequency, frozenset({"roll"}))
        for field in fields(self)[1:]:
            given = getattr(self, field.name) != field.default
            if given and field.name not in takes:
                sentence = _("“%(frequency)s” does not take %(what)s.")
            elif not given and field.name in takes & _NEEDED:
                sentence = _("“%(frequency)s” needs %(what)s.")
            else:
                continue
            raise ValueError(sentence % {"frequency": self.frequency.value, "what": _WORDS[field.name]})
        self._check_values()

    def _check_values(self) -> None:
        whole = self.frequency != Frequency.ROUND_THE_CLOCK or (self.number > 0 and HOURS % self.number == 0)
        if not whole or not 1 <= self.number <= _MOST.get(self.frequency, _LONGEST):
            values = {"number": self.number, "frequency": self.frequency.value}
            raise ValueError(_("“%(frequency)s” can't have the number %(number)s.") % values)
        if self.since is not None and not FIRST_YEAR <= self.since.year <= LAST_YEAR:
            raise ValueError(_("The year %(year)s can't be right.") % {"year": self.since.year})
        if self.frequency == Frequency.WITHIN_MONTH and self.since is not None and self.since.day != 1:
            raise ValueError(_("A month is written as 2026-11."))
        if any(moment.second for band in self.bands for moment in band):
            raise ValueError(_("Hours are written as 07:20-08:20."))
        if self.bands:
            Calendar(tz=ZoneInfo("UTC"), shifts=self.bands)  # refuses what is out of order or overlaps

    @classmethod
    def parse(cls, text: str) -> "Period":
        """A period as data files hold it; ValueError says which word is not understood."""
        name, *words = text.split() or [""]
        if name not in Frequency.values:
            values = {"word": name, "all": ", ".join(Frequency.values)}
            raise ValueError(_("“%(word)s” is no frequency. There are: %(all)s.") % values)
        found: dict[str, list[str]] = defaultdict(list)
        for word in words:
            shape = next((shape for shape, pattern in _SHAPES.items() if re.fullmatch(pattern, word)), "")
            if not shape or (found[shape] and shape not in _REPEATED):
                raise ValueError(_("“%(word)s” is not understood in “%(text)s”.") % {"word": word, "text": text})
            found[shape].append(word)
        return cls(Frequency(name), **{shape: _READ[shape](said) for shape, said in found.items() if said})

    @property
    def text(self) -> str:
        """What `parse` reads; equal periods have equal texts."""
        words = [self.frequency.value]
        if self.number != 1 or self.frequency == Frequency.EVERY_N_DAYS:
            words.append(str(self.number))
        if self.since is not None:
            words.append(f"{self.since:%Y-%m}" if self.frequency == Frequency.WITHIN_MONTH else self.since.isoformat())
        words += [f"{start:%H:%M}-{end:%H:%M}" for start, end in self.bands]
        words += [_WEEKDAYS[day] for day in sorted(self.weekdays)]
        return " ".join([*words, self.roll.value]).strip()

    def windows(self, start: datetime, end: datetime, calendar: Calendar) -> Iterator[Window]:
        """The windows that begin at or after `start` and before `end`, in order.

        Whoever asks for two ranges that touch gets each window once. A window does not depend on the range asked for.
        """
        _check_moment(end)
        for window in self._from(start, calendar):
            if window.begin >= end:
                return
            if window.begin >= start:
                yield window

    def next_after(self, moment: datetime, calendar: Calendar) -> Window | None:
        """The first window that begins after the moment, None when there is none any more."""
        return next((window for window in self._from(moment, calendar) if window.begin > moment), None)

    def holding(self, moment: datetime, calendar: Calendar) -> Window | None:
        """The window that has begun and is not due yet, None between two of them."""
        first = next((window for window in self._from(moment, calendar) if window.due > moment), None)
        return first if first is not None and first.begin <= moment else None

    def _from(self, moment: datetime, calendar: Calendar) -> Iterator[Window]:
        """All windows in order, beginning at the latest with the one that holds the moment."""
        day = _check_moment(moment).astimezone(calendar.tz).date()
        if self.frequency == Frequency.IRREGULAR:
            return
        banded = self.frequency in (Frequency.TIME_BAND, Frequency.ROUND_THE_CLOCK)
        for begin, due in self._bands_from(day, calendar) if banded else self._parts_from(day, calendar):
            # None is left of a band that the clocks skip, or of a month without a working day.
            if begin < due and begin.year >= FIRST_YEAR and due.year <= LAST_YEAR:
                yield Window(begin, due)

    def _bands_from(self, day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
        spans = self._spans()
        day -= DAY  # a band of the day before may run over midnight
        while day.year <= LAST_YEAR:
            if self._held_on(day, calendar):
                for start, end in spans:
                    yield instant(day, start, calendar.tz), instant(day, end, calendar.tz)
            day += DAY

    def _spans(self) -> tuple[tuple[timedelta, timedelta], ...]:
        """The bands of a day as distances from its midnight."""
        if self.bands:
            return Calendar(tz=ZoneInfo("UTC"), shifts=self.bands).spans
        shift = DAY / self.number
        return tuple((shift * n, shift * (n + 1)) for n in range(self.number))

    def _held_on(self, day: date, calendar: Calendar) -> bool:
        if self.frequency == Frequency.ROUND_THE_CLOCK or self.weekdays:
            return not self.weekdays or day.weekday() in self.weekdays
        return calendar.works_on(day)

    def _parts_from(self, day: date, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
        for first, after in pairwise(self._edges(day, calendar)):
            if self.frequency == Frequency.MONTH_END:
                first = max(first, after - self.number * DAY)
            yield instant(first, MIDNIGHT, calendar.tz), instant(after, MIDNIGHT, calendar.tz)

    def _edges(self, day: date, calendar: Calendar) -> Iterator[date]:
        """The days on which windows begin, in order and each once, from one that is not after `day` if there is any."""
        floor = self.since or date.min
        if self.frequency == Frequency.WITHIN_MONTH:
            yield from (floor, self._rolled(self._part(floor + 31 * DAY), calendar))
            return
        start, last = self._part(day), date.min
        while start > floor and self._rolled(start, calendar) > day:
            start = self._part(start - DAY)
        for first in self._parts(start):
            edge = floor if first == floor else max(floor, self._rolled(first, calendar))
            if edge > last:
                yield edge
            last = edge

    def _rolled(self, start: date, calendar: Calendar) -> date:
        """Where the part that begins on `start` begins once the last day of the one before it is a working day."""
        if self.roll == Roll.NONE:
            return start
        last, step = start - DAY, DAY if self.roll == Roll.FORWARD else -DAY
        while not calendar.works_on(last):
            last += step
        return last + DAY

    def _parts(self, start: date) -> Iterator[date]:
        """The first days of the parts from this one on: weeks, months and the like, whatever day is worked."""
        stride = DAY * (self.number if self.frequency == Frequency.EVERY_N_DAYS else _STRIDE[self.frequency])
        while start.year <= LAST_YEAR + 1:
            yield start
            start = self._part(start + stride)

    def _part(self, day: date) -> date:
        """The first day of the part that holds this day."""
        match self.frequency:
            case Frequency.DAILY:
                return day
            case Frequency.WEEKLY:
                return day - day.weekday() * DAY
            case Frequency.YEARLY:
                return day.replace(month=1, day=1)
            case Frequency.EVERY_N_DAYS:
                since = self.since or date.min
                return since + max((day - since).days // self.number, 0) * self.number * DAY
            case _:
                return day.replace(day=max(first for first in _FIRST_DAYS[self.frequency] if first <= day.day))


_SHAPES: Mapping[str, str] = {  # by which the words after the name are told apart
    "number": r"\d{1,3}",
    "since": r"\d{4}-\d\d(-\d\d)?",
    "bands": r"\d\d:\d\d-\d\d:\d\d",
    "weekdays": "|".join(_WEEKDAYS),
    "roll": f"{Roll.BACK}|{Roll.FORWARD}",
}
_REPEATED = frozenset({"bands", "weekdays"})
_READ: Mapping[str, Callable[[list[str]], Any]] = {
    "number": lambda said: int(said[0]),
    "since": lambda said: date.fromisoformat(said[0] if len(said[0]) > 7 else f"{said[0]}-01"),
    "bands": lambda said: tuple(_band(word) for word in said),
    "weekdays": lambda said: frozenset(_WEEKDAYS.index(word) for word in said),
    "roll": lambda said: Roll(said[0]),
}


def _band(word: str) -> Shift:
    start, end = word.split("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def _check_moment(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(_("A moment needs a time zone."))
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(_("The year %(year)s can't be right.") % {"year": moment.year})
    return moment
