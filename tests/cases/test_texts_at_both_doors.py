"""The same words through the page and through the API: cleaned alike, refused alike, and stored the same."""

import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cases.models import Case, CaseEvent
from tests import factories as make
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db
PHONES = {
    "\u202d138 1234 1234\u202c": "13812341234",
    "+86 138-1234-1234": "13812341234",
    "１３８１２３４１２３４": "13812341234",
    "+49 30 123456": "+4930123456",
    "abc": None,
}
WORDS = {
    "路灯\u202e不亮": None,
    "路灯" + "\u0301" * 12: None,
    "路灯\x07\x1b[31m坏": "路灯[31m坏",
    "井\u200b盖": "井盖",
    "👷‍♀️ 来过": "👷‍♀️ 来过",
}


def browser(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def by_page(user: User, **rest: Any) -> Case | None:
    lng, lat = make.middle(0, 0)
    said = {
        "id": str(uuid.uuid4()), "category": "06010", "place_lng": lng, "place_lat": lat, "source": "hotline",
        "reporter_name": "", "reporter_phone": "", "description": "", **rest,
    }  # fmt: skip
    answer = browser(user).post("/field/report/", said)
    assert answer.status_code in (302, 422)
    assert (answer.status_code == 422) == (not Case.objects.filter(pk=said["id"]).exists())
    return Case.objects.filter(pk=said["id"]).first()


def by_api(user: User, **rest: Any) -> Case | None:
    lng, lat = make.middle(0, 0)
    said = {
        "id": str(uuid.uuid4()), "category": "06010", "location": {"type": "Point", "coordinates": [lng, lat]},
        "source": "hotline", **rest,
    }  # fmt: skip
    answer = api_client(user).post("/api/v1/cases/", said, format="json")
    assert answer.status_code in (201, 400)
    return Case.objects.filter(pk=said["id"]).first()


@pytest.mark.parametrize(("typed", "kept"), PHONES.items())
def test_a_telephone_number_is_one_at_both_doors(city: City, typed: str, kept: str | None) -> None:
    for case in (by_page(city.ada, reporter_phone=typed), by_api(city.ada, reporter={"phone": typed})):
        assert (case.reporter_phone if case else None) == kept


@pytest.mark.parametrize(("typed", "kept"), WORDS.items())
def test_a_description_is_one_at_both_doors(city: City, typed: str, kept: str | None) -> None:
    for case in (by_page(city.ada, description=typed), by_api(city.ada, description=typed)):
        assert (case.description if case else None) == kept


def test_a_description_of_invisible_marks_says_nothing(city: City) -> None:
    case = by_page(city.ada, description="\u200b\u200d")
    assert case is not None
    assert case.description == ""
    assert by_api(city.ada, description="\u200b\u200d") is None  # which says that it is blank


@pytest.mark.parametrize("note", ["请\u202e尽快\x1b[31m处理\x07", "请" + "\u0301" * 12])
def test_a_note_that_is_no_text_comes_into_no_history(city: City, note: str) -> None:
    case = make.dispatched("06010", by=city.ines)
    said = {"id": str(uuid.uuid4()), "version": case.version, "note": note}
    page = browser(city.sven).post(f"{case.get_absolute_url()}moves/remind/", said)
    api = api_client(city.sven).post(f"/api/v1/cases/{case.number}/moves/remind/", said, format="json")
    assert (page.status_code, api.status_code) == (422, 400)
    assert not CaseEvent.objects.filter(case=case, move="remind").exists()


def test_the_refusal_stands_beside_its_field(city: City) -> None:
    lng, lat = make.middle(0, 0)
    said = {"id": str(uuid.uuid4()), "category": "06010", "place_lng": lng, "place_lat": lat, "source": "hotline"}
    page = browser(city.ada).post("/field/report/", {**said, "reporter_phone": "abc"}).text
    assert "电话号码由数字组成" in page
    assert 'value="abc"' in page
