"""Working calendars: the week by which units work, and the days that differ from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.csv_reader import Problems
from common.refusals import Refused
from departments.models import CalendarDay, DayKind, WorkCalendar
from departments.queries import calendar_of
from registry import cells
from registry.cells import Cell
from registry.registers import ChangeRequest, Entry, Field, FolderRead, Key, TableRegister, Trouble

WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip
WEEK = Cell(
    cells.weekdays, lambda days: " ".join(str(day + 1) for day in days),
    lambda days: cells.in_words([WEEKDAYS[day] for day in days]),
    formfield=partial(
        forms.TypedMultipleChoiceField, coerce=int, choices=[*enumerate(WEEKDAYS)], initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple,
    ),
)  # fmt: skip
SHIFTS = Cell(lambda cell: tuple(f"{start}-{end}" for start, end in cells.shifts(cell)), " ".join)


@dataclass(frozen=True)
class CalendarData:
    """`shifts` are "08:00-12:00"; `weekdays` are Monday 0 to Sunday 6."""

    name: str
    shifts: tuple[str, ...]
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    is_default: bool = False


class Calendars(TableRegister[WorkCalendar, CalendarData]):
    """Clocks that run keep the due time they have."""

    kind, title, plural = "calendar", gettext_lazy("Working calendar"), gettext_lazy("Working calendars")
    page, order, icon = "calendars", 50, "calendar-off"
    note = gettext_lazy(
        "A changed calendar counts for clocks that start from now on. Clocks that run keep their due time."
    )
    empty = gettext_lazy("No calendar: limits count 8-12 and 14-18 o'clock without holidays.")
    model, data_class = WorkCalendar, CalendarData
    key = Key(Field("code", gettext_lazy("Code"), cells.code(40), required=True))
    fields = (
        Field("name", gettext_lazy("Name"), cells.words(100), required=True),
        Field(
            "shifts", gettext_lazy("Shifts"), SHIFTS, required=True,
            help=gettext_lazy("Each working day has these, in order, as 08:00-12:00 14:00-18:00."),
        ),
        Field(
            "is_default", gettext_lazy("The city's calendar"), cells.flag(False), column="default",
            help=gettext_lazy("Units without a calendar of their own work by it."),
        ),
        Field("weekdays", gettext_lazy("Working days"), WEEK),
    )  # fmt: skip
    file = "calendars.csv"

    def snapshot(self, row: WorkCalendar) -> CalendarData:
        shifts = tuple("-".join(map(str, shift)) for shift in row.shifts)
        return CalendarData(row.name, shifts, tuple(row.weekdays), row.is_default)

    def fill(self, row: WorkCalendar, data: CalendarData, references: Any) -> None:
        row.name, row.weekdays, row.is_default = data.name, sorted(set(data.weekdays)), data.is_default
        row.shifts = [shift.split("-") for shift in data.shifts]

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        taken = any(each.data.is_default for each in requests)
        of_the_city = set(WorkCalendar.objects.filter(is_default=True).values_list("code", flat=True))
        for each in requests:
            if each.key in of_the_city and not each.data.is_default and not taken:
                sentence = _("The city needs a calendar: make another one the city's, and this one stops.")
                yield Trouble(each, "is_default", sentence)
            calendar = WorkCalendar()
            self.fill(calendar, each.data, {})
            try:
                calendar_of(calendar, days=())
            except ValueError as error:
                yield Trouble(each, "shifts", str(error))

    def apply_many(self, requests: Sequence[ChangeRequest], *, by: User | None) -> list[Entry]:
        """Only one calendar is the city's; the one that was is changed too, and its change is written down."""
        taken = any(each.data is not None and each.data.is_default for each in requests)
        others = WorkCalendar.objects.filter(is_default=True).exclude(code__in=[each.key for each in requests])
        stops = [ChangeRequest(self, row.code, replace(self.snapshot(row), is_default=False)) for row in others]
        return super().apply_many([*stops, *requests] if taken else requests, by=by)

    def store(self, rows: Sequence[WorkCalendar]) -> None:
        """What was the city's stops first: the table lets only one of them be so at any moment."""
        if any(row.is_default for row in rows):
            WorkCalendar.objects.filter(is_default=True).update(is_default=False)
        super().store(rows)

    def inverse(self, row: WorkCalendar) -> None:
        if row.is_default or row.department_set.exists():
            raise Refused(_("This calendar is in use. Give the units that use it another one first."))


@dataclass(frozen=True)
class DayData:
    kind: str
    name: str = ""


class Days(TableRegister[CalendarDay, DayData]):
    """`city/2026-10-01`: a day that differs from the week's rule. An ordinary day has no row."""

    kind, title, plural = "calendar_day", gettext_lazy("Day of the calendar"), gettext_lazy("Days that differ")
    model, data_class = CalendarDay, DayData
    key = Key(
        Field("calendar", gettext_lazy("Working calendar"), cells.key(40), refers="calendar", required=True),
        Field("date", gettext_lazy("Day"), cells.day(), required=True),
        separator="/",
    )
    fields = (
        Field("kind", gettext_lazy("Kind"), cells.one(DayKind), required=True),
        Field("name", gettext_lazy("Name"), cells.words(60)),
    )
    file = "holidays.csv"
    related = ("calendar",)

    def check_folder(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        """Due times past the last known holiday are a guess: say so while there is time."""
        super().check_folder(folder, problems, warnings)
        if not folder.has(self.file):
            return
        next_year = timezone.localdate().year + 1
        known_years = {(row["calendar"], row["date"].year) for row in folder.lines(self.file)}
        for calendar in sorted({row["code"] for row in folder.lines(CALENDARS.file)}):
            if (calendar, next_year) not in known_years:
                message = _("Calendar “%(calendar)s” has no holidays of %(year)s yet.")
                warnings.add(self.file, 0, "", message % {"calendar": calendar, "year": next_year})

    def name(self, row: CalendarDay) -> str:
        return f"{row.calendar} {row.date}"

    def inverse(self, row: CalendarDay) -> None:
        return None


def day_key(calendar: WorkCalendar, on: date) -> str:
    return f"{calendar.code}/{on.isoformat()}"


CALENDARS, DAYS = Calendars(), Days()
