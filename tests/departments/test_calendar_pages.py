"""Working calendars in the browser: the week, its shifts, holidays and make-up days."""

from datetime import date

import pytest
from django.test import Client

from departments.models import CalendarDay, WorkCalendar
from registry.models import Change
from tests import factories as make
from tests.cast import City
from tests.typed import calendar

pytestmark = pytest.mark.django_db


def test_a_calendar_with_a_saturday(abel: Client, city: City) -> None:
    abel.post("/city/calendars/add/", calendar(code="city", weekdays=[0, 1, 2, 3, 4, 5]))
    row = WorkCalendar.objects.get()
    assert (row.weekdays, row.is_default) == ([0, 1, 2, 3, 4, 5], True)
    friday = make.MONDAY.replace(day=6, hour=17)
    assert make.dispatched("06010", by=city.ines, at=friday).due_at.astimezone(make.CITY_ZONE).day == 7  # type: ignore[union-attr]


@pytest.mark.parametrize("shifts", ["8-12", "08:00-08:00", "14:00-18:00 08:00-12:00", "25:00-26:00", ""])
def test_shifts_that_make_no_sense_are_refused(abel: Client, city: City, shifts: str) -> None:
    assert abel.post("/city/calendars/add/", calendar(code="city", shifts=shifts)).status_code == 422
    assert not WorkCalendar.objects.exists()


def test_a_second_calendar_takes_over_and_both_changes_are_written_down(abel: Client, city: City) -> None:
    abel.post("/city/calendars/add/", calendar(code="old"))
    abel.post("/city/calendars/add/", calendar(code="new"))
    assert WorkCalendar.objects.get(is_default=True).code == "new"
    assert Change.objects.filter(key="old").count() == 2


def test_holidays_are_put_in_and_taken_out(abel: Client, city: City) -> None:
    abel.post("/city/calendars/add/", calendar(code="city"))
    path = "/city/calendars/city/days/"
    abel.post(path, {"first": "2026-10-01", "last": "2026-10-07", "kind": "holiday", "name": "国庆节"})
    assert CalendarDay.objects.count() == 7
    abel.post(path, {"first": "2026-10-07", "kind": "", "name": ""})
    assert CalendarDay.objects.count() == 6
    page = abel.get("/city/calendars/city/", {"year": "2026"})
    october = page.context["months"][9]
    assert october.works == 18
    assert "国庆节" in page.text


@pytest.mark.parametrize("wrong", [{"last": "2026-09-01"}, {"last": "2027-10-01"}, {"first": "x"}, {"kind": "party"}])
def test_wrong_days_are_refused(abel: Client, city: City, wrong: dict[str, str]) -> None:
    abel.post("/city/calendars/add/", calendar(code="city"))
    said = {"first": "2026-10-01", "last": "", "kind": "holiday", "name": "", **wrong}
    assert abel.post("/city/calendars/city/days/", said).status_code == 422
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("year", ["x", "1", "99999"])
def test_a_year_that_is_none(abel: Client, city: City, year: str) -> None:
    abel.post("/city/calendars/add/", calendar(code="city"))
    assert abel.get("/city/calendars/city/", {"year": year}).status_code == 422


def test_a_holiday_written_on_the_page_stops_the_clock(abel: Client, city: City) -> None:
    abel.post("/city/calendars/add/", calendar(code="city"))
    abel.post("/city/calendars/city/days/", {"first": "2026-03-02", "kind": "holiday", "name": "停电"})
    due = make.dispatched("06010", by=city.ines).due_at
    assert due is not None
    assert due.astimezone(make.CITY_ZONE).date() == date(2026, 3, 3)
