"""The layers that maps are drawn from."""

import pytest
from django.test import Client

from grids.models import BaseMapFeature, CityVersion
from tests.cast import City
from tests.factories import square

pytestmark = pytest.mark.django_db


def names(client: Client, path: str, **query: str) -> list[str]:
    properties = [feature["properties"] for feature in client.get(path, query).json()["features"]]
    return [each.get("code") or each["name"] for each in properties]


def test_areas_by_level(client: Client, city: City) -> None:
    client.force_login(city.hana)
    assert names(client, "/layers/areas.geojson", level="street") == [city.street.code]


def test_unit_grids_by_box(client: Client, city: City) -> None:
    client.force_login(city.hana)
    assert names(client, "/layers/unit_grids.geojson", bbox="121.4821,31.2301,121.4829,31.2309") == [city.grids[2].code]


def test_ground_by_kind(client: Client, city: City) -> None:
    BaseMapFeature.objects.create(kind="water", name="苏州河", geom=square(0, 0))
    BaseMapFeature.objects.create(kind="road", name="中山路", geom=square(1, 0))
    client.force_login(city.hana)
    assert names(client, "/layers/ground.geojson", kind="water") == ["苏州河"]


def test_an_unchanged_layer_is_not_sent_again(client: Client, city: City) -> None:
    client.force_login(city.hana)
    etag = client.get("/layers/areas.geojson")["ETag"]
    assert client.get("/layers/areas.geojson", headers={"if-none-match": etag}).status_code == 304
    CityVersion.objects.create(number=1)
    assert client.get("/layers/areas.geojson", headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"), [("areas.geojson?bbox=4", 400), ("areas.geojson?bbox=2,1,1,2", 400), ("secrets.geojson", 404)]
)
def test_a_wrong_question_is_refused(client: Client, city: City, path: str, status: int) -> None:
    client.force_login(city.hana)
    assert client.get(f"/layers/{path}").status_code == status


def test_strangers_get_no_layer(client: Client) -> None:
    assert client.get("/layers/areas.geojson").status_code == 302
