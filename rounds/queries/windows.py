"""When the rounds of a plan come: its windows on the city's working calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils import timezone

from common.moments import LAST_DAY
from common.owed import WARNING_SHARE
from common.periods import Window
from common.worktime import DAY, Calendar, instant
from common.worktime.moments import since_midnight
from rounds.models import Plan


@dataclass(frozen=True, slots=True)
class Term:
    """The times of one round: from when to when, and when its places are drawn."""

    due_on: date
    begins_at: datetime
    draws_at: datetime
    warn_at: datetime
    due_at: datetime


def term_of(plan: Plan, window: Window, calendar: Calendar) -> Term:
    return made_term(window, calendar, hour=plan.draws_at)


def made_term(window: Window, calendar: Calendar, *, hour: str) -> Term:
    """Drawn at this hour of the first working day of the window, and always within it."""
    first, last = window.begin.astimezone(calendar.tz).date(), window.last_day(calendar)
    days = (first + n * DAY for n in range((last - first).days + 1))
    day = next((day for day in days if calendar.works_on(day)), first)
    at = max(instant(day, since_midnight(time.fromisoformat(hour)), calendar.tz), window.begin)
    draws_at = at if at < window.due else window.begin
    warn_at = draws_at + (window.due - draws_at) * float(WARNING_SHARE)
    return Term(last, window.begin, draws_at, warn_at, window.due)


def next_begin(plan: Plan, *, at: datetime, calendar: Calendar) -> datetime | None:
    """When the first window begins whose round may not have been made yet; None where none follows.

    A plan makes no round of a window that had begun before its first day, and none that begins after it has ended.
    """
    first = max(plan.started_on, timezone.localdate(at))
    return _begin(plan.period.windows(_midnight(first, calendar), _end_of(plan, calendar), calendar))


def following_begin(plan: Plan, window: Window, calendar: Calendar) -> datetime | None:
    """When the window after this one begins."""
    after = window.begin + timedelta(microseconds=1)
    return _begin(plan.period.windows(after, _end_of(plan, calendar), calendar))


def coming(plan: Plan, *, at: datetime, calendar: Calendar, most: int) -> list[Term]:
    """The next rounds of a plan, of which none is made yet."""
    if plan.next_at is None:
        return []
    start = max(plan.next_at, _midnight(timezone.localdate(at), calendar))
    windows = plan.period.windows(start, _end_of(plan, calendar), calendar)
    return [term_of(plan, window, calendar) for window in islice(windows, most)]


def _begin(windows: Iterator[Window]) -> datetime | None:
    window = next(windows, None)
    return window.begin if window is not None else None


def _end_of(plan: Plan, calendar: Calendar) -> datetime:
    """Before which a window has to begin."""
    return _midnight(min(plan.ended_on or LAST_DAY, LAST_DAY), calendar)


def _midnight(day: date, calendar: Calendar) -> datetime:
    return instant(day, timedelta(), calendar.tz)


def today_window(at: datetime, *, days: int, calendar: Calendar) -> Window:
    """From now to the end of the day after so many days: for a round that is made by hand."""
    return Window(at, _midnight(timezone.localdate(at) + (days + 1) * DAY, calendar))
