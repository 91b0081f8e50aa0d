"""A person who leaves the city is out of every session, token, notice, duty, visit and routing within a minute."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.topics import PERSON_OUT
from common import outbox
from departments.news import POST_CHANGED
from departments.registers import PEOPLE
from inspections.actions import come_on_duty, let_go, look_after_visits
from inspections.models import Presence, Visit
from notices.models import Notice
from registry.models import Change
from tests.cast import City
from tests.clients import api_client
from tests.inspections.looking import LATER, disposed, order, visit_of

pytestmark = pytest.mark.django_db

NOW = LATER + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _that_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def leaves(city: City, user: User) -> None:
    """An administrator switches somebody off; the outbox and the clock do their next round."""
    user.refresh_from_db()
    PEOPLE.save(key=user.username, data=replace(PEOPLE.snapshot(user), active=False), by=city.abel)
    round_of_the_clock()


def becomes_an_acceptor(city: City, user: User) -> None:
    user.refresh_from_db()
    PEOPLE.save(key=user.username, data=replace(PEOPLE.snapshot(user), role="acceptor"), by=city.abel)
    round_of_the_clock()


def round_of_the_clock() -> None:
    outbox.drain(PERSON_OUT)
    outbox.drain(POST_CHANGED)
    look_after_visits()


@pytest.mark.parametrize("goes", [leaves, becomes_an_acceptor])
def test_their_visits_go_to_who_is_there(city: City, goes: Callable[[City, User], None]) -> None:
    for walker in (city.ines, city.ivan):
        come_on_duty(by=walker, at=LATER)
    case = disposed(city)
    order(case)
    assert visit_of(case).inspector == city.ines
    goes(city, city.ines)
    assert visit_of(case).inspector == city.ivan
    assert not Presence.objects.on_duty(at=NOW).filter(user=city.ines).exists()


def test_where_nobody_else_is_there_the_desk_hears(city: City) -> None:
    come_on_duty(by=city.ines, at=LATER)
    case = disposed(city)
    order(case)
    leaves(city, city.ines)
    assert (visit_of(case).state, visit_of(case).inspector) == ("waiting", None)
    case.refresh_from_db()
    assert case.visitor is None


def test_nobody_is_sent_to_who_left_and_no_notice_reaches_them(city: City) -> None:
    leaves(city, city.ines)
    told = Notice.objects.filter(user=city.ines).count()
    case = disposed(city)
    order(case)
    assert visit_of(case).inspector == city.ivan
    assert Notice.objects.filter(user=city.ines).count() == told


def test_who_left_is_no_inspector_of_the_place_any_more(city: City) -> None:
    desk = api_client(city.ada)
    place = "/api/v1/locate/?lng=121.4805&lat=31.2305"
    assert desk.get(place).json()["duty_grid"]["inspectors"] == ["Ines"]
    leaves(city, city.ines)
    assert desk.get(place).json()["duty_grid"]["inspectors"] == []


def test_the_heads_of_the_unit_are_told(city: City) -> None:
    browser, program = Client(), api_client(city.hana)
    browser.force_login(city.hana)
    leaves(city, city.hana)
    assert (browser.get("/cases/").status_code, program.get("/api/v1/cases/").status_code) == (302, 401)
    assert dict(Notice.objects.values_list("user__username", "what")) == {"hugo": "member_left"}
    hugo = Client()
    hugo.force_login(city.hugo)
    assert "“Hana”已不在您单位工作" in hugo.get("/inbox/").text


def test_who_moves_to_another_unit_has_left_the_one(city: City) -> None:
    PEOPLE.save(key="hana", data=replace(PEOPLE.snapshot(city.hana), unit="roads"), by=city.abel)
    round_of_the_clock()
    assert dict(Notice.objects.values_list("user__username", "what")) == {"hugo": "member_left"}


def test_heard_twice_or_after_they_came_back_it_takes_nothing(city: City) -> None:
    case = disposed(city)
    order(case)
    due = Visit.objects.get(case=case).due_at
    assert let_go(people=[city.ines.pk]) == 0  # an active inspector: came back meanwhile
    assert Visit.objects.get(case=case).due_at == due
    leaves(city, city.ines)
    assert let_go(people=[city.ines.pk]) == 0
    assert Change.objects.filter(kind="person", key="ines").count() == 1
