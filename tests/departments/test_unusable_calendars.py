"""A calendar that makes no sense, as an older version let in: work goes on, and who can mend it is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from citymgmt import context, health
from departments.models import CalendarDay, WorkCalendar
from departments.queries import calendars, unusable_calendars
from registry.checklist import Weight, checklist, faults
from tests import factories as make
from tests.cast import City
from tests.typed import calendar

pytestmark = pytest.mark.django_db
OVERLAPPING = [["22:00", "06:00"], ["05:00", "08:00"]]


@pytest.fixture
def bad(city: City, monkeypatch: pytest.MonkeyPatch) -> WorkCalendar:
    monkeypatch.setattr(context, "_faults", lambda tick, language: faults())
    made = WorkCalendar.objects.create(code="std", name="标准", shifts=OVERLAPPING, is_default=True)
    CalendarDay.objects.create(calendar=made, date=date(2026, 3, 3), kind="holiday")
    return made


@pytest.mark.parametrize(
    "stored", [OVERLAPPING, [], [["08:00"]], [["8", "late"]], [["08:00+05:00", "12:00"]], {}, 7, [[1, 2]]]
)
def test_whatever_is_stored_something_can_be_computed_with(city: City, stored: Any) -> None:
    row = WorkCalendar(code="std", name="标准", shifts=stored, is_default=True)
    row.save()
    found = calendars()
    assert found[None].shifts == found[row.pk].shifts
    assert found[None].daily_time == timedelta(hours=8)
    assert [*unusable_calendars()] == ["std"]


def test_reports_come_in_and_count_office_hours_without_its_holidays(bad: WorkCalendar, city: City) -> None:
    case = make.dispatched("06010", by=city.ines, at=make.MONDAY.replace(hour=17))
    due = case.due_at.astimezone(make.CITY_ZONE)  # type: ignore[union-attr]
    assert (due.day, due.hour) == (4, 11)  # of its four hours one on Monday; Tuesday is a holiday


@pytest.mark.parametrize(
    "address", ["/cases/", "/city/settings/", "/city/calendars/", "/city/calendars/std/", "/city/calendars/std/week/"]
)
def test_no_page_falls_over_it(abel: Client, bad: WorkCalendar, address: str) -> None:
    assert abel.get(address).status_code == 200


def test_administrators_read_on_every_page_what_is_wrong_and_where_to_mend_it(
    abel: Client, bad: WorkCalendar, city: City
) -> None:
    page = abel.get("/cases/").text
    assert "std" in page
    assert 'href="/city/calendars/std/week/"' in page
    abel.force_login(city.ada)
    assert 'href="/city/calendars/std/week/"' not in abel.get("/cases/").text


def test_the_checklist_and_the_ready_probe_say_so(
    client: Client, bad: WorkCalendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = checklist(date(2026, 3, 2))["calendar"]
    assert item.weight == Weight.STOPS
    assert any("std" in problem.text for problem in item.problems)
    monkeypatch.setattr(health, "_durability", lambda: health.DURABLE)
    answer = client.get("/healthz/ready")
    assert answer.status_code == 200
    assert "calendars" in answer.json()["degraded"]


def test_it_is_mended_on_its_page(abel: Client, bad: WorkCalendar) -> None:
    seen = abel.get("/city/calendars/std/week/").context["form"]["seen"].value()
    said = {**calendar(name="标准", shifts="08:00-12:00 14:00-18:00"), "seen": seen}
    assert abel.post("/city/calendars/std/week/", said).status_code == 302
    assert unusable_calendars() == {}
    assert "/city/calendars/std/week/" not in abel.get("/cases/").text
