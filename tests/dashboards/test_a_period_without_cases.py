"""A city that has just brought in its history opens the overview on an empty day: it is led to where its cases are."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cases.models import Case
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import some_days
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=120)
MONTH = re.compile(r'href="(\?period=free[^"]+)"')


@pytest.fixture
def lea(client: Client, city: City, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    client.force_login(city.lea)
    client.post("/preferences/", {"language": "en"})
    return client


def figures(lea: Client, question: str = "") -> str:
    return lea.get(f"/dashboard/{question}").text


def test_the_month_of_the_last_report_is_one_press_away(lea: Client, city: City) -> None:
    some_days(city)
    for question in ("", "?period=month", "?part=figures"):
        page = figures(lea, question)
        assert "The last report before it came in on 2026-03-02." in page
        assert "Show 2026-03" in page
    [address] = set(MONTH.findall(page))
    answer: Any = lea.get(f"/dashboard/{unescape(address)}")
    march = Case.objects.filter(reported_at__gte=MONDAY.replace(day=1, hour=0)).count()
    assert answer.context["figures"][0].value == march > 0
    assert "The last report before it" not in answer.text


def test_a_period_in_which_something_happened_leads_nowhere_else(lea: Client, city: City) -> None:
    some_days(city)
    make.dispatched("06010", by=city.ines, at=LATER - timedelta(hours=1))
    assert "The last report before it" not in figures(lea)


def test_a_city_without_cases_is_led_nowhere(lea: Client, city: City) -> None:
    assert "The last report before it" not in figures(lea)


def test_who_may_not_see_the_cases_is_not_told_when_the_last_came_in(lea: Client, city: City) -> None:
    some_days(city)
    Case.objects.update(private=True)
    assert "The last report before it" not in figures(lea)


def test_without_due_times_nobody_is_praised_for_keeping_them(lea: Client, city: City) -> None:
    """Another system's history seldom brings any."""
    case = make.dispatched("06010", by=city.ines, at=LATER - timedelta(hours=1))
    Case.objects.filter(pk=case.pk).update(due_at=None, warn_at=None)
    assert "No case that is owed has a due time" in figures(lea, "?part=late")
    Case.objects.filter(pk=case.pk).update(due_at=LATER + timedelta(hours=1))
    assert "Every unit is within its limits." in figures(lea, "?part=late")
