"""A permit may be for an area in the street: drawn on the form or sent by API, by the same rule as a place's."""

import json
import uuid
from typing import Any

import pytest
from django.utils import timezone

from places.models import Permit
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db
SQUARE = json.loads(make.square(1, 0).geojson)
BOW = {
    "type": "Polygon",
    "coordinates": [[[121.48, 31.23], [121.481, 31.231], [121.481, 31.23], [121.48, 31.231], [121.48, 31.23]]],
}
NO_AREAS: list[Any] = [
    {"type": "Point", "coordinates": [121.48, 31.23]}, {"type": "Polygon"}, {"type": "Polygon", "coordinates": []}, BOW,
    {"type": "Polygon", "coordinates": [[[500, 31], [121.481, 31.23], [121.481, 31.231], [500, 31]]]}, {},
    {"type": "FeatureCollection", "features": []}, {"type": "Polygon", "coordinates": [[["a", "b"]]]},
]  # fmt: skip


def typed(**rest: str) -> dict[str, str]:
    today = str(timezone.localdate())
    said = {"id": str(uuid.uuid4()), "kind": "dig", "holder": "水务", "purpose": "抢修", "unit": "sanitation"}
    return said | {"starts_on": today, "ends_on": today} | rest


def test_drawn_on_the_form_it_needs_no_other_place_and_lies_on_the_map(city: City, signed_in: SignedIn) -> None:
    sven = signed_in(city.sven)
    assert "data-draws" in sven.get("/permits/add/").text
    address = sven.post("/permits/add/", typed(boundary=json.dumps(SQUARE)))["Location"]
    permit: Any = Permit.objects.get()
    assert permit.boundary.covers(permit.point)
    [feature] = sven.get(f"{address}boundary.geojson").json()["features"]
    assert feature["geometry"]["type"] == "Polygon"


@pytest.mark.parametrize("area", NO_AREAS, ids=str)
def test_what_is_no_area_is_refused_beside_its_field_at_both_doors(city: City, signed_in: SignedIn, area: Any) -> None:
    page = signed_in(city.sven).post("/permits/add/", typed(boundary=json.dumps(area)))
    assert page.status_code == 422
    assert page.context["form"].errors.keys() <= {"boundary", "place"}
    answer = api_client(city.sven).post("/api/v1/permits/", typed() | {"boundary": area}, format="json")
    assert answer.status_code == 400
    assert "boundary" in answer.json()["errors"]
    assert not Permit.objects.exists()


def test_the_api_takes_it_and_says_it_and_a_case_inside_lies_in_it(city: City) -> None:
    sven = api_client(city.sven)
    made = sven.post("/api/v1/permits/", typed() | {"boundary": SQUARE}, format="json").json()
    assert made["boundary"]["type"] == "Polygon"
    hugo = api_client(city.hugo)
    hugo.post(f"{made['links']['self']}moves/grant/", {"version": 1}, format="json")
    lng, lat = make.middle(1, 0)
    here = sven.get("/api/v1/places/here/", {"lng": lng, "lat": lat}).json()
    assert [permit["number"] for permit in here["permits"]] == [made["number"]]
