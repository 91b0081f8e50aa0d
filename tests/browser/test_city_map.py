"""The ground of a city on its maps: kinds in their colours, points as dots, buildings from near, what is left out."""

from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point
from playwright.sync_api import Page, expect

from cases.models import Case
from citymgmt.context import forget_city
from grids.models import Area, BaseMapFeature, BaseMapKind, CityVersion
from tests import factories as make
from tests.browser.conftest import SignedIn
from tests.cast import City
from tests.factories import CELL, SOUTH, WEST, square

SET_VIEW = """([lat, lng, zoom]) => import("app/map").then(({ mapOf }) =>
    mapOf(document.querySelector(".map")).map.setView([lat, lng], zoom, { animate: false }) && 0)"""
CENTRE = """() => import("app/map").then(({ mapOf }) => {
    const at = mapOf(document.querySelector(".map")).map.getCenter();
    return [at.lat, at.lng];
})"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ground() -> None:
    """A feature of each kind in the first cells, a pond as a point, a stream as a line."""
    for number, kind in enumerate(BaseMapKind.values):
        BaseMapFeature.objects.create(kind=kind, geom=square(number % 3, number // 3))
    BaseMapFeature.objects.create(kind="water", geom=Point(WEST + CELL / 2, SOUTH + CELL / 2, srid=4326))
    BaseMapFeature.objects.create(kind="water", geom=LineString((WEST, SOUTH), (WEST + CELL, SOUTH), srid=4326))


def map_of(page: Page, address: str) -> Any:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page.locator(".leaflet-container").first


def test_a_point_is_a_dot_and_no_broken_picture(city: City, signed_in: SignedIn) -> None:
    ground()
    page = signed_in(city.ines)
    shown = map_of(page, "/field/report/")
    assert shown.locator(".leaflet-ground-pane path").count() >= 6
    assert shown.locator("img").count() == 0


def test_buildings_come_when_the_city_is_looked_at_from_near(city: City, signed_in: SignedIn) -> None:
    BaseMapFeature.objects.create(kind="building", geom=square(0, 0))
    page = signed_in(city.lea)
    shown = map_of(page, "/dashboard/")
    for zoom, count in ((14, 0), (17, 1), (14, 0)):
        page.evaluate(SET_VIEW, [SOUTH + CELL / 2, WEST + CELL / 2, zoom])
        expect(shown.locator(".leaflet-ground-pane path")).to_have_count(count)


def test_a_map_says_that_it_draws_only_a_part(city: City, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grids.views.layers.MOST", 2)
    for number in range(4):
        BaseMapFeature.objects.create(kind="green", geom=square(number % 3, number // 3))
    page = signed_in(city.lea)
    map_of(page, "/dashboard/")
    expect(page.locator("[data-map-status]")).to_contain_text("每种只画 2 个")


@pytest.mark.parametrize("kind", ["", "road", "grid"])
def test_the_map_of_a_case_where_nothing_is_drawn_says_why(city: City, signed_in: SignedIn, kind: str) -> None:
    """A city that has brought its areas alone: of a sub-district around it nobody sees a border."""
    case = make.dispatched("06010", by=city.ines, at_cell=(1, 1))
    Case.objects.filter(pk=case.pk).update(location=Point(WEST + 20 * CELL, SOUTH + 20 * CELL, srid=4326))
    Area.objects.all().update(geom=MultiPolygon(square(-50, -50, width=200, height=200)))
    if kind == "grid":
        make.unit_grid("G9", city.community, square(20, 20))
    elif kind:
        line = LineString((WEST, SOUTH + 20 * CELL), (WEST + 40 * CELL, SOUTH + 20 * CELL), srid=4326)
        BaseMapFeature.objects.create(kind=kind, geom=line)
    page = signed_in(city.sven)
    map_of(page, case.get_absolute_url())
    note = page.locator("[data-map-status]").first
    expect(note).to_be_hidden() if kind else expect(note).to_contain_text("底图")


def test_a_map_on_which_a_place_is_put_begins_at_the_centre_of_the_city(city: City, signed_in: SignedIn) -> None:
    CityVersion.objects.create(number=1, centre=Point(121.5, 31.25, srid=4326))
    forget_city()
    page = signed_in(city.abel)
    map_of(page, "/routing/")
    centre = page.evaluate(CENTRE)
    assert centre == pytest.approx([31.25, 121.5], abs=1e-3)


def test_a_name_is_text_on_every_map(city: City, signed_in: SignedIn) -> None:
    """Whoever loads a city's folder writes its names, and everybody's browser draws them."""
    name = "<img src=x onerror=document.body.id=1>"
    Area.objects.all().update(name=name)
    page = signed_in(city.lea)
    for address, label in (("/map/", ".area-name"), ("/dashboard/", ".area-count")):
        shown = map_of(page, address)
        expect(shown.locator(label).first).to_contain_text(name)
        assert shown.locator(f"{label} img").count() == 0
