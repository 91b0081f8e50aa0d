"""The windows in Chromium: a number of the overview opens its cases, a mark its case, a point its unit."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Case
from tests import cast
from tests import factories as make
from tests.browser.conftest import SignedIn

WIDE = 360
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@transaction.atomic
def dispatched(city: cast.City) -> Case:
    """Committed before the page asks: the router locks what it sends, so it wants a transaction."""
    return make.dispatched("06010", by=city.ines, at=timezone.now() - timedelta(seconds=2))


def test_todays_number_goes_up_by_itself_and_opens_its_cases(signed_in: SignedIn) -> None:
    city = cast.city()
    page = signed_in(city.lea)
    page.goto("/dashboard/")
    reported = page.locator("#leader-figures a.stat").first
    expect(reported.locator(".stat-value")).to_have_text("0")
    case = dispatched(city)
    page.evaluate("htmx.ajax('GET', '?part=figures', {target: '#leader-figures', swap: 'outerHTML'})")
    expect(reported.locator(".stat-value")).to_have_text("1")
    reported.click()
    page.wait_for_url(re.compile("/cases/"))
    expect(page.locator("#cases tbody tr")).to_have_count(1)
    expect(page.locator("#cases")).to_contain_text(case.number)


def test_a_mark_of_the_map_opens_its_case_beside_it(signed_in: SignedIn) -> None:
    city = cast.city()
    case = dispatched(city)
    page = signed_in(city.sue)
    page.goto("/map/")
    page.locator(".pin").click()
    expect(page.locator("#side-place")).to_contain_text(case.number)


@pytest.mark.parametrize("width", [360, 1440])
def test_a_point_pressed_on_the_map_names_its_unit(signed_in: SignedIn, width: int) -> None:
    city = cast.city()
    page = signed_in(city.dora, width=width)
    page.goto("/routing/")
    page.locator("[name=category]").select_option("06010")
    page.wait_for_load_state("networkidle")
    page.locator("#try-map").click()
    expect(page.locator("#answer")).to_contain_text(city.sanitation.name)


@pytest.mark.parametrize("path", ["/dashboard/?period=month", "/map/", "/routing/", "/routing/matrix/", "/setup/"])
def test_no_window_is_wider_than_a_phone(signed_in: SignedIn, path: str) -> None:
    city = cast.city()
    dispatched(city)
    page = signed_in(city.sven, width=WIDE, height=740)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == WIDE
