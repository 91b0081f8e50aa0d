"""A report may bring the number under which another system knows it: kept, found, and taken once only."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.roles import Role
from cases.models import Case
from tests import factories as make
from tests.api.bodies import post_case, report
from tests.api.conftest import Api
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.races import at_once

pytestmark = pytest.mark.django_db
NUMBER = "12345-2026-000777"


def said(**rest: Any) -> dict[str, Any]:
    """What the page of a report sends."""
    lng, lat = make.middle(0, 0)
    return {
        "id": str(uuid.uuid4()),
        "category": "06010",
        "place_lng": lng,
        "place_lat": lat,
        "source": "hotline",
        **rest,
    }


def test_an_integration_finds_its_case_by_its_own_number(city: City, api: Api) -> None:
    otto = api(city.otto)
    case = post_case(otto, external_number=NUMBER).json()
    assert case["external_number"] == NUMBER
    found = otto.get("/api/v1/cases/", {"external_number": NUMBER}).json()["results"]
    assert [each["id"] for each in found] == [case["id"]]


def test_the_same_report_again_is_answered_the_same(city: City, api: Api) -> None:
    body, otto = report(external_number=NUMBER), api(city.otto)
    first, again = (otto.post("/api/v1/cases/", body, format="json") for __ in range(2))
    assert (again.status_code, again.headers["Idempotent-Replay"], again.json()) == (201, "true", first.json())


def test_the_same_number_under_another_id_is_a_conflict_that_names_the_case(city: City, api: Api) -> None:
    otto = api(city.otto)
    case = post_case(otto, external_number=NUMBER).json()
    answer = post_case(otto, external_number=NUMBER)
    assert (answer.status_code, answer.json()["case"]) == (409, case["number"])
    assert answer.json()["errors"]["external_number"] == [
        f"Number {NUMBER} was reported already: it is case {case['number']}."
    ]
    assert Case.objects.count() == 1


def test_another_client_may_use_the_same_number(city: City, api: Api) -> None:
    other = make.user("olga", Role.INTEGRATION)
    assert [post_case(api(user), external_number=NUMBER).status_code for user in (city.otto, other)] == [201, 201]


def test_without_a_number_nothing_is_compared(city: City, api: Api) -> None:
    otto = api(city.otto)
    assert [post_case(otto, external_number="").status_code for __ in range(2)] == [201, 201]


@pytest.mark.parametrize("number", ["x" * 65, 12345, None, ["1"]])
def test_what_is_no_number_is_refused(city: City, api: Api, number: Any) -> None:
    assert post_case(api(city.otto), external_number=number).status_code == 400


def test_a_number_of_the_hotline_is_typed_in_once(city: City, signed_in: SignedIn) -> None:
    ada, sven = signed_in(city.ada), signed_in(city.sven)
    assert ada.post("/field/report/", said(external_number=NUMBER)).status_code == 302
    case = Case.objects.get()
    assert (case.external_system, case.external_number) == ("hotline", NUMBER)
    page = sven.post("/field/report/", said(external_number=NUMBER))
    assert page.status_code == 422
    assert f"Number {NUMBER} was reported already: it is case {case.number}." in page.content.decode()
    assert NUMBER in ada.get(case.get_absolute_url()).content.decode()


def test_who_may_not_see_the_first_report_is_not_told_which_it_is(city: City, api: Api) -> None:
    first = post_case(api(city.ines), external_number=NUMBER, source="inspector", at_cell=(0, 0)).json()
    answer = post_case(api(city.ivan), external_number=NUMBER, source="inspector", at_cell=(2, 0))
    assert answer.status_code == 409
    assert first["number"] not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_case(city: City, api: Api) -> None:
    sends: list[Callable[[], Any]] = [partial(post_case, api(city.otto), external_number=NUMBER) for __ in range(2)]
    answers = [answer.status_code for answer in at_once(sends)]
    assert sorted(answers) == [201, 409]
    assert Case.objects.count() == 1
