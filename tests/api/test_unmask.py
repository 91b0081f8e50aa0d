"""POST …/unmask/ shows a reporter's name and phone for a purpose; everywhere else they are masked."""

import pytest

from cases.models import Case, Unmasking
from tests import factories as make
from tests.api.bodies import post_case
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db
REPORTER = {"name": "王小明", "phone": "13812341234"}
MASKED = {"name": "王**", "phone": "138****1234"}


@pytest.fixture
def case(city: City) -> Case:
    return make.dispatched("06010", by=city.ines, reporter_name="王小明", reporter_phone="13812341234")


def test_it_shows_them_once_and_keeps_who_and_why(city: City, case: Case, api: Api) -> None:
    ada = api(city.ada)
    answer = ada.post(f"/api/v1/cases/{case.number}/unmask/", {"purpose": "call_back"}, format="json")
    assert (answer.status_code, answer.json()) == (200, {"reporter": REPORTER})
    assert answer.headers["Cache-Control"] == "no-store"
    assert Unmasking.objects.get().purpose == "call_back"
    assert ada.get(f"/api/v1/cases/{case.number}/").json()["reporter"] == MASKED


def test_even_who_reported_reads_them_masked(city: City, api: Api) -> None:
    assert post_case(api(city.ada), source="hotline", reporter=REPORTER).json()["reporter"] == MASKED


@pytest.mark.parametrize("who", ["ines", "hana", "lea", "arno"])
def test_other_roles_are_refused(city: City, case: Case, api: Api, who: str) -> None:
    answer = api(getattr(city, who)).post(f"/api/v1/cases/{case.pk}/unmask/", {"purpose": "inform"}, format="json")
    assert answer.status_code == 403
    assert "may only be seen by" in answer.json()["detail"]


def test_not_theirs_is_not_there(city: City, case: Case, api: Api) -> None:
    answer = api(city.omar).post(f"/api/v1/cases/{case.pk}/unmask/", {"purpose": "inform"}, format="json")
    assert answer.status_code == 404


@pytest.mark.parametrize("body", [{}, {"purpose": ""}, {"purpose": "other"}, {"purpose": "inform", "all": True}])
def test_a_purpose_and_nothing_else_is_asked_for(city: City, case: Case, api: Api, body: dict[str, str]) -> None:
    answer = api(city.ada).post(f"/api/v1/cases/{case.pk}/unmask/", body, format="json")
    assert answer.status_code == 400
    assert not Unmasking.objects.exists()


def test_where_nobody_gave_a_name_there_is_nothing_to_show(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    answer = api(city.ada).post(f"/api/v1/cases/{case.pk}/unmask/", {"purpose": "inform"}, format="json")
    assert answer.status_code == 422
