"""The map beside each list of places: what the list shows, in the box that the map shows, coloured by a number."""

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from grids.models import Component, UnitGrid
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db
EVERYWHERE = "121.4,31.2,121.6,31.3"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, kind: str, **asked: str) -> dict[str, object]:
    answer = client.get(f"/layers/kept/{kind}.geojson", {"bbox": EVERYWHERE, "zoom": "16"} | asked)
    assert answer.status_code == 200
    return {each["properties"]["code"]: each["properties"]["value"] for each in answer.json()["features"]}


def test_a_map_shows_what_the_filter_of_the_list_shows(abel: Client, city: City) -> None:
    codes = {each.code for each in city.grids}
    assert set(shown(abel, "unit_grid")) == codes
    assert set(shown(abel, "unit_grid", duty_grid="D2")) == {city.grids[2].code}
    assert set(shown(abel, "unit_grid", bbox="121.4821,31.2301,121.4829,31.2309")) == {city.grids[2].code}
    assert set(shown(abel, "area", level="street")) == {city.street.code}
    UnitGrid.objects.filter(code=city.grids[0].code).update(ended_on="2026-03-01")
    assert set(shown(abel, "unit_grid")) == codes - {city.grids[0].code}


def test_a_component_is_a_point_that_leads_to_its_page(abel: Client, city: City) -> None:
    Component.objects.create(code="7", name="井盖", category_code="01001", point=Point(*make.middle(1, 0), srid=4326))
    [feature] = abel.get("/layers/kept/component.geojson").json()["features"]
    assert feature["geometry"]["type"] == "Point"
    assert abel.get(feature["properties"]["url"]).status_code == 200


def test_grids_are_coloured_by_population_and_density_and_duty_grids_by_those_of_their_unit_grids(
    abel: Client, city: City
) -> None:
    first, second, third = city.grids
    UnitGrid.objects.filter(pk=first.pk).update(population=100, difficulty=2)
    UnitGrid.objects.filter(pk=second.pk).update(population=300, difficulty=5)
    assert shown(abel, "unit_grid", by="population") == {first.code: 100, second.code: 300, third.code: None}
    assert shown(abel, "unit_grid", by="density") == {first.code: 10_000, second.code: 30_000, third.code: None}
    assert shown(abel, "duty_grid", by="population") == {"D1": 400, "D2": None}
    assert shown(abel, "duty_grid", by="density") == {"D1": 20_000, "D2": None}
    assert shown(abel, "duty_grid", by="difficulty") == {"D1": 3.5, "D2": None}
    page = " ".join(abel.get("/city/duty-grids/").content.decode().split())
    assert '<td class="num"> 20000 </td>' in page


def test_a_map_of_very_many_says_that_it_is_cut(abel: Client, city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grids.views.places.MOST", 2)
    found = abel.get("/layers/kept/unit_grid.geojson").json()
    assert (found["cut"], len(found["features"])) == (2, 2)


@pytest.mark.parametrize("path", ["unit_grid.geojson?bbox=4", "unit_grid.geojson?grade=Z", "unit_grid.geojson?zoom=x"])
def test_a_wrong_question_is_refused(abel: Client, city: City, path: str) -> None:
    assert abel.get(f"/layers/kept/{path}").status_code == 400


def test_an_outline_is_sent_to_the_last_digit(abel: Client, city: City) -> None:
    [feature] = abel.get(f"/layers/kept/unit_grid/{city.grids[0].code}.geojson").json()["features"]
    assert feature["geometry"]["coordinates"][0] == [list(each) for each in city.grids[0].geom[0]]
    assert abel.get("/layers/kept/unit_grid/nothing.geojson").status_code == 404
    assert abel.get("/layers/kept/secret/1.geojson").status_code == 404


def test_the_pages_lead_where_the_administrator_may_go(abel: Client, city: City) -> None:
    page = abel.get("/setup/").content.decode()
    for address in ("areas", "unit-grids", "duty-grids", "components", "base-map"):
        assert f'href="/city/{address}/"' in page
        assert abel.get(f"/city/{address}/").status_code == 200


def test_an_outline_of_two_parts_is_no_unit_grid(abel: Client, city: City) -> None:
    two = make.square(0, 0).union(make.square(2, 2)).geojson
    said = {"code": "310101001001009", "community": city.community.code, "grade": "B", "seen": "", "outline": two}
    answer = abel.post("/city/unit-grids/add/", said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["outline"]


def test_who_balances_a_shift_reads_duty_grids_and_changes_none(city: City) -> None:
    leader = signed_in(make.user("shift", Role.SHIFT_LEADER))
    assert leader.get("/city/duty-grids/").status_code == 200
    assert leader.get("/city/duty-grids/D1/").status_code == 200
    assert leader.post("/city/duty-grids/D1/", {"name": "x"}).status_code == 403
    assert leader.get("/city/unit-grids/").status_code == 403


def test_the_page_of_a_place_says_what_overlaps_it_and_where_a_gap_is(abel: Client, city: City) -> None:
    first, second, third = city.grids
    panel = f"/city/neighbours/unit_grid/{first.code}/"
    assert panel in abel.get(f"/city/unit-grids/{first.code}/").content.decode()
    context = abel.get(panel).context
    assert (context["shared"], context["gaps"], context["elsewhere"]) == ([], [], "")
    UnitGrid.objects.filter(pk=first.pk).update(geom=make.square(0, 0, width=2))
    UnitGrid.objects.filter(pk=third.pk).update(geom=make.square(5, 5))
    [(code, shared)] = abel.get(panel).context["shared"]
    assert code == second.code
    assert shared > 1_000
    [gap] = abel.get(f"/city/neighbours/unit_grid/{second.code}/").context["gaps"]
    assert gap == pytest.approx(shared, rel=0.01)
    assert abel.get(f"/city/neighbours/unit_grid/{third.code}/").context["elsewhere"] == city.community.code
    assert abel.get(f"/city/neighbours/area/{city.street.code}/").status_code == 200
    assert abel.get("/city/neighbours/area/none/").status_code == 404
