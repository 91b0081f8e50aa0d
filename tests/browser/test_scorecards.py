"""Scorecards in Chromium: nothing that axe finds, nothing wider than a phone, a number that opens its cases."""

import re
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evaluations.actions import rebuild
from evaluations.models import ToldWeek
from tests import cast
from tests.browser.axe import SCREENS, wrong
from tests.browser.conftest import SignedIn
from tests.dashboards.month import a_month

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAYS = "period=free&since=2026-02-01&until=2026-03-02"
CARD = f"/scorecards/departments/sanitation/?{DAYS}"


@pytest.fixture
def city() -> cast.City:
    city = cast.city()
    a_month(city, 240)
    rebuild()
    return city


@SCREENS
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    signed_in: SignedIn, city: cast.City, width: int, theme: Any
) -> None:
    found = []
    week = ToldWeek.objects.create(monday=date(2026, 2, 23), told_at=timezone.now())
    for who, addresses in (
        (
            city.lea,
            (
                CARD,
                f"/scorecards/areas/{city.street.code}/?{DAYS}",
                "/scorecards/departments/roads/",
                f"/indicators/?{DAYS}",
                "/indicators/?period=free&since=2026-03-02&until=2026-02-01",
                f"/weeks/{week.pk}/",
            ),
        ),
        (city.ines, (f"/scorecards/me/?{DAYS}",)),
    ):
        page = signed_in(who, width=width)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for address in addresses:
            page.goto(address)
            page.evaluate("for (const part of document.querySelectorAll('details[data-open-wide]')) part.open = true")
            found += [f"{address} {each}" for each in wrong(page)]
            assert page.evaluate("document.documentElement.scrollWidth") == width, address
    assert not found, "\n".join(found)


def test_the_late_ones_of_a_class_are_one_press_away(signed_in: SignedIn, city: cast.City) -> None:
    page = signed_in(city.hugo, width=1440)
    page.goto(CARD)
    late = page.locator("#classes-table tbody tr").first.locator("a.count").nth(1)
    number = int(late.inner_text())
    assert number
    late.click()
    page.wait_for_url(re.compile("/cases/"))
    expect(page.locator("#cases tbody tr")).to_have_count(number)


def test_the_chart_of_weeks_has_its_table_and_the_period_stays(signed_in: SignedIn, city: cast.City) -> None:
    page = signed_in(city.lea, width=1440)
    page.goto(CARD)
    expect(page.locator("#month-chart svg")).to_be_visible()
    page.locator("#month-chart-table summary").click()
    expect(page.locator("#month-chart-table")).to_contain_text("02-23")
    page.locator("#classes-table tbody th a").first.click()
    page.wait_for_url(re.compile(re.escape(DAYS)))


def test_on_a_phone_the_indicators_are_folded_by_group_and_none_is_lost(signed_in: SignedIn, city: cast.City) -> None:
    page = signed_in(city.lea, width=360, height=740)
    page.goto(f"/indicators/?{DAYS}")
    assert page.evaluate("document.documentElement.scrollHeight") < 4 * 740
    numbers = page.locator("#numbers-rate a.count")
    expect(numbers.first).to_be_hidden()
    page.locator("#numbers-rate > summary").click()
    expect(numbers.first).to_be_visible()
    page.goto("/indicators/#on_time_rate")
    expect(page.locator("#on_time_rate")).to_be_visible()
    page.emulate_media(media="print")
    hidden = "found => found.filter(each => !each.checkVisibility()).map(each => each.innerText)"
    assert page.locator("details[data-open-wide] :is(tbody th, .entry > summary)").evaluate_all(hidden) == []


def test_at_a_desk_all_groups_of_the_indicators_are_open(signed_in: SignedIn, city: cast.City) -> None:
    page = signed_in(city.lea, width=1440)
    page.goto(f"/indicators/?{DAYS}")
    expect(page.locator("details[data-open-wide]:not([open])")).to_have_count(0)
    expect(page.locator("#numbers-rate a.count").first).to_be_visible()
