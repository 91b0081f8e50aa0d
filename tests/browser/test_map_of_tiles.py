"""The map of the city in Chromium: marks of tiles, what is in view, an outline by hand, areas by an indicator."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from grids.models import BaseMapFeature
from tests import cast
from tests import factories as make
from tests.browser.conftest import SignedIn
from tests.factories import CELL, SOUTH, WEST, square

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SET_VIEW = """([lat, lng, zoom]) => import("app/map").then(({ mapOf }) =>
    mapOf(document.querySelector(".map")).map.setView([lat, lng], zoom, { animate: false }) && 0)"""
PLACE_OF = """([lat, lng]) => import("app/map").then(({ mapOf }) => {
    const at = mapOf(document.querySelector(".map")).map.latLngToContainerPoint([lat, lng]);
    return [at.x, at.y];
})"""
COLOURED = """() => [...document.querySelectorAll("canvas.leaflet-tile")].reduce((sum, canvas) => {
    const drawn = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    return sum + drawn.reduce((one, part, n) => one + (n % 4 === 3 && part ? 1 : 0), 0);
}, 0)"""


@transaction.atomic
def busy() -> cast.City:
    city = cast.city()
    for cell in (0, 0, 2):
        make.dispatched("06010", by=city.ines, at_cell=(cell, 0), at=timezone.now() - timedelta(seconds=2))
    BaseMapFeature.objects.create(kind="green", geom=square(0, 0, width=3))
    return city


def opened(page: Page, address: str = "/map/") -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")


def test_what_is_counted_in_view_is_the_list_that_it_leads_to(signed_in: SignedIn) -> None:
    """Also where a part of the city is seen; the ground is drawn."""
    page = signed_in(busy().lea)
    opened(page)
    expect(page.locator("[data-in-view]")).to_contain_text("3")
    assert page.evaluate(COLOURED) > 1000
    page.evaluate(SET_VIEW, [SOUTH + CELL / 2, WEST + 2.5 * CELL, 19])
    expect(page.locator("[data-in-view]")).to_contain_text("1")
    page.locator("[data-in-view]").click()
    page.wait_for_url(re.compile("/cases/.*cell="))
    expect(page.locator("#cases tbody tr")).to_have_count(1)


def test_marks_are_reached_and_opened_by_keyboard(signed_in: SignedIn) -> None:
    """Two cases on one spot are a disc; pressed from near it leads to the list of both."""
    page = signed_in(busy().lea)
    opened(page)
    page.evaluate(SET_VIEW, [SOUTH + CELL / 2, WEST + CELL / 2, 20])
    disc = page.locator(".leaflet-marker-icon:has(.disc)")
    expect(disc).to_have_text("2")
    disc.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/cases/.*cell="))
    expect(page.locator("#cases tbody tr")).to_have_count(2)


def test_an_area_drawn_by_hand_narrows_the_map_and_the_list(signed_in: SignedIn) -> None:
    page = signed_in(busy().lea)
    opened(page)
    page.locator("[data-draw]").click()
    around = [(SOUTH, WEST + 1.6 * CELL), (SOUTH, WEST + 3 * CELL), (SOUTH + CELL, WEST + 3 * CELL)]
    corners = [*around, (SOUTH + CELL, WEST + 1.6 * CELL), around[0]]
    frame = page.locator(".map").bounding_box()
    assert frame is not None
    for corner in corners:
        x, y = page.evaluate(PLACE_OF, list(corner))
        page.mouse.click(frame["x"] + x, frame["y"] + y)
        page.wait_for_timeout(300)
    page.wait_for_url(re.compile("within="))
    expect(page.locator("[data-in-view]")).to_contain_text("1")
    expect(page.locator(".chips")).to_contain_text("地图上圈定")


def test_what_is_in_view_becomes_the_filter_and_the_map_is_a_table_too(signed_in: SignedIn) -> None:
    city = busy()
    page = signed_in(city.lea)
    opened(page)
    page.evaluate(SET_VIEW, [SOUTH + CELL / 2, WEST + CELL / 2, 19])
    page.locator("[data-here]").click()
    page.wait_for_url(re.compile("bbox="))
    page.locator(".map-table summary").click()
    expect(page.locator(".map-table tbody tr")).to_contain_text(city.street.name)
    expect(page.locator(".map-table tbody td").first).to_have_text("2")


def test_areas_take_colour_by_an_indicator_with_their_values(signed_in: SignedIn) -> None:
    page = signed_in(busy().lea)
    opened(page)
    page.locator("[data-indicator]").select_option("reported")
    expect(page.locator("[data-indicator-values] td").nth(1)).to_have_text("3")
    page.locator("[data-indicator]").select_option("")
    expect(page.locator("[data-indicator-values]")).to_be_hidden()
