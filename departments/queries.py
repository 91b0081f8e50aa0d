"""Working calendars as the arithmetic wants them; the unit of a person and the tree of units."""

from collections.abc import Iterable
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from common.worktime import Calendar
from departments.models import CalendarDay, DayKind, Membership, WorkCalendar

OFFICE_HOURS = ((time(8), time(12)), (time(14), time(18)))  # facts.md 2.8, used until a city has loaded its own


def calendars() -> dict[int | None, Calendar]:
    """All calendars by id; under None the city's default one. What is stored wrongly is replaced, and never raised."""
    found: dict[int | None, Calendar] = {None: _office_hours(())}
    for row in WorkCalendar.objects.prefetch_related("days"):
        found[row.pk] = usable(row, row.days.all())
        if row.is_default:
            found[None] = found[row.pk]
    return found


def usable(row: WorkCalendar, days: Iterable[CalendarDay]) -> Calendar:
    """A stored calendar with its days; where it makes no sense its days with office hours, so that work goes on.

    An older version let in what can't be computed with, and a report must not wait for somebody to mend it:
    `unusable_calendars` tells administrators.
    """
    days = list(days)
    return _office_hours(days) if fault_of(row, days) else calendar_of(row, days)


def fault_of(row: WorkCalendar, days: Iterable[CalendarDay]) -> str:
    """Why a calendar makes no sense; empty where it does."""
    try:
        calendar_of(row, days)
    except ValueError as error:
        return str(error)
    return ""


def unusable_calendars() -> dict[str, str]:
    """The stored calendars that make no sense, with the reason why, by their codes."""
    rows = WorkCalendar.objects.order_by("code").prefetch_related("days")
    return {row.code: why for row in rows if (why := fault_of(row, row.days.all()))}


def calendar_of(row: WorkCalendar, days: Iterable[CalendarDay]) -> Calendar:
    """A calendar, saved or not, with these days that differ. Raises ValueError with a sentence if it makes no sense."""
    try:
        shifts = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in row.shifts)
        weekdays = frozenset(row.weekdays)
    except TypeError as error:
        raise ValueError(_("Its shifts or its weekdays are no lists.")) from error
    return Calendar(tz=ZoneInfo(settings.TIME_ZONE), shifts=shifts, weekdays=weekdays, **_differing(days))


def _office_hours(days: Iterable[CalendarDay]) -> Calendar:
    return Calendar(tz=ZoneInfo(settings.TIME_ZONE), shifts=OFFICE_HOURS, **_differing(days))


def _differing(days: Iterable[CalendarDay]) -> dict[str, Any]:
    days = list(days)
    return {
        "holidays": frozenset(day.date for day in days if day.kind == DayKind.HOLIDAY),
        "makeup_days": frozenset(day.date for day in days if day.kind == DayKind.WORKDAY),
        "known_until": max((day.date.replace(month=12, day=31) for day in days), default=None),
    }


def department_of(user: User) -> int | None:
    """The id of the unit a person works in; None for who works in none."""
    return Membership.objects.filter(user=user).values_list("department", flat=True).first()


# UNION, not UNION ALL: a circle of parents ends.
_ABOVE = """
WITH RECURSIVE above (id) AS (
    SELECT unnest(%s::bigint[])
    UNION SELECT unit.parent_id FROM departments_department unit JOIN above ON unit.id = above.id
) SELECT id FROM above WHERE id IS NOT NULL"""


def units_of(user: User) -> list[int]:
    """The unit a person works in and all units below it; none for who works in none."""
    if "membership" not in user._state.fields_cache:
        # Together with the unit, in one statement: each page and each call asks this before anything else.
        if (own := Membership.objects.select_related("department").filter(user=user).first()) is None:
            return []
        user.membership = own
    membership = getattr(user, "membership", None)
    return list(membership.department.below) if membership else []


def own_unit_of(user: User) -> list[int]:
    """The unit a person works in, without those below it; none for who works in none. Asked after `units_of`."""
    return [user.membership.department_id] if units_of(user) else []


def units_above(units: Iterable[int]) -> list[int]:
    """These units and all units above them: whose members see what these have."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [list(units)])
        return [row[0] for row in cursor.fetchall()]
