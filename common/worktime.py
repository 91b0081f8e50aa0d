"""Working time: when a limit ends, and how much of it has been used (docs/decisions/0003-working-time.md says why so).

Two kinds of clock. Urgent hours and natural days never stop. Working hours and working days run only inside the shifts
of a `Calendar`. Everything is counted on UTC instants, so a clock change in the city neither gives nor takes time.

Moments are aware datetimes (a naive one is refused); every answer is in UTC. Errors are `ValueError`s with a sentence.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

Shift = tuple[time, time]
_Spans = tuple[tuple[timedelta, timedelta], ...]  # shifts as distances from the midnight that begins their day
_Shifts = tuple[tuple[datetime, datetime], ...]  # the shifts of one day, as UTC instants

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
_NONE = timedelta()
LONGEST_LIMIT = timedelta(days=36525)  # a hundred years: anything longer is a typing error
FIRST_YEAR, LAST_YEAR = 1900, 2999  # a moment outside is a typing error too
DAYS_WALKED = 30  # of working time: so far shift by shift is faster than to find the day by bisection
DAYS_REMEMBERED = 4_000  # ten years of one calendar, some 2 MB
_LAST_DAY = date(LAST_YEAR + 500, 1, 1).toordinal()


class LimitUnit(StrEnum):
    """The units of facts: 工作时, 工作日, 紧急工作时, 自然日 (also 紧急工作日)."""

    WORK_HOUR = "work_hour"
    WORK_DAY = "work_day"
    URGENT_HOUR = "urgent_hour"
    NATURAL_DAY = "natural_day"

    @property
    def never_stops(self) -> bool:
        """True for the units that run through nights, weekends and holidays."""
        return self in (LimitUnit.URGENT_HOUR, LimitUnit.NATURAL_DAY)


@dataclass(frozen=True)
class Limit:
    """How long something may take: more than zero of a unit; half a working day is `Decimal("0.5")`."""

    value: Decimal
    unit: LimitUnit

    def __post_init__(self) -> None:
        if not self.value.is_finite() or self.value <= 0:
            raise ValueError(_("A limit must be a number greater than zero."))

    @classmethod
    @lru_cache(maxsize=512)
    def parse(cls, text: str) -> "Limit":
        """A limit as it is written on a case: "4 work_hour"."""
        value, __, unit = text.partition(" ")
        return cls(Decimal(value), LimitUnit(unit))

    @property
    def text(self) -> str:
        return f"{self.value.normalize():f} {self.unit}"

    def span(self, calendar: "Calendar") -> timedelta:
        """The time to be counted, to the microsecond: working time or plain time, as the unit says."""
        unit = calendar.daily_time if self.unit is LimitUnit.WORK_DAY else DAY
        if self.unit in (LimitUnit.WORK_HOUR, LimitUnit.URGENT_HOUR):
            unit = timedelta(hours=1)
        microseconds = self.value * (unit // timedelta(microseconds=1))
        if microseconds > LONGEST_LIMIT // timedelta(microseconds=1):
            raise ValueError(_("A limit must not be longer than a hundred years."))
        if microseconds < 1:
            raise ValueError(_("A limit must be a number greater than zero."))
        return timedelta(microseconds=int(microseconds))


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
            (_since_midnight(start), _since_midnight(end) + (DAY if end <= start else timedelta()))
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
        return self.known_until is not None and _utc(until).astimezone(self.tz).date() <= self.known_until

    @cached_property
    def _known_shifts(self) -> dict[int, _Shifts]:
        """By the ordinal of their day; filled by `_shifts_of`."""
        return {}

    @cached_property
    def _lost(self) -> tuple[int, ...]:
        return tuple(sorted(day.toordinal() for day in self.holidays if day.weekday() in self.weekdays))

    @cached_property
    def _gained(self) -> tuple[int, ...]:
        return tuple(sorted(day.toordinal() for day in self.makeup_days if day.weekday() not in self.weekdays))


def add(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """When a limit that begins at `start` is due.

    Working units that begin outside working time count from the next working moment (顺延). A limit that is used up
    exactly at the end of a shift is due at that end, not at the next start. A working day is worth the calendar's daily
    time, so N of them end at the same place of the N-th working day after.
    """
    if limit.unit.never_stops:
        return _utc(start) + limit.span(calendar)
    return _add_span(_utc(start), limit.span(calendar), calendar)


def add_working(start: datetime, seconds: int, calendar: Calendar) -> datetime:
    """The moment by which so much working time has passed since `start`; 0 gives `start` itself, less is refused."""
    if seconds < 0:
        raise ValueError(_("Working time can't be counted backwards."))
    if seconds > LONGEST_LIMIT.total_seconds():
        raise ValueError(_("A limit must not be longer than a hundred years."))
    return _add_span(_utc(start), timedelta(seconds=seconds), calendar) if seconds else _utc(start)


def working_seconds(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Whole seconds of working time from `start` to `end`, rounded down; negative if `end` comes first."""
    start, end = _utc(start), _utc(end)
    anchor = min(_local_ordinal(start, calendar.tz), _local_ordinal(end, calendar.tz)) - 1
    return (_worked(anchor, end, calendar) - _worked(anchor, start, calendar)) // SECOND


def share_point(start: datetime, limit: Limit, share: Decimal, calendar: Calendar) -> datetime:
    """When so great a share of a limit is used: `Decimal("0.8")` is where the light turns yellow."""
    if not share.is_finite() or share <= 0:
        raise ValueError(_("A share of a limit must be greater than zero."))
    return add(start, Limit(limit.value * share, limit.unit), calendar)


