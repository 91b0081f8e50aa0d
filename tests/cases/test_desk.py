"""The desk's pools: what waits, oldest first, one case open, decided in one press."""

import uuid
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cases.actions import MoveRequest, perform
from cases.models import Case
from cases.workflow import State
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def test_the_oldest_is_open_and_the_pools_are_counted(city: City, signed_in: SignedIn) -> None:
    new = make.reported("06010", by=city.ada, source="hotline", at=make.MONDAY + timedelta(minutes=5))
    old = make.reported("06010", by=city.ada, source="hotline")
    answer = signed_in(city.ada).get("/desk/accept/")
    assert [case for case, __ in answer.context["rows"]] == [old, new]
    assert answer.context["case"] == old
    assert [tab["count"] for tab in answer.context["tabs"]] == [2, 0, 0, 0, 0, 0]


def being_verified(city: City, minutes: int, visitor: User | None) -> Case:
    case = make.reported("06010", by=city.ada, source="hotline", at=make.MONDAY + timedelta(minutes=minutes))
    perform(case_id=case.pk, request=MoveRequest("order_verification", version=1), at=case.reported_at, by=city.ada)
    Case.objects.filter(pk=case.pk).update(visitor=visitor)
    return case


def test_in_verification_those_nobody_goes_to_look_at_are_first(city: City, signed_in: SignedIn) -> None:
    given, nobody, later = (
        being_verified(city, 0, city.ines), being_verified(city, 5, None), being_verified(city, 9, None)
    )  # fmt: skip
    answer = signed_in(city.ada).get("/desk/verify/")
    assert [case for case, __ in answer.context["rows"]] == [nobody, later, given]
    assert answer.content.decode().count("Nobody goes") == 2
    assert "Ines" in answer.content.decode()


@pytest.mark.parametrize(("visitor", "before"), [("ines", False), (None, True)])
def test_where_nobody_goes_the_panel_to_send_somebody_is_up_front(
    city: City, signed_in: SignedIn, visitor: str | None, before: bool
) -> None:
    being_verified(city, 0, getattr(city, visitor) if visitor else None)
    page = signed_in(city.ada).get("/desk/verify/").content.decode()
    assert (page.index('id="case-visits"') < page.index('class="case-open"')) is before


def test_after_a_decision_the_page_is_told_to_go_on(city: City, signed_in: SignedIn) -> None:
    case = make.reported("06010", by=city.ada, source="hotline")
    ada = signed_in(city.ada, htmx=True)
    said = {"id": str(uuid.uuid4()), "version": 1}
    answer = ada.post(f"/cases/{case.number}/moves/accept/", said)
    case.refresh_from_db()
    assert (case.state, answer["HX-Trigger-After-Settle"]) == (State.ACCEPTED, "case:moved")
    assert "This pool is empty" in ada.get("/desk/accept/").content.decode()


@pytest.mark.parametrize(("who", "pool"), [("ada", "accept"), ("sven", "file"), ("dora", "dispatch")])
def test_everybody_begins_in_the_own_pool(city: City, signed_in: SignedIn, who: str, pool: str) -> None:
    assert signed_in(getattr(city, who)).get("/desk/")["Location"] == f"/desk/{pool}/"


def test_a_unit_has_no_pool(city: City, signed_in: SignedIn) -> None:
    assert signed_in(city.hana).get("/desk/accept/").status_code == 403


def test_there_are_no_other_pools(city: City, signed_in: SignedIn) -> None:
    assert signed_in(city.ada).get("/desk/swimming/").status_code == 404


@pytest.mark.usefixtures("_warm_frame")
def test_it_costs_few_queries(
    city: City, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for __ in range(3):
        make.reported("06010", by=city.ada, source="hotline")
    ada = signed_in(city.ada)
    with django_assert_max_num_queries(14):
        ada.get("/desk/accept/")
