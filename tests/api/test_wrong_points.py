"""A point that is none: the answer names the half that is to be mended, at every address that asks for a point."""

import pytest

from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db
DOORS = ("/api/v1/locate/", "/api/v1/places/here/", "/api/v1/cases/duplicates/", "/api/v1/route/")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("lng", "lat", "named"),
    [("121.48", "91", "lat"), ("181", "31.23", "lng"), ("181", "91", "lng"), ("121.48", "", "lat")],
)
def test_the_wrong_half_is_named(city: City, api: Api, door: str, lng: str, lat: str, named: str) -> None:
    category = {} if "locate" in door else {"category": "06010"}
    answer = api(city.ines).get(door, {"lng": lng, "lat": lat, **category})
    assert (answer.status_code, {*answer.json()["errors"]}) == (400, {named})
