"""Working time: the week and its shifts, and the days that differ. Clocks that run keep the due time they have."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from common.plain import to_json
from common.refusals import Refused
from departments.models import CalendarDay, DayKind, WorkCalendar
from departments.queries import calendar_of
from registry.registers import RowRegister, record


@dataclass(frozen=True)
class CalendarWish:
    """`shifts` are "08:00-12:00"; `weekdays` are Monday 0 to Sunday 6."""

    name: str
    shifts: tuple[str, ...]
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    is_default: bool = False


@dataclass(frozen=True)
class DayWish:
    kind: str
    name: str = ""


class Calendars(RowRegister[WorkCalendar, CalendarWish]):
    """The key is the calendar's code."""

    kind = "calendar"
    wish = CalendarWish

    def find(self, key: str) -> WorkCalendar | None:
        return WorkCalendar.objects.select_for_update().filter(code=key).first()

    def snapshot(self, row: WorkCalendar) -> CalendarWish:
        shifts = tuple(f"{start}-{end}" for start, end in row.shifts)
        return CalendarWish(row.name, shifts, tuple(row.weekdays), row.is_default)

    def write(self, row: WorkCalendar | None, key: str, wish: CalendarWish, by: User) -> WorkCalendar:
        calendar = row or WorkCalendar(code=key)
        if row is not None and row.is_default and not wish.is_default:
            raise _wrong("is_default", _("The city needs a calendar: make another one the city's, and this one stops."))
        calendar.name, calendar.weekdays = wish.name, sorted(set(wish.weekdays))
        calendar.shifts = [shift.split("-") for shift in wish.shifts]
        calendar.is_default = wish.is_default
        try:
            calendar_of(calendar, days=())
        except ValueError as error:
            raise _wrong("shifts", str(error)) from error
        if wish.is_default:
            self._take_over(key, by)
        calendar.save()
        return calendar

    def _take_over(self, key: str, by: User) -> None:
        """Only one calendar is the city's; the one that was is changed too, and its change is written down."""
        for other in WorkCalendar.objects.select_for_update().filter(is_default=True).exclude(code=key):
            before = self.current(other.code)
            other.is_default = False
            other.save(update_fields=["is_default"])
            after = to_json(self.snapshot(other))
            record(kind=self.kind, key=other.code, label=str(other), before=before, after=after, by=by)

    def inverse(self, row: WorkCalendar) -> None:
        if row.is_default or row.department_set.exists():
            raise Refused(_("This calendar is in use. Give the units that use it another one first."))


class Days(RowRegister[CalendarDay, DayWish]):
    """The key is the calendar's code and the day: `city/2026-10-01`. An ordinary day has no row."""

    kind = "calendar_day"
    wish = DayWish

    def find(self, key: str) -> CalendarDay | None:
        code, __, day = key.rpartition("/")
        days = CalendarDay.objects.select_for_update(of=("self",)).select_related("calendar")
        return days.filter(calendar__code=code, date=day).first()

    def snapshot(self, row: CalendarDay) -> DayWish:
        return DayWish(row.kind, row.name)

    def name(self, row: CalendarDay) -> str:
        return f"{row.calendar} {row.date}"

    def write(self, row: CalendarDay | None, key: str, wish: DayWish, by: User) -> CalendarDay:
        code, __, day = key.rpartition("/")
        calendar = WorkCalendar.objects.filter(code=code).first()
        if calendar is None or wish.kind not in DayKind.values:
            raise Refused(_("There is no such calendar, or no such kind of day."))
        found = row or CalendarDay(calendar=calendar, date=date.fromisoformat(day))
        found.kind, found.name = wish.kind, wish.name
        found.save()
        return found

    def inverse(self, row: CalendarDay) -> None:
        return None


calendar = Calendars()
day = Days()


def day_key(calendar: WorkCalendar, on: date) -> str:
    return f"{calendar.code}/{on.isoformat()}"


def _wrong(name: str, sentence: str) -> Refused:
    return Refused(sentence, errors={name: [sentence]})
