"""Tiles of the ground: each layer shows what the city keeps, near things from near; kept by the city's version."""

from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point
from django.test import Client

from grids.models import Area, BaseMapFeature, CityVersion, Component
from tests import factories as make
from tests.cast import City
from tests.factories import CELL, SOUTH, WEST, square
from tests.vector_tiles import Feature, asked, tile_of

pytestmark = pytest.mark.django_db
KINDS = {"green": "green", "water": "water", "markets": "market", "buildings": "building", "roads": "road"}


@pytest.fixture
def ground(city: City) -> City:
    for number, kind in enumerate(("green", "water", "market", "building")):
        BaseMapFeature.objects.create(kind=kind, name=f"{kind}路", geom=square(number % 3, 0))
    for rank in (1, 2, 3):
        line = LineString((WEST, SOUTH), (WEST + CELL, SOUTH + CELL), srid=4326)
        BaseMapFeature.objects.create(kind="road", rank=rank, name=f"路{rank}", geom=line)
    Component.objects.create(code="C1", name="井盖", category_code="01001", point=Point(*make.middle(1, 0), srid=4326))
    return city


def tile(client: Client, layer: str, z: int, **query: str) -> list[Feature]:
    return asked(client, f"/api/v1/tiles/{layer}/{{}}/{{}}/{{}}.mvt".format(*tile_of(*make.middle(1, 0), z)), **query)


def test_each_layer_shows_what_the_city_keeps(ground: City, client: Client) -> None:
    client.force_login(ground.otto)
    for layer, kind in KINDS.items():
        names = {each.properties["name"] for each in tile(client, layer, 15)}
        assert names == ({"路1", "路2", "路3"} if kind == "road" else {f"{kind}路"})
        assert {each.layer for each in tile(client, layer, 15)} == {layer}
    assert {each.properties["code"] for each in tile(client, "unit_grids", 15)} == {grid.code for grid in ground.grids}
    assert {each.properties["code"] for each in tile(client, "duty_grids", 15)} == {"D1", "D2"}
    assert [each.properties["code"] for each in tile(client, "components", 15)] == ["C1"]
    areas = tile(client, "areas", 15)
    shown = {(each.layer, each.properties["code"]) for each in areas}
    wanted = {area.code for area in (ground.district, ground.street, ground.community)}
    assert shown == {(layer, code) for layer in ("areas", "area_names") for code in wanted}


def test_the_ground_is_one_tile_of_all_that_a_map_draws(ground: City, client: Client) -> None:
    client.force_login(ground.lea)
    layers = {each.layer for each in tile(client, "ground", 15)}
    assert layers == {*KINDS, "areas", "area_names", "unit_grids"}


@pytest.mark.parametrize(
    ("said", "packed"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip ; q=0.01", True), ("", False), ("br", False), ("gzip;q=0", False),
     ("gzip ; q=0.000 , br", False), ("xgzip", False)],
)  # fmt: skip
def test_a_tile_is_packed_for_who_unpacks_it(ground: City, client: Client, said: str, packed: bool) -> None:
    client.force_login(ground.lea)
    address = "/api/v1/tiles/ground/{}/{}/{}.mvt".format(*tile_of(*make.middle(1, 0), 15))
    answer = client.get(address, headers={"Accept-Encoding": said})
    assert (answer.status_code, "Content-Encoding" in answer) == (200, packed)
    assert (answer.content[:2] == b"\x1f\x8b") == packed


@pytest.mark.parametrize(
    ("layer", "z", "many"),
    [("buildings", 13, 0), ("buildings", 14, 1), ("unit_grids", 13, 0), ("components", 14, 0), ("duty_grids", 11, 0),
     ("roads", 8, 1), ("roads", 9, 2), ("roads", 12, 3), ("markets", 10, 0), ("areas", 3, 3)],
)  # fmt: skip
def test_what_would_be_dust_comes_from_near(ground: City, client: Client, layer: str, z: int, many: int) -> None:
    client.force_login(ground.lea)
    Area.objects.all().update(geom=MultiPolygon(square(-5000, -5000, width=10000, height=10000)))
    if layer in ("roads", "areas"):
        line = LineString((WEST - 1, SOUTH - 1), (WEST + 1, SOUTH + 1), srid=4326)
        BaseMapFeature.objects.filter(kind="road").update(geom=line)
    assert len([each for each in tile(client, layer, z) if each.layer == layer]) == many


def test_what_has_ended_is_gone(ground: City, client: Client) -> None:
    client.force_login(ground.lea)
    ground.grids[0].ended_on = make.MONDAY.date()
    ground.grids[0].save()
    assert len(tile(client, "unit_grids", 15)) == 2


def test_a_tile_is_kept_by_the_version_of_the_city(ground: City, client: Client) -> None:
    CityVersion.objects.create(number=7)
    client.force_login(ground.lea)
    address = "/api/v1/tiles/roads/{}/{}/{}.mvt".format(*tile_of(*make.middle(0, 0), 15))
    first, long = client.get(address), client.get(address, {"v": "7"})
    assert first["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert (first["Cache-Control"], long["Cache-Control"]) == (
        "private, no-cache",
        "private, max-age=604800, immutable",
    )
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    CityVersion.objects.update(number=8)
    again = client.get(address, {"v": "7"}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (200, "private, no-cache")


def test_it_is_packed_for_who_can_read_that(ground: City, client: Client) -> None:
    client.force_login(ground.lea)
    address = "/api/v1/tiles/ground/{}/{}/{}.mvt".format(*tile_of(*make.middle(0, 0), 15))
    packed, plain = client.get(address, headers={"Accept-Encoding": "gzip, br"}), client.get(address)
    assert (packed["Content-Encoding"], plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert asked(client, address)
    assert len(packed.content) < len(plain.content)


def test_places_come_with_their_boundaries_from_near(ground: City, client: Client) -> None:
    make.place("S1", boundary=square(0, 0))
    make.place("S2", at_cell=(1, 0), ended_on=make.MONDAY.date())
    client.force_login(ground.lea)
    shown = [(each.layer, each.properties["code"], each.properties["kind"]) for each in tile(client, "places", 15)]
    assert shown == [("places", "S1", "shop"), ("boundaries", "S1", "shop")]
    assert [each.layer for each in tile(client, "places", 13)] == ["places"]
    assert tile(client, "places", 12) == []


@pytest.mark.parametrize("layer", ["roads", "ground", "places", "areas"])
def test_outside_the_city_there_is_nothing(ground: City, client: Client, layer: str) -> None:
    client.force_login(ground.lea)
    answer = client.get(f"/api/v1/tiles/{layer}/15/0/0.mvt")
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    "address", ["nothing/3/0/0", "area_names/3/0/0", "grids_area/3/0/0", "roads/3/8/0", "roads/99/0/0"]
)
def test_what_is_no_layer_and_no_tile_is_refused_with_words(ground: City, client: Client, address: str) -> None:
    client.force_login(ground.lea)
    answer: Any = client.get(f"/api/v1/tiles/{address}.mvt")
    assert answer.status_code in (400, 404)
    assert answer.json()["detail"]
    assert client.get("/api/v1/tiles/roads/3/0/0.mvt", {"w": "1"}).status_code == 400
