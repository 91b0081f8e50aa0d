"""Reference data, where and who: each with a version and an ETag."""

from typing import Any

import pytest

from cases.workflow import MOVES
from tests import factories as make
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", ["categories", "departments", "grids", "workflow"])
def test_it_is_sent_once_and_then_confirmed(city: City, api: Api, what: str) -> None:
    client = api(city.ines)
    first = client.get(f"/api/v1/{what}/")
    assert first.status_code == 200
    assert "version" in first.json()
    again = client.get(f"/api/v1/{what}/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_gives_another_tag(city: City, api: Api) -> None:
    client = api(city.ines)
    tag = client.get("/api/v1/departments/").headers["ETag"]
    make.department("new")
    assert client.get("/api/v1/departments/", headers={"If-None-Match": tag}).status_code == 200


def test_the_workflow_is_the_table(city: City, api: Api) -> None:
    moves = api(city.ines).get("/api/v1/workflow/").json()["moves"]
    assert [move["move"] for move in moves] == list(MOVES)
    take = next(move for move in moves if move["move"] == "take")
    assert (take["from"], take["to"], take["roles"]) == (["dispatched"], "in_disposal", ["department_head", "handler"])


def test_categories_have_their_conditions_and_limits(city: City, api: Api) -> None:
    rows = {row["code"]: row for row in api(city.ines).get("/api/v1/categories/").json()["results"]}
    assert rows["06010"]["conditions"][0]["limit"] == "4 work_hour"


def test_grids_come_as_geojson_in_pages(city: City, api: Api) -> None:
    client = api(city.ines)
    page = client.get("/api/v1/grids/?page_size=2&bbox=121.4,31.2,121.5,31.3").json()
    assert (page["type"], len(page["features"])) == ("FeatureCollection", 2)
    assert page["features"][0]["geometry"]["type"] == "Polygon"
    rest = client.get(page["next"]).json()
    assert ([feature["id"] for feature in rest["features"]], rest["next"]) == (["310101001001003"], None)


def test_a_point_is_located_with_who_walks_there(city: City, api: Api) -> None:
    lng, lat = make.middle(0, 0)
    place = api(city.ines).get("/api/v1/locate/", {"lng": lng, "lat": lat}).json()
    assert place["unit_grid"] == {"code": "310101001001001"}
    assert place["duty_grid"] == {"code": "D1", "name": "责任网格1", "inspectors": ["Ines"]}
    assert place["street"]["code"] == "310101001"


def test_a_point_on_a_border_belongs_to_the_lower_code(city: City, api: Api) -> None:
    lng, lat = make.WEST + make.CELL, make.SOUTH + make.CELL / 2
    place = api(city.ines).get("/api/v1/locate/", {"lng": round(lng, 6), "lat": lat}).json()
    assert place["unit_grid"] == {"code": "310101001001001"}


def test_outside_the_city_is_a_404_with_a_sentence(city: City, api: Api) -> None:
    answer = api(city.ines).get("/api/v1/locate/?lng=0&lat=0")
    assert (answer.status_code, answer.json()["detail"]) == (404, "This point lies outside the city.")


@pytest.mark.parametrize(
    "query",
    [
        "lng=181&lat=0", "lng=0&lat=91", "lng=31,2&lat=1", "lng=nan&lat=1", "lng=inf&lat=1", "lat=1",
        "lng=1&lat=1&datum=x", "lng=1&lat=1&x=1",
    ],
)  # fmt: skip
def test_what_is_no_point_is_refused(city: City, api: Api, query: str) -> None:
    assert api(city.ines).get(f"/api/v1/locate/?{query}").status_code == 400


def route(client: Any, **query: Any) -> Any:
    lng, lat = make.middle(0, 0)
    return client.get("/api/v1/route/", {"category": "06010", "lng": lng, "lat": lat} | query)


def test_the_router_explains_what_it_would_do(city: City, api: Api) -> None:
    answer = route(api(city.dora)).json()
    assert answer["department"] == {"code": "sanitation", "name": "环卫中心"}
    assert answer["rule"] == {"id": city.rubbish_rule.pk, "why": "By the rule for this subclass in the whole city."}
    assert answer["due_at"] is not None
    street = next(rule for rule in answer["considered"] if rule["rule"] == city.street_rule.pk)
    assert street["refusal"] == f"Rule {city.rubbish_rule.pk} is more specific."
    assert answer["considered"][0]["refusal"] is None


def test_where_no_rule_fits_it_names_nobody(city: City, api: Api) -> None:
    answer = route(api(city.dora), category="01001", lng=0, lat=0).json()
    assert (answer["department"], answer["rule"]["id"], answer["due_at"]) == (None, None, None)


@pytest.mark.parametrize(
    "query", [{"category": "99"}, {"condition": 7}, {"source": "rumour"}, {"lng": "x"}, {"why": 1}]
)
def test_a_question_of_unknown_codes_is_refused(city: City, api: Api, query: dict[str, Any]) -> None:
    assert route(api(city.dora), **query).status_code == 400
