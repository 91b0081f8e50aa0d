"""Everybody reads the archive; who answers for a place is called by who needs to, and each look is on record."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from common.refusals import TooMany
from places.actions import show_contact
from registry.models import PrivacyRecord
from tests import factories as make
from tests.cast import City
from tests.clients import api_client

pytestmark = pytest.mark.django_db
PHONE = "13812345678"


@pytest.fixture
def shop(city: City) -> None:
    make.place_kind("shop", fields={"licence": "text"})
    shape = make.square(0, 0)
    make.place(
        "S1", name="老王早餐", unit=city.sanitation, phone=PHONE, responsible="王强", boundary=shape,
        details={"licence": "3101-22"}, address="东街1号", street=city.street,
    )  # fmt: skip
    make.place("S2", name="小李水果", at_cell=(2, 0), risk="high")
    make.zone("V1", "urban_village", name="城东村")


@pytest.mark.parametrize("name", ["ines", "ada", "hana", "omar", "sue", "lea", "arno", "abel", "otto"])
def test_everybody_reads_the_file_and_nobody_the_telephone(city: City, shop: None, name: str) -> None:
    client = Client()
    client.force_login(getattr(city, name))
    page = client.get("/places/S1/").text
    assert all(words in page for words in ("老王早餐", "3101-22", "138****5678", "城东村", "东街1号"))
    answer = api_client(getattr(city, name)).get("/api/v1/places/S1/").json()
    assert answer["responsible"] == {"name": "王强", "phone": "138****5678"}
    assert answer["details"] == [{"code": "licence", "name": "licence", "value": "3101-22"}]
    assert PHONE not in page
    assert client.get("/places/none/").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("ines", 200),
        ("ada", 200),
        ("sue", 200),
        ("abel", 200),
        ("hana", 200),
        ("omar", 403),
        ("lea", 403),
        ("arno", 403),
    ],
)
def test_who_is_shown_the_telephone(city: City, shop: None, name: str, status: int) -> None:
    client = Client()
    client.force_login(getattr(city, name))
    assert client.get("/places/S1/contact/").status_code == status
    answer = client.post("/places/S1/contact/", {"purpose": "通知整改"})
    assert answer.status_code == status
    assert (PHONE in answer.text) is (status == 200)
    assert PrivacyRecord.objects.count() == (status == 200)


def test_a_look_needs_a_purpose_and_auditors_read_it(city: City, shop: None) -> None:
    client = Client()
    client.force_login(city.ada)
    assert client.post("/places/S1/contact/", {"purpose": " "}).status_code == 422
    client.post("/places/S1/contact/", {"purpose": "通知整改"})
    client.force_login(city.arno)
    page = client.get("/personal-data/records/").text
    assert all(words in page for words in ("老王早餐", "通知整改", "Ada"))
    assert PHONE not in page


def test_nobody_copies_the_archive(city: City, shop: None) -> None:
    place, now = make.place("S3", phone=PHONE), timezone.now()
    for __ in range(60):
        show_contact(place=place, purpose="回访", at=now, by=city.ada)
    with pytest.raises(TooMany):
        show_contact(place=place, purpose="回访", at=now, by=city.ada)
    assert show_contact(place=place, purpose="回访", at=now + timedelta(hours=1, seconds=1), by=city.ada) == PHONE


def test_the_list_is_narrowed_alike_by_page_and_api(city: City, shop: None) -> None:
    client = Client()
    client.force_login(city.ada)
    for question, found in (
        ({"q": "水果"}, {"S2"}), ({"risk": "high"}, {"S2"}), ({"unit": "sanitation"}, {"S1"}),
        ({"area": "310101001"}, {"S1"}), ({"zone": "V1"}, {"S1"}), ({"kind": "shop"}, {"S1", "S2"}), ({}, {"S1", "S2"}),
    ):  # fmt: skip
        assert {row.code for row in client.get("/places/", question).context["rows"]} == found, question
        rows = api_client(city.ada).get("/api/v1/places/", question).json()["results"]
        assert {row["code"] for row in rows} == found, question
    assert client.get("/places/", {"kind": "none"}).status_code == 400


def test_the_search_finds_a_place(city: City, shop: None) -> None:
    client = Client()
    client.force_login(city.ada)
    page = client.get("/search/", {"q": "水果"}).text
    assert "小李<mark>水果</mark>" in page
    assert "/places/S2/" in page
