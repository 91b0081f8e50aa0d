"""Visits that need a hand stand on the homes of those who give them, each number the length of its list."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases.models import Case
from inspections.actions import give_to, look_after_visits
from inspections.models import Visit
from registry.homes import Home, HomeSection
from tests import factories as make
from tests.cases.conftest import SignedIn, signed_in
from tests.cast import City
from tests.inspections.looking import LATER, disposed, order, visit_of

pytestmark = pytest.mark.django_db
__all__ = ["signed_in"]
EXPIRED, WAITING = (f"/inspections/?tab={tab}" for tab in ("expired", "waiting"))


def nobody_came(city: City, number: int = 1) -> list[Case]:
    cases = [disposed(city) for _n in range(number)]
    order(*cases)
    for day in range(1, 5):
        look_after_visits(at=LATER + timedelta(days=day))
    return cases


def sections(signed_in: SignedIn, user: User) -> dict[str, HomeSection]:
    home: Home = signed_in(user).get("/today/").context["home"]
    return {section.url: section for section in (*home.waiting, *home.quiet)}


@pytest.mark.parametrize("who", ["ada", "sven"])
def test_a_visit_nobody_made_stands_there_with_its_case(city: City, signed_in: SignedIn, who: str) -> None:
    [case] = nobody_came(city)
    section = sections(signed_in, getattr(city, who))[EXPIRED]
    assert (section.number, section.bad) == (1, True)
    assert case.number in section.lines[0]
    assert f'href="{case.get_absolute_url()}"' in section.lines[0]


def test_its_number_is_that_of_the_list_it_leads_to_and_the_oldest_come_first(city: City, signed_in: SignedIn) -> None:
    nobody_came(city, 5)
    Visit.objects.filter(pk=Visit.objects.latest("pk").pk).update(state="waiting", inspector=None)
    found = sections(signed_in, city.sven)
    for url, number in ((EXPIRED, 4), (WAITING, 1)):
        listed = signed_in(city.sven).get(url)
        assert found[url].number == len(listed.context["rows"]) == number
        numbers = [visit.case.number for visit, __ in listed.context["rows"]][: len(found[url].lines)]
        assert all(number in line for number, line in zip(numbers, found[url].lines, strict=True))


def test_it_is_gone_once_somebody_is_sent(city: City, signed_in: SignedIn) -> None:
    [case] = nobody_came(city)
    give_to(visit_id=visit_of(case).pk, to=city.ines.pk, by=city.sven)
    assert sections(signed_in, city.sven)[EXPIRED].number == 0


@pytest.mark.parametrize("who", ["dora", "hana", "ines", "lea"])
def test_others_do_not_give_visits_and_are_not_asked_to(city: City, signed_in: SignedIn, who: str) -> None:
    nobody_came(city)
    assert EXPIRED not in sections(signed_in, getattr(city, who))


@pytest.mark.usefixtures("_warm_frame")
def test_it_costs_no_statement_of_its_own_however_many_wait(city: City, signed_in: SignedIn) -> None:
    costs = []
    for _n in range(2):
        nobody_came(city, 4)
        make.reported("06010", by=city.ada, source="hotline", at=make.MONDAY)
        sven = signed_in(city.sven)
        sven.get("/today/")
        with CaptureQueriesContext(connection) as captured:
            sven.get("/today/")
        costs.append(len(captured))
        assert not any("inspections_visit" in query["sql"] for query in captured)  # prepared, with those of all houses
    assert costs[0] == costs[1]
