"""The layers that maps are drawn from."""

import re
from pathlib import Path

import pytest
from django.contrib.gis.geos import LineString, Point
from django.test import Client

from citymgmt.context import forget_city
from grids.models import BaseMapFeature, BaseMapKind, CityVersion
from grids.presenters.drawing import map_around
from grids.presenters.layers import city_layers, layers_around
from grids.queries import City as Stated
from grids.queries import city as stated
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


def test_each_kind_that_can_be_loaded_is_drawn_on_the_map_of_a_place_and_of_the_city() -> None:
    kinds = set(BaseMapKind.values)
    assert kinds <= {layer["kind"] for layer in layers_around(121.48, 31.23)}
    assert kinds <= {layer["kind"] for layer in city_layers()}
    styled = set(re.findall(r"^  (\w+): surface", Path("static/js/app/map.js").read_text(), re.MULTILINE))
    assert kinds <= styled


def test_a_layer_that_is_cut_says_so(client: Client, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grids.views.layers.MOST", 2)
    client.force_login(city.hana)
    assert "cut" not in client.get("/layers/ground.geojson").json()
    BaseMapFeature.objects.bulk_create(BaseMapFeature(kind="water", name=str(n), geom=square(n, 0)) for n in range(3))
    found = client.get("/layers/ground.geojson").json()
    assert (found["cut"], len(found["features"])) == (2, 2)


def test_paper_draws_a_point_and_a_line_of_water(city: City) -> None:
    middle = Point(121.4805, 31.2305, srid=4326)
    BaseMapFeature.objects.create(kind="water", geom=middle)
    BaseMapFeature.objects.create(kind="water", geom=LineString((121.4801, 31.2301), (121.4809, 31.2309), srid=4326))
    drawn = str(map_around(middle.x, middle.y))
    assert drawn.count('stroke-linecap="round"/>') >= 2
    assert 'fill="none" stroke="#c5d7e2"' in drawn


def test_maps_begin_where_the_folder_says_else_in_the_middle_of_the_areas(city: City) -> None:
    assert stated().centre == pytest.approx(city.district.geom.envelope.centroid.coords)
    assert not stated().chosen
    CityVersion.objects.create(number=1, centre=Point(121.5, 31.2, srid=4326))
    assert stated() == Stated(name="", centre=(121.5, 31.2), chosen=True)


def test_the_page_of_a_report_begins_there(client: Client, city: City) -> None:
    CityVersion.objects.create(number=1, centre=Point(121.5, 31.2, srid=4326))
    forget_city()
    client.force_login(city.ines)
    page = client.get("/field/report/").content.decode()
    assert '"center": [31.2, 121.5, 14]' in page
    assert '"chosen": true' in page
