"""Working calendars: the week, its shifts, and a year of months with the days that differ."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from cities.forms.calendars import CalendarForm, DaysForm, NewCalendarForm
from cities.views.frame import ADMINS, attempt, found, history, keeper, may, reader, saved, seen, sheet
from common.refusals import Refused
from common.worktime import Calendar
from departments.models import CalendarDay, WorkCalendar
from departments.queries import calendar_of
from departments.registers import CALENDARS, DAYS, DayData, day_key

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
def calendars(request: HttpRequest) -> HttpResponse:
    user = reader(request)
    rows = WorkCalendar.objects.annotate(units=Count("department")).order_by("-is_default", "code")
    return render(request, "cities/calendars.html", {"rows": rows, "may": may(user)})


@login_required
@require_http_methods(["GET", "POST"])
def calendar_add(request: HttpRequest) -> HttpResponse:
    user, form = keeper(request), NewCalendarForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: CALENDARS.save(key=form.cleaned_data["code"], data=form.entered(), new=True, by=user)
    ):
        return saved(request, _("The calendar was added."), "cities:calendar", form.cleaned_data["code"])
    return sheet(request, form, title=_("Add a calendar"), crumbs=[_home()])


@login_required
@require_http_methods(["GET", "POST"])
def calendar_edit(request: HttpRequest, code: str) -> HttpResponse:
    user, row = keeper(request), _calendar(code)
    said = CALENDARS.snapshot(row)
    initial = vars(said) | {"shifts": " ".join(said.shifts), "seen": seen(CALENDARS, row)}
    form = CalendarForm(request.POST or None, initial=initial)
    if form.is_valid() and attempt(
        form, lambda: CALENDARS.save(key=code, data=form.entered(), seen=form.cleaned_data["seen"], by=user)
    ):
        return saved(request, _("The calendar was changed."), "cities:calendar", code)
    note = _("A changed calendar counts for clocks that start from now on. Clocks that run keep their due time.")
    crumbs = [_home(), (reverse("cities:calendar", args=[code]), str(row))]
    return sheet(request, form, title=_("The working week"), crumbs=crumbs, note=note, **history(CALENDARS, code))


@login_required
@require_safe
def calendar_page(request: HttpRequest, code: str) -> HttpResponse:
    """A year of it, month by month."""
    return _year_page(request, reader(request), _calendar(code), DaysForm())


@login_required
@require_POST
def days(request: HttpRequest, code: str) -> HttpResponse:
    """Make days holidays, make-up working days, or ordinary again."""
    user, row, form = reader(request, ADMINS), _calendar(code), DaysForm(request.POST)
    if form.is_valid() and attempt(form, lambda: _keep_days(row, form.days(), form.entered(), user)):
        year = form.cleaned_data["first"].year
        answer = saved(request, _("The days were changed."), "cities:calendar", code)
        answer["Location"] += f"?year={year}"
        return answer
    return _year_page(request, user, row, form)


def _keep_days(row: WorkCalendar, dates: Iterable[date], data: DayData | None, by: User) -> None:
    with transaction.atomic():
        for each in dates:
            DAYS.save(key=day_key(row, each), data=data, by=by)


def _year_page(request: HttpRequest, user: User, row: WorkCalendar, form: DaysForm) -> HttpResponse:
    year = _year(request)
    differing = {each.date: each for each in row.days.filter(date__year=year)}
    working = calendar_of(row, differing.values())
    context = {
        "row": row, "form": form, "year": year, "years": (year - 1, year + 1), "differing": differing.values(),
        "months": [_month(year, number, working, differing) for number in range(1, 13)], "may": may(user),
        "weekdays": [date_format(date(2024, 1, number), "D") for number in range(1, 8)],
    }  # fmt: skip
    return render(request, "cities/calendar.html", context, status=422 if form.errors else 200)


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
    return found(WorkCalendar.objects.all(), _("There is no such calendar."), code=code)


def _home() -> tuple[str, str]:
    return reverse("cities:calendars"), _("Working calendars")