def add_around(
    start: datetime,
    limit: Limit,
    calendar: Calendar,
    *,
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
    times: Decimal = Decimal(1),
) -> datetime | None:
    """When `times` a limit that began at `start` is used up, if the clock stood during `pauses` (in order, from, to).

    None while a pause without an end holds it. A limit used up before a pause is due then, whatever came later.
    """
    left = Limit(limit.value * times, limit.unit).span(calendar)
    at = _utc(start)
    for stood, went_on in pauses:
        used = _elapsed(at, _utc(stood), limit.unit, calendar)
        if used >= left:
            break
        if went_on is None:
            return None
        left, at = left - used, _utc(went_on)
    return at + left if limit.unit.never_stops else _add_span(at, left, calendar)


def instant(day: date, distance: timedelta, tz: ZoneInfo) -> datetime:
    """When clocks in the zone first show this time of this day; if they skip it, the moment they do."""
    wall = datetime.combine(day, time.min) + distance
    found = wall.replace(tzinfo=tz).astimezone(UTC)
    if found.astimezone(tz).replace(tzinfo=None) == wall:
        return found
    # Skipped: the change lies between the readings by the new and the old offset.
    low, high = wall.replace(tzinfo=tz, fold=1).astimezone(UTC), found
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        low, high = (low, middle) if middle.astimezone(tz).replace(tzinfo=None) >= wall else (middle, high)
    return high


def _elapsed(start: datetime, end: datetime, unit: LimitUnit, calendar: Calendar) -> timedelta:
    if unit.never_stops:
        return end - start
    anchor = min(_local_ordinal(start, calendar.tz), _local_ordinal(end, calendar.tz)) - 1
    return _worked(anchor, end, calendar) - _worked(anchor, start, calendar)


def remaining(now: datetime, due: datetime, unit: LimitUnit, calendar: Calendar) -> int:
    """Seconds left until `due` as the unit counts them, negative once overdue.

    0 in a working unit may mean late but with no working time gone since (due 18:00, now 19:00): whether something is
    on time is asked of the moments, never of this number.
    """
    if unit.never_stops:
        return (_utc(due) - _utc(now)) // SECOND
    return working_seconds(now, due, calendar)


def _add_span(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    first = _local_ordinal(start, calendar.tz) - 1  # a night shift of the day before may still be on
    if span > calendar.daily_time * DAYS_WALKED:
        goal = _worked(first, start, calendar) + span
        day = _day_reaching(first, goal, calendar)
        first, span = day, goal - _time_of_days(first, day, calendar)
    return _walk(first, start, span, calendar)


def _walk(first: int, start: datetime, left: timedelta, calendar: Calendar) -> datetime:
    """When so much time after `start` is used, shift by shift from the day `first` on."""
    for shift_start, shift_end in _shifts_from(first, calendar):
        begins = max(shift_start, start)
        if left <= shift_end - begins:
            return begins + left
        left -= max(shift_end - begins, _NONE)
    raise ValueError(_("The limit ends after the last date that can be written."))


def _day_reaching(anchor: int, goal: timedelta, calendar: Calendar) -> int:
    """The last day such that the days from `anchor` up to it are worth less than `goal`.

    Found by bisection, so that ten years cost hardly more than ten days. The upper end needs only be near: the caller
    walks on from the day found.
    """
    days = goal // calendar.daily_time + len(calendar._lost) + 2
    ordinals = range(anchor + 1, min(anchor + (days // len(calendar.weekdays) + 1) * 7, _LAST_DAY))
    return anchor + bisect_left(ordinals, goal, key=lambda day: _time_of_days(anchor, day, calendar))


def _worked(anchor: int, moment: datetime, calendar: Calendar) -> timedelta:
    """Working time from the first shift of the day `anchor` to a moment not before the day after it."""
    # One day back for night shifts; one ahead because clocks put back at midnight show the old date again.
    today = _local_ordinal(moment, calendar.tz)
    worked = _time_of_days(anchor, today - 1, calendar)
    for day in range(today - 1, today + 2):
        for start, end in _shifts_of(day, calendar):
            worked += max(min(moment, end) - start, timedelta())
    return worked


def _time_of_days(first: int, last: int, calendar: Calendar) -> timedelta:
    """Working time of the shifts that start on the days `first` to `last` (excluded), without visiting each."""
    weeks, rest = divmod(last - first, 7)
    count = weeks * len(calendar.weekdays)
    count += sum((first + number - 1) % 7 in calendar.weekdays for number in range(rest))
    count -= bisect_left(calendar._lost, last) - bisect_left(calendar._lost, first)
    count += bisect_left(calendar._gained, last) - bisect_left(calendar._gained, first)
    total = count * calendar.daily_time
    for year in range(date.fromordinal(first).year, date.fromordinal(last).year + 1):
        for day, change in _uneven_days(calendar.tz, calendar.spans, year):
            if first <= day < last and calendar.works_on(date.fromordinal(day)):
                total += change
    return total


def _shifts_from(first: int, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    for day in range(first, _LAST_DAY):
        yield from _shifts_of(day, calendar)


def _shifts_of(ordinal: int, calendar: Calendar) -> _Shifts:
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


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(_("A moment needs a time zone."))
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(_("The year %(year)s can't be right.") % {"year": moment.year})
    return moment.astimezone(UTC)


def _local_ordinal(moment: datetime, tz: ZoneInfo) -> int:
    return moment.astimezone(tz).toordinal()


def _since_midnight(moment: time) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
