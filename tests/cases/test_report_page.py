"""Reporting from the street: the page, what it keeps, and the receipt."""

import json
import re
import uuid
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from cases.actions import route_cases
from cases.models import Case
from catalogue.choices import Source
from evidence.queries import photos_of
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City

pytestmark = pytest.mark.django_db


def said(**rest: Any) -> dict[str, Any]:
    lng, lat = make.middle(0, 0)
    return {
        "id": str(uuid.uuid4()), "category": "06010", "condition": "1", "place_lng": lng, "place_lat": lat,
        "accuracy_m": 8, "description": "路边一堆", **rest,
    }  # fmt: skip


def test_an_inspector_reports_and_gets_a_receipt(city: City, signed_in: SignedIn) -> None:
    answer = signed_in(city.ines).post("/field/report/", said())
    case = Case.objects.get()
    assert answer["Location"] == f"/field/sent/{case.pk}/"
    assert (case.source, case.condition, case.unit_grid) == (Source.INSPECTOR, city.rubbish_lies, city.grids[0])


def test_pressed_twice_it_is_one_case(city: City, signed_in: SignedIn) -> None:
    form, ines = said(), signed_in(city.ines)
    assert [ines.post("/field/report/", form).status_code for __ in range(2)] == [302, 302]
    assert Case.objects.count() == 1


def test_photos_sent_before_belong_to_the_case(city: City, signed_in: SignedIn) -> None:
    photos = [make.photo(city.ines).pk for __ in range(2)]
    signed_in(city.ines).post("/field/report/", said(photos=photos))
    assert len(photos_of(Case.objects.get().subject)) == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"category": ""}, "Choose what it is."),
        ({"category": "99999"}, "This subclass is not in the catalogue."),
        ({"condition": "7"}, "This subclass has no such filing condition."),
        ({"place_lng": ""}, "Set the place"),
        ({"photos": ["no-photo"]}, "One of the photos is not known."),
        ({"photos": [str(uuid.uuid4())]}, "A photo is missing or was already used."),
    ],
)
def test_refused_it_keeps_what_was_typed(city: City, signed_in: SignedIn, wrong: dict[str, Any], sentence: str) -> None:
    answer = signed_in(city.ines).post("/field/report/", said(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "路边一堆" in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("lng", "lat", "place"),
    [("", "", [None, None]), ("121.48", "", [None, None]), ("here", "31.2", [None, None]), ("0", "51.5", [0.0, 51.5]),
     ("121.48", "31.23", [121.48, 31.23])],
)  # fmt: skip
def test_refused_the_map_shows_the_place_that_was_put_and_no_other(
    city: City, signed_in: SignedIn, lng: str, lat: str, place: list[float | None]
) -> None:
    """Where none was put yet it shows none: a point off Africa would be outside of the city."""
    answer = signed_in(city.ada).post("/field/report/", {"place_lng": lng, "place_lat": lat, "source": "hotline"})
    assert answer.status_code == 422
    [settings] = re.findall(r'<script id="report-map-settings"[^>]*>(.*?)</script>', answer.text)
    said = json.loads(settings)
    assert [said["lng"], said["lat"]] == place


def test_a_unit_does_not_report(city: City, signed_in: SignedIn) -> None:
    assert signed_in(city.hana).get("/field/report/").status_code == 403


def test_the_desk_says_where_a_report_came_from(city: City, signed_in: SignedIn) -> None:
    signed_in(city.ada).post("/field/report/", said(source="hotline", reporter_phone="13812341234"))
    assert Case.objects.get().source == Source.HOTLINE


def test_an_inspector_cannot_claim_another_source(city: City, signed_in: SignedIn) -> None:
    signed_in(city.ines).post("/field/report/", said(source="leader"))
    assert Case.objects.get().source == Source.INSPECTOR


def test_the_receipt_says_who_has_it_by_which_rule(city: City, signed_in: SignedIn) -> None:
    case, ines = make.reported("06010", by=city.ines), signed_in(city.ines, htmx=True)
    assert "Looking for the unit" in ines.get(f"/field/sent/{case.pk}/").content.decode()
    route_cases(ids=[case.pk])
    page = ines.get(f"/field/sent/{case.pk}/").content.decode()
    assert "环卫中心" in page
    assert f"Rule {city.rubbish_rule.pk}" in page


def test_the_place_is_named_and_open_cases_close_by_are_shown(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines)
    lng, lat = make.middle(0, 0)
    page = (
        signed_in(city.ines)
        .get("/field/place/", {"lng": str(lng), "lat": str(lat), "category": "06010"})
        .content.decode()
    )
    assert city.grids[0].code in page
    assert "1 open case within 60 m" in page


def test_cases_of_strangers_close_by_are_not_shown(city: City, signed_in: SignedIn) -> None:
    make.dispatched("06010", by=city.ines)
    lng, lat = make.middle(0, 0)
    page = signed_in(city.ivan).get("/field/place/", {"lng": str(lng), "lat": str(lat)}).content.decode()
    assert "within 60 m" not in page


def test_a_place_outside_the_city_says_so(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city.ines).get("/field/place/", {"lng": 10, "lat": 50}).content.decode()
    assert "outside the city" in page


@pytest.mark.parametrize("place", [{}, {"lng": "x", "lat": "1"}, {"lng": "nan", "lat": "1"}, {"lng": 200, "lat": 1}])
def test_no_place_on_earth_is_refused(city: City, signed_in: SignedIn, place: dict[str, Any]) -> None:
    assert signed_in(city.ines).get("/field/place/", place).status_code == 400


def test_the_classes_come_with_limits_in_words_and_may_be_kept(city: City, signed_in: SignedIn) -> None:
    answer = signed_in(city.ines).get("/catalogue/1-en.json")
    rubbish = next(row for row in answer.json()["categories"] if row["code"] == "06010")
    assert rubbish["conditions"] == [
        {"number": 1, "text": "Condition 1", "urgent": False, "limit": "4 working hours"}
    ]  # fmt: skip
    assert "immutable" in answer["Cache-Control"]


def test_my_reports_are_mine_alone(city: City, signed_in: SignedIn) -> None:
    mine, other = make.reported("06010", by=city.ines), make.reported("06010", by=city.ivan, at_cell=(2, 0))
    page = signed_in(city.ines).get("/field/mine/").content.decode()
    assert mine.get_absolute_url() in page
    assert other.get_absolute_url() not in page


@pytest.mark.usefixtures("_warm_frame")
def test_pages_of_the_street_cost_few_queries(
    city: City, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    case, ines = make.dispatched("06010", by=city.ines), signed_in(city.ines)
    for address in ("/field/report/", "/field/mine/", f"/field/sent/{case.pk}/"):
        with django_assert_max_num_queries(12):
            ines.get(address)
