"""A year of a working calendar, month by month, with the days that differ from its week."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from common.refusals import Refused
from common.worktime import Calendar
from departments.forms import DaysForm
from departments.models import CalendarDay, WorkCalendar
from departments.queries import fault_of, usable
from departments.registers import DAYS, DayData, day_key
from registry.registers import ChangeRequest
from registry.views.common import (
    EDITORS,
    can_edit,
    get_or_missing,
    reader,
    redirect_with_message,
    save_or_add_errors,
)

YEARS = range(2000, 2100)


@dataclass(frozen=True)
class Cell:
    """A day of the month view; None for a place before the first or after the last."""

    date: date
    works: bool
    differs: CalendarDay | None
    today: bool


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[Cell | None]]
    works: int


@login_required
@require_safe
def calendar_page(request: HttpRequest, code: str) -> HttpResponse:
    """A year of it, month by month."""
    return _year_page(request, reader(request), _calendar(code), DaysForm())


@login_required
@require_POST
def days(request: HttpRequest, code: str) -> HttpResponse:
    """Make days holidays, make-up working days, or ordinary again."""
    user, row, form = reader(request, EDITORS), _calendar(code), DaysForm(request.POST)
    if form.is_valid() and save_or_add_errors(form, lambda: _keep_days(row, form.days(), form.entered(), user)):
        year = form.cleaned_data["first"].year
        answer = redirect_with_message(request, _("The days were changed."), "departments:calendar", code)
        answer["Location"] += f"?year={year}"
        return answer
    return _year_page(request, user, row, form)


def _keep_days(row: WorkCalendar, dates: Iterable[date], data: DayData | None, by: User) -> None:
    DAYS.save_many([ChangeRequest(DAYS, day_key(row, each), data) for each in dates], by=by)


def _year_page(request: HttpRequest, user: User, row: WorkCalendar, form: DaysForm) -> HttpResponse:
    year = _year(request)
    differing = {each.date: each for each in row.days.filter(date__year=year)}
    working = usable(row, differing.values())
    context = {
        "row": row, "form": form, "unusable": fault_of(row, differing.values()),
        "year": year, "years": (year - 1, year + 1), "differing": differing.values(),
        "months": [_month(year, number, working, differing) for number in range(1, 13)], "may": can_edit(user),
        "weekdays": [date_format(date(2024, 1, number), "D") for number in range(1, 8)],
    }  # fmt: skip
    return render(request, "departments/calendar.html", context, status=422 if form.errors else 200)


def _year(request: HttpRequest) -> int:
    text = request.GET.get("year") or str(timezone.localdate().year)
    if not (text.isdecimal() and len(text) == 4 and int(text) in YEARS):
        raise Refused(_("There is no such year here."))
    return int(text)


def _month(year: int, number: int, working: Calendar, differing: dict[date, CalendarDay]) -> Month:
    today = timezone.localdate()
    weeks = [
        [
            Cell(each, working.works_on(each), differing.get(each), each == today) if each.month == number else None
            for each in week
        ]
        for week in months.Calendar().monthdatescalendar(year, number)
    ]
    works = sum(cell.works for week in weeks for cell in week if cell)
    return Month(date_format(date(year, number, 1), "F"), weeks, works)


def _calendar(code: str) -> WorkCalendar:
    return get_or_missing(WorkCalendar.objects.all(), _("There is no such calendar."), code=code)
