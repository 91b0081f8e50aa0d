"""The layers of the maps: what, how fine, for whom."""

import pytest
from django.test import Client

from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.factories import CELL, SOUTH, WEST

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]


def test_a_box_cuts_the_grids(city: City, signed_in: SignedIn) -> None:
    box = f"{WEST},{SOUTH},{WEST + CELL / 2},{SOUTH + CELL / 2}"
    answer = signed_in(city.ines).get(f"/layers/unit_grids.geojson?bbox={box}&zoom=18")
    assert [each["properties"]["code"] for each in answer.json()["features"]] == [city.grids[0].code]


def test_an_unchanged_city_is_not_sent_again(city: City, signed_in: SignedIn) -> None:
    ines = signed_in(city.ines)
    etag = ines.get("/layers/areas.geojson")["ETag"]
    assert ines.get("/layers/areas.geojson", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("query", ["bbox=1,2,3", "bbox=3,2,1,4", "zoom=far", "zoom=99"])
def test_boxes_and_zooms_that_are_none_are_refused(city: City, signed_in: SignedIn, query: str) -> None:
    assert signed_in(city.ines).get(f"/layers/areas.geojson?{query}").status_code == 400


def test_other_layers_are_not_there(city: City, signed_in: SignedIn) -> None:
    assert signed_in(city.ines).get("/layers/secrets.geojson").status_code == 404


def test_strangers_get_no_map(client: Client) -> None:
    assert client.get("/layers/areas.geojson").status_code == 302
