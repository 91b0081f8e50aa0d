"""The maps of areas, grids and components: what a list shows, coloured by a number; outlines drawn by hand."""

from typing import Any

import orjson
import pytest
from django.contrib.gis.geos import Point
from playwright.sync_api import Page, expect

from catalogue.choices import MatterKind
from grids.models import Component, UnitGrid
from tests import factories as make
from tests.browser.axe import SCREENS, wrong
from tests.browser.conftest import SignedIn
from tests.cast import City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = """([lng, lat]) => import("app/map").then(({ mapOf }) => {
    const element = document.querySelector(".map");
    const point = mapOf(element).map.latLngToContainerPoint([lat, lng]);
    const frame = element.getBoundingClientRect();
    return [frame.left + point.x, frame.top + point.y];
})"""
PAGES = (
    "areas/", "areas/310101001/", "unit-grids/", "unit-grids/310101001001001/", "unit-grids/add/", "duty-grids/",
    "duty-grids/D1/", "components/", "components/7/", "base-map/", "tables/unit_grids/",
)  # fmt: skip


def opened(page: Page, address: str) -> Any:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page.locator(".leaflet-container").first


def press(page: Page, lng: float, lat: float) -> None:
    x, y = page.evaluate(AT, [lng, lat])
    page.mouse.click(x, y)
    page.wait_for_timeout(120)  # the drawing tool takes a press that follows sooner for a part of the one before


def component() -> None:
    make.category("03005", kind=MatterKind.COMPONENT)
    place = Point(*make.middle(1, 0), srid=4326)
    Component.objects.create(code="7", name="垃圾箱", category_code="03005", owner_code="sanitation", point=place)


def test_a_list_is_on_the_map_and_coloured_by_what_is_chosen(city: City, signed_in: SignedIn) -> None:
    UnitGrid.objects.filter(pk=city.grids[0].pk).update(population=90)
    page = signed_in(city.abel)
    shown = opened(page, "/city/unit-grids/")
    expect(shown.locator(".leaflet-places-pane path")).to_have_count(3)
    with page.expect_response(lambda answer: "by=population" in answer.url):
        page.locator("[data-places-by]").select_option("population")
    expect(page.locator("[data-places-greatest]")).to_have_text("90")
    press(page, *make.middle(1, 0))
    page.wait_for_url(f"**/city/unit-grids/{city.grids[1].code}/")


def test_an_outline_is_drawn_and_its_corners_go_to_those_of_the_neighbour(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city.abel)
    opened(page, f"/city/unit-grids/{city.grids[2].code}/")
    page.get_by_role("button", name="绘制边界").click()
    west, south, east, north = city.grids[2].geom.extent
    near = (north - south) * 0.02
    for lng, lat in ((west + near, south + near), (east, south), (east, north), (west + near, north - near)):
        press(page, lng, lat)
    press(page, west + near, south + near)
    drawn = orjson.loads(page.locator('textarea[name="outline"]').input_value())
    corners = drawn["coordinates"][0]
    shared = city.grids[1].geom.extent[2]
    assert [shared, south] in corners
    assert [shared, north] in corners
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/city/unit-grids/")
    kept = UnitGrid.objects.get(pk=city.grids[2].pk)
    assert not kept.geom.equals(city.grids[2].geom)
    assert kept.geom.touches(city.grids[1].geom)


def test_corners_are_moved_and_put_back(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city.abel)
    opened(page, f"/city/unit-grids/{city.grids[2].code}/")
    field = page.locator('textarea[name="outline"]')
    page.get_by_role("button", name="移动拐点").click()
    _west, _south, east, north = city.grids[2].geom.extent
    x, y = page.evaluate(AT, [east, north])
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y - 30, steps=5)
    page.mouse.up()
    moved = orjson.loads(field.input_value())["coordinates"][0]
    assert max(lng for lng, __ in moved) > east
    page.get_by_role("button", name="恢复现有边界").click()
    expect(field).to_have_value("")


def test_a_component_is_put_where_the_map_is_pressed(city: City, signed_in: SignedIn) -> None:
    component()
    page = signed_in(city.abel)
    opened(page, "/city/components/7/")
    press(page, *make.middle(1, 0))
    assert float(page.locator('[name="lng"]').input_value()) == pytest.approx(make.middle(1, 0)[0], abs=1e-4)


@SCREENS
def test_the_pages_of_places_have_nothing_that_axe_finds(
    city: City, signed_in: SignedIn, width: int, theme: Any
) -> None:
    component()
    page, found = signed_in(city.abel, width=width), []
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    for address in PAGES:
        page.goto(f"/city/{address}")
        found += [f"{address} {each}" for each in wrong(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{address} is wider than the screen")
    assert not found, "\n".join(found)
