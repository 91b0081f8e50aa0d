"""POST /cases/: a report becomes a case, once."""

import uuid
from typing import Any

import pytest

from cases.actions import route_cases
from cases.models import Case, CaseEvent
from common.models import Message
from tests import factories as make
from tests.api.bodies import post_case, report
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_a_report_is_answered_with_its_case(city: City, api: Api) -> None:
    answer = post_case(api(city.ines), condition=1, accuracy_m=8.5)
    assert answer.status_code == 201
    case = answer.json()
    assert case["state"] == "reported"
    assert case["version"] == 1
    assert case["category"] == {"code": "06010", "name": "暴露垃圾"}
    assert case["unit_grid"] == {"code": "310101001001001"}
    assert case["district"]["code"] == "310101"
    assert case["stage"]["name"] == "accept"
    assert case["department"] is None


def test_it_has_its_first_event_and_waits_for_the_router(city: City, api: Api) -> None:
    case = post_case(api(city.ines)).json()
    assert [event.move for event in CaseEvent.objects.filter(case=case["id"])] == ["report"]
    assert Message.objects.filter(topic="case.route", reference=case["id"]).count() == 1


def test_sent_again_it_is_answered_the_same_even_when_the_case_has_moved_on(city: City, api: Api) -> None:
    body, client = report(reporter={"name": "张三", "phone": "13812345678"}), api(city.ada)
    first = client.post("/api/v1/cases/", body, format="json")
    route_cases(ids=[uuid.UUID(body["id"])])
    again = client.post("/api/v1/cases/", body, format="json")
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    assert again.json() == first.json()
    assert "Idempotent-Replay" not in first.headers
    assert Case.objects.count() == 1


def test_an_id_used_for_another_report_is_a_conflict(city: City, api: Api) -> None:
    body, client = report(), api(city.ines)
    client.post("/api/v1/cases/", body, format="json")
    answer = client.post("/api/v1/cases/", body | {"description": "别的"}, format="json")
    assert answer.status_code == 409


def test_an_id_of_somebody_else_is_a_conflict_that_tells_nothing(city: City, api: Api) -> None:
    body = report()
    number = api(city.ines).post("/api/v1/cases/", body, format="json").json()["number"]
    answer = api(city.ivan).post("/api/v1/cases/", body, format="json")
    assert answer.status_code == 409
    assert number not in answer.content.decode()


def test_points_of_chinese_maps_are_converted(city: City, api: Api) -> None:
    lng, lat = make.middle(0, 0)
    case = post_case(api(city.ada), datum="gcj02").json()
    assert case["location"]["coordinates"] != [lng, lat]


def test_a_point_outside_the_city_is_kept_and_flagged(city: City, api: Api) -> None:
    answer = post_case(api(city.ada), location={"type": "Point", "coordinates": [0, 0]})
    assert (answer.status_code, answer.json()["located"]) == (201, "outside")


def test_roles_that_do_not_report_are_told_so(city: City, api: Api) -> None:
    answer = post_case(api(city.hana))
    assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")


def test_a_report_without_a_token_is_refused(city: City, client: Any) -> None:
    answer = client.post("/api/v1/cases/", report(), content_type="application/json")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
