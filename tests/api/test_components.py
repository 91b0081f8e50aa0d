"""GET /components/: what stands in the streets, for maps and registers of other systems."""

import pytest
from django.contrib.gis.geos import Point

from accounts.roles import Role
from catalogue.choices import MatterKind
from grids.models import Component
from tests import factories as make
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db
BOX = "121.47,31.22,121.49,31.24"


def component(code: str, *, at_cell: tuple[int, int] = (0, 0), **rest: str) -> Component:
    said = {"name": "雨水井盖", "category_code": "01003", "owner_code": "roads"} | rest
    return Component.objects.create(code=code, point=Point(*make.middle(*at_cell), srid=4326), **said)


def test_a_component_says_what_it_is_whose_and_how(city: City, api: Api) -> None:
    make.category("01003", kind=MatterKind.COMPONENT, name="雨水井盖")
    component("3101010103000001", state="broken")
    [feature] = api(city.otto).get(f"/api/v1/components/?bbox={BOX}").json()["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": list(make.middle(0, 0))}
    assert feature["properties"] == {
        "code": "3101010103000001", "name": "雨水井盖", "state": "broken",
        "category": {"code": "01003", "name": "雨水井盖"}, "owner": {"code": "roads", "name": "市政所"},
    }  # fmt: skip


def test_codes_that_nobody_knows_are_said_without_a_name(city: City, api: Api) -> None:
    component("1", category_code="99999", owner_code="nobody")
    component("2", category_code="99999", owner_code="")
    one, two = api(city.ines).get("/api/v1/components/").json()["features"]
    assert one["properties"]["owner"] == {"code": "nobody", "name": ""}
    assert (one["properties"]["category"], two["properties"]["owner"]) == ({"code": "99999", "name": ""}, None)


def test_only_what_lies_in_the_box_and_fits(city: City, api: Api) -> None:
    component("1")
    component("2", at_cell=(2, 0), owner_code="sanitation", state="lost")
    client = api(city.ines)

    def codes(query: str) -> list[str]:
        return [each["id"] for each in client.get(f"/api/v1/components/?{query}").json()["features"]]

    lng, lat = make.middle(0, 0)
    assert codes(f"bbox={lng - 0.0001},{lat - 0.0001},{lng + 0.0001},{lat + 0.0001}") == ["1"]
    assert codes("owner=sanitation") == codes("state=lost") == ["2"]
    assert codes("category=01003") == ["1", "2"]
    assert codes("category=x%00") == []


def test_they_come_in_pages(city: City, api: Api) -> None:
    for number in range(5):
        component(f"c{number}")
    client, address, found = api(city.ines), f"/api/v1/components/?page_size=2&bbox={BOX}", list[str]()
    while address:
        page = client.get(address).json()
        found += [each["id"] for each in page["features"]]
        address = page["next"]
    assert found == [f"c{number}" for number in range(5)]


def test_they_are_sent_once_and_then_confirmed(city: City, api: Api) -> None:
    component("1")
    client = api(city.ines)
    tag = client.get("/api/v1/components/").headers["ETag"]
    assert client.get("/api/v1/components/", headers={"If-None-Match": tag}).status_code == 304
    Component.objects.update(state="lost")
    assert client.get("/api/v1/components/", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3", "bbox=nan,0,1,1", "bbox=121,31,121.3,31.1", "bbox=-180,-90,180,90", "state=new", "kind=1",
        "page_size=0",
    ],
)  # fmt: skip
def test_nonsense_and_too_wide_a_box_are_refused(city: City, api: Api, query: str) -> None:
    assert api(city.ines).get(f"/api/v1/components/?{query}").status_code == 400


@pytest.mark.parametrize("role", Role.values)
def test_everybody_who_is_signed_in_may_read_them(city: City, api: Api, role: str) -> None:
    assert api(make.user("x", Role(role))).get("/api/v1/components/").status_code == 200
