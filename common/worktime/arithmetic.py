"""When a limit ends, and how much of it is used: arithmetic over a working calendar."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from common.worktime.calendars import LAST_DAY, Calendar, shifts_of, time_of_days, worked
from common.worktime.limits import LONGEST_LIMIT, Limit, LimitUnit
from common.worktime.moments import SECOND, local_ordinal, utc

_NONE = timedelta()
DAYS_WALKED = 30  # of working time: so far shift by shift is faster than to find the day by bisection


def add(start: datetime, limit: Limit, calendar: Calendar) -> datetime:
    """When a limit that begins at `start` is due.

    Working units that begin outside working time count from the next working moment (顺延). A limit that is used up
    exactly at the end of a shift is due at that end, not at the next start. A working day is worth the calendar's daily
    time, so N of them end at the same place of the N-th working day after.
    """
    if limit.unit.never_stops:
        return utc(start) + limit.span(calendar)
    return _add_span(utc(start), limit.span(calendar), calendar)


def add_working(start: datetime, seconds: int, calendar: Calendar) -> datetime:
    """The moment by which so much working time has passed since `start`; 0 gives `start` itself, less is refused."""
    if seconds < 0:
        raise ValueError(_("Working time can't be counted backwards."))
    if seconds > LONGEST_LIMIT.total_seconds():
        raise ValueError(_("A limit must not be longer than a hundred years."))
    return _add_span(utc(start), timedelta(seconds=seconds), calendar) if seconds else utc(start)


def working_seconds(start: datetime, end: datetime, calendar: Calendar) -> int:
    """Whole seconds of working time from `start` to `end`, rounded down; negative if `end` comes first."""
    start, end = utc(start), utc(end)
    anchor = min(local_ordinal(start, calendar.tz), local_ordinal(end, calendar.tz)) - 1
    return (worked(anchor, end, calendar) - worked(anchor, start, calendar)) // SECOND


def share_point(start: datetime, limit: Limit, share: Decimal, calendar: Calendar) -> datetime:
    """When so great a share of a limit is used: `Decimal("0.8")` is where the light turns yellow."""
    if not share.is_finite() or share <= 0:
        raise ValueError(_("A share of a limit must be greater than zero."))
    return add(start, limit.share(share), calendar)


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
    left = limit.times(times).span(calendar)
    at = utc(start)
    for stood, went_on in pauses:
        used = _elapsed(at, utc(stood), limit.unit, calendar)
        if used >= left:
            break
        if went_on is None:
            return None
        left, at = left - used, utc(went_on)
    return at + left if limit.unit.never_stops else _add_span(at, left, calendar)


def _elapsed(start: datetime, end: datetime, unit: LimitUnit, calendar: Calendar) -> timedelta:
    if unit.never_stops:
        return end - start
    anchor = min(local_ordinal(start, calendar.tz), local_ordinal(end, calendar.tz)) - 1
    return worked(anchor, end, calendar) - worked(anchor, start, calendar)


def remaining(now: datetime, due: datetime, unit: LimitUnit, calendar: Calendar) -> int:
    """Seconds left until `due` as the unit counts them, negative once overdue.

    0 in a working unit may mean late but with no working time gone since (due 18:00, now 19:00): whether something is
    on time is asked of the moments, never of this number.
    """
    if unit.never_stops:
        return (utc(due) - utc(now)) // SECOND
    return working_seconds(now, due, calendar)


def _add_span(start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    first = local_ordinal(start, calendar.tz) - 1  # a night shift of the day before may still be on
    if span > calendar.daily_time * DAYS_WALKED:
        goal = worked(first, start, calendar) + span
        day = _day_reaching(first, goal, calendar)
        first, span = day, goal - time_of_days(first, day, calendar)
    return _walk(first, start, span, calendar)


def _walk(first: int, start: datetime, left: timedelta, calendar: Calendar) -> datetime:
    """When so much time after `start` is used, shift by shift from the day `first` on."""
    for day in range(first, LAST_DAY):
        for shift_start, shift_end in shifts_of(day, calendar):
            begins = shift_start if shift_start > start else start
            free = shift_end - begins
            if left <= free:
                return begins + left
            if free > _NONE:
                left -= free
    raise ValueError(_("The limit ends after the last date that can be written."))


def _day_reaching(anchor: int, goal: timedelta, calendar: Calendar) -> int:
    """The last day such that the days from `anchor` up to it are worth less than `goal`.

    Found by bisection, so that ten years cost hardly more than ten days. The upper end needs only be near: the caller
    walks on from the day found.
    """
    days = goal // calendar.daily_time + len(calendar.lost) + 2
    ordinals = range(anchor + 1, min(anchor + (days // len(calendar.weekdays) + 1) * 7, LAST_DAY))
    return anchor + bisect_left(ordinals, goal, key=lambda day: time_of_days(anchor, day, calendar))
