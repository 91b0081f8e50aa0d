"""The working calendar of a city: which days work, when their shifts are, and how much time a run of days is worth."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from common.worktime.moments import DAY, LAST_YEAR, instant, local_ordinal, since_midnight, utc

Shift = tuple[time, time]
_Spans = tuple[tuple[timedelta, timedelta], ...]  # shifts as distances from the midnight that begins their day
_Shifts = tuple[tuple[datetime, datetime], ...]  # the shifts of one day, as UTC instants

DAYS_REMEMBERED = 4_000  # ten years of one calendar, some 2 MB
LAST_DAY = date(LAST_YEAR + 500, 1, 1).toordinal()


@dataclass(frozen=True)
class Calendar:
    """The working time of one city.

    `shifts` are wall-clock times in `tz`, in order, of each working day; a shift that ends at or before its start ends
    on the next day (22:00-06:00; 18:00-00:00) and belongs to the day it starts on. `weekdays` are Monday 0 to Sunday 6.
    `holidays` don't work whatever their weekday; `makeup_days` (调休) do. Holidays are known up to and including
    `known_until`, None if nobody has said.
    """

    tz: ZoneInfo
    shifts: tuple[Shift, ...] = ((time(8), time(12)), (time(14), time(18)))
    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = field(default=frozenset())
    makeup_days: frozenset[date] = field(default=frozenset())
    known_until: date | None = None

    def __post_init__(self) -> None:
        if not self.shifts or not self.weekdays:
            raise ValueError(_("A calendar needs at least one shift and one working weekday."))
        if not self.weekdays <= set(range(7)):
            raise ValueError(_("Working weekdays are numbers from 0 (Monday) to 6 (Sunday)."))
        if both := sorted(self.holidays & self.makeup_days):
            raise ValueError(_("%(day)s is both a holiday and a working day.") % {"day": both[0].isoformat()})
        self._check_shifts()

    def _check_shifts(self) -> None:
        for start, end in self.shifts:
            if start.tzinfo or end.tzinfo or start.microsecond or end.microsecond:
                raise ValueError(_("Shifts are plain times of day in whole seconds."))
            if start == end != time.min:  # 00:00-00:00 is the whole day; any other such pair is a typing error
                raise ValueError(_("A shift must not start and end at the same time."))
        ends = [end for _start, end in self.spans]
        next_starts = [start for start, _end in self.spans[1:]] + [self.spans[0][0] + DAY]
        if any(end > start for end, start in zip(ends, next_starts, strict=True)):
            raise ValueError(_("Shifts must be in order and must not overlap, not even with the next day's."))

    @cached_property
    def spans(self) -> _Spans:
        """The shifts as distances from midnight; those past 24 h run into the next day."""
        return tuple(
            (since_midnight(start), since_midnight(end) + (DAY if end <= start else timedelta()))
            for start, end in self.shifts
        )

    @cached_property
    def daily_time(self) -> timedelta:
        """What one working day is worth: the sum of its shifts on the wall clock."""
        return sum((end - start for start, end in self.spans), timedelta())

    def works_on(self, day: date) -> bool:
        """Do the shifts that start on this day take place?"""
        return day in self.makeup_days or (day.weekday() in self.weekdays and day not in self.holidays)

    def is_certain(self, until: datetime) -> bool:
        """False past the last day whose holidays are known: there the plain weekday rule is a guess."""
        return self.known_until is not None and utc(until).astimezone(self.tz).date() <= self.known_until

    @cached_property
    def _known_shifts(self) -> dict[int, _Shifts]:
        """By the ordinal of their day; filled by `shifts_of`."""
        return {}

    @cached_property
    def lost(self) -> tuple[int, ...]:
        """The days that would work but for a holiday, as ordinals in order."""
        return tuple(sorted(day.toordinal() for day in self.holidays if day.weekday() in self.weekdays))

    @cached_property
    def gained(self) -> tuple[int, ...]:
        """The days that work by 调休 alone, as ordinals in order."""
        return tuple(sorted(day.toordinal() for day in self.makeup_days if day.weekday() not in self.weekdays))


def worked(anchor: int, moment: datetime, calendar: Calendar) -> timedelta:
    """Working time from the first shift of the day `anchor` to a moment not before the day after it."""
    # One day back for night shifts; one ahead because clocks put back at midnight show the old date again.
    today = local_ordinal(moment, calendar.tz)
    total = time_of_days(anchor, today - 1, calendar)
    for day in range(today - 1, today + 2):
        for start, end in shifts_of(day, calendar):
            total += max(min(moment, end) - start, timedelta())
    return total


def time_of_days(first: int, last: int, calendar: Calendar) -> timedelta:
    """Working time of the shifts that start on the days `first` to `last` (excluded), without visiting each."""
    weeks, rest = divmod(last - first, 7)
    count = weeks * len(calendar.weekdays)
    count += sum((first + number - 1) % 7 in calendar.weekdays for number in range(rest))
    count -= bisect_left(calendar.lost, last) - bisect_left(calendar.lost, first)
    count += bisect_left(calendar.gained, last) - bisect_left(calendar.gained, first)
    total = count * calendar.daily_time
    for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1):
        for day, change in _uneven_days(calendar.tz, calendar.spans, year):
            if first <= day < last and calendar.works_on(date.fromordinal(day)):
                total += change
    return total


def shifts_of(ordinal: int, calendar: Calendar) -> _Shifts:
    """The shifts that start on a day, as UTC instants; none if the day is off.

    The calendar remembers them: time zones are asked once for each day.
    """
    known = calendar._known_shifts
    shifts = known.get(ordinal)
    if shifts is None:
        if len(known) >= DAYS_REMEMBERED:
            known.clear()
        day = date.fromordinal(ordinal)
        spans = calendar.spans if calendar.works_on(day) else ()
        shifts = tuple((instant(day, start, calendar.tz), instant(day, end, calendar.tz)) for start, end in spans)
        known[ordinal] = shifts
    return shifts


@lru_cache(maxsize=2048)
def _uneven_days(tz: ZoneInfo, spans: _Spans, year: int) -> tuple[tuple[int, timedelta], ...]:
    """Days whose shifts are made longer or shorter by the clock changes of a year, and by how much."""
    found: dict[int, timedelta] = {}
    for today in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()):
        midnights = [datetime.combine(date.fromordinal(day), time.min, tz) for day in (today, today + 1)]
        if midnights[0].utcoffset() != midnights[1].utcoffset():
            for day in (today - 1, today):  # yesterday's night shift feels it too
                found[day] = _unevenness(tz, spans, date.fromordinal(day))
    return tuple((day, change) for day, change in found.items() if change)


def _unevenness(tz: ZoneInfo, spans: _Spans, day: date) -> timedelta:
    lengths = (instant(day, end, tz) - instant(day, start, tz) - (end - start) for start, end in spans)
    return sum(lengths, timedelta())
