"""Not yours and not there are one answer, at every address of a case."""

import uuid
from typing import Any

import pytest

from tests import factories as make
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("get", "", None),
        ("get", "events/", None),
        ("post", "moves/take/", {"version": 2}),
        ("post", "moves/take/", {}),
    ],
)
def test_a_case_of_another_unit_is_absent(city: City, api: Api, method: str, rest: str, body: Any) -> None:
    case, client = make.dispatched("06010", by=city.ines), api(city.omar)
    answers = [
        getattr(client, method)(f"/api/v1/cases/{ident}/{rest}", body, format="json")
        for ident in (case.pk, case.number, uuid.uuid4(), "20990101-000001", "x" * 300)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["detail"] for answer in answers}) == 1


def test_its_own_unit_sees_it_by_id_and_by_number(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    by_id, by_number = (api(city.hana).get(f"/api/v1/cases/{ident}/") for ident in (case.pk, case.number))
    assert by_id.status_code == by_number.status_code == 200
    assert by_id.json()["number"] == by_number.json()["number"]


def test_each_offered_move_says_why_not(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    offers = api(city.hana).get(f"/api/v1/cases/{case.pk}/").json()["allowed_moves"]
    possible = {offer["move"] for offer in offers if offer["refusal"] is None}
    assert possible == {"take", "dispose", "assign", "send_back", "sub_dispatch", "request_suspension"}
    late = {offer["move"]: offer["refusal"] for offer in offers}["request_extension"]
    assert late == "The limit has passed: an extension is asked for before."
    closing = {
        offer["move"]: offer for offer in api(city.sven).get(f"/api/v1/cases/{case.pk}/").json()["allowed_moves"]
    }
    assert "Check passed" in closing["close"]["refusal"]


def test_routing_names_its_rule_and_why(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    found = api(city.hana).get(f"/api/v1/cases/{case.pk}/").json()
    assert found["routing"]["rule"] == city.rubbish_rule.pk
    assert found["routing"]["why"] == "By the rule for this subclass in the whole city."
    assert found["department"] == {"code": "sanitation", "name": "环卫中心"}
    assert found["lamp"] == "red"
