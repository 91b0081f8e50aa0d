"""What is reported already is shown before a report is sent, and may be added to instead."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.actions import join_case
from cases.models import Case, Comment
from evidence.queries import photos_of
from tests import factories as make
from tests.api.conftest import Api
from tests.cases.conftest import SignedIn
from tests.cases.conftest import signed_in as signed_in
from tests.cast import City

pytestmark = pytest.mark.django_db
METRE = 1 / 111_320


def reported(city: City, code: str = "06010", *, by: Any = None, hours: float = 1, **rest: Any) -> Case:
    return make.reported(code, by=by or city.ines, at=timezone.now() - timedelta(hours=hours), **rest)


def asked(client: Any, *, category: str = "06010", north: float = 0, **rest: Any) -> Any:
    lng, lat = make.middle(0, 0)
    return client.get(
        "/api/v1/cases/duplicates/", {"category": category, "lng": lng, "lat": lat + north * METRE} | rest
    )


def numbers(answer: Any) -> list[str]:
    return [row["number"] for row in answer.json()["results"]]


def test_an_open_case_of_the_class_close_by_is_named(city: City, api: Api) -> None:
    case = reported(city)
    (row,) = asked(api(city.ines), north=30).json()["results"]
    assert (row["number"], row["category"]["code"], row["state"]) == (case.number, "06010", "reported")
    assert 29 <= row["distance_m"] <= 31
    assert row["link"] == f"/api/v1/cases/{case.pk}/"


@pytest.mark.parametrize(("north", "found"), [(49, 1), (51, 0), (-49, 1), (-51, 0)])
def test_fifty_metres_are_close(city: City, api: Api, north: float, found: int) -> None:
    reported(city)
    assert len(numbers(asked(api(city.ada), north=north))) == found


@pytest.mark.parametrize(("hours", "found"), [(23.9, 1), (24.1, 0)])
def test_a_day_is_recent(city: City, api: Api, hours: float, found: int) -> None:
    reported(city, hours=hours)
    assert len(numbers(asked(api(city.ada)))) == found


def test_other_classes_and_finished_cases_are_not(city: City, api: Api) -> None:
    reported(city, "01001")
    Case.objects.filter(pk=reported(city).pk).update(state="rejected")
    assert numbers(asked(api(city.ada))) == []


def test_across_the_border_of_a_duty_grid_it_is_found_and_only_what_one_may_know_is_said(city: City, api: Api) -> None:
    lng, lat = make.middle(1, 0)
    case = reported(city, lng=lng + 0.00045, lat=lat, reporter_name="王小明", reporter_phone="13812341234")
    answer = api(city.ivan).get(
        f"/api/v1/cases/duplicates/?category=06010&lng={lng + 0.00055}&lat={lat}"
    )  # fmt: skip
    assert case.duty_grid == city.duty_grids[0]
    (row,) = answer.json()["results"]
    assert (row["number"], row["link"]) == (case.number, None)
    assert set(row) == {"number", "category", "state", "distance_m", "reported_at", "link"}


def test_outside_the_city_it_is_found_too(city: City, api: Api) -> None:
    case = reported(city, lng=10.0, lat=50.0)
    answer = api(city.ada).get("/api/v1/cases/duplicates/?category=06010&lng=10&lat=50")
    assert numbers(answer) == [case.number]


@pytest.mark.parametrize(
    "said", [{"lng": "x"}, {"lat": 91}, {"lng": "nan"}, {"datum": "mars"}, {"radius": 5}, {"category": ""}]
)
def test_nonsense_is_refused(city: City, api: Api, said: dict[str, Any]) -> None:
    assert asked(api(city.ada), **said).status_code == 400


@pytest.mark.parametrize("who", ["hana", "arno", "abel"])
def test_who_reports_nothing_is_told_so(city: City, api: Api, who: str) -> None:
    assert asked(api(getattr(city, who))).status_code == 403


def test_it_costs_few_looks(city: City, api: Api) -> None:
    for __ in range(4):
        reported(city)
    ada = api(city.ada)
    asked(ada)
    with CaptureQueriesContext(connection) as captured:
        assert len(numbers(asked(ada))) == 4
    assert len(captured) <= 7  # one of them asks for the scope of who reports


# --- it is this one ------------------------------------------------------------------------------------------------


def said(**rest: Any) -> dict[str, Any]:
    lng, lat = make.middle(0, 0)
    return {
        "id": str(uuid.uuid4()), "category": "06010", "place_lng": lng, "place_lat": lat,
        "description": "又来了一堆", **rest,
    }  # fmt: skip


def test_the_page_offers_it_where_the_place_is_named(city: City, signed_in: SignedIn) -> None:
    case = reported(city)
    lng, lat = make.middle(0, 0)
    page = signed_in(city.ines).get(f"/field/place/?lng={lng}&lat={lat}&category=06010").content.decode()
    assert "Perhaps reported already" in page
    assert f'name="join" value="{case.number}"' in page
    assert "report anyway" in page


def test_photo_and_words_are_added_to_it_and_no_case_is_made(city: City, signed_in: SignedIn) -> None:
    case, photo = reported(city), make.photo(city.ines)
    answer = signed_in(city.ines).post("/field/report/", said(join=case.number, photos=[photo.pk]))
    assert answer.headers["Location"] == case.get_absolute_url()
    assert Case.objects.count() == 1
    assert photos_of(case.subject) == [photo]
    assert case.comments.get().text == "又来了一堆"


def test_pressed_twice_it_is_added_once(city: City, signed_in: SignedIn) -> None:
    case = reported(city)
    form, ines = said(join=case.number, photos=[make.photo(city.ines).pk]), signed_in(city.ines)
    assert [ines.post("/field/report/", form).status_code for __ in range(2)] == [302, 302]
    assert (Comment.objects.count(), len(photos_of(case.subject))) == (1, 1)


def test_reported_anyway_it_is_a_case_of_its_own(city: City, signed_in: SignedIn) -> None:
    reported(city)
    signed_in(city.ines).post("/field/report/", said())
    assert Case.objects.count() == 2


@pytest.mark.parametrize("far", [{"category": "01001"}, {"place_lng": 121.4825}])
def test_only_a_likely_duplicate_can_be_added_to(city: City, signed_in: SignedIn, far: dict[str, Any]) -> None:
    case = reported(city)
    answer = signed_in(city.ivan).post("/field/report/", said(join=case.number) | far)
    assert answer.status_code == 422
    assert "report anyway" in answer.content.decode()
    assert not Comment.objects.exists()


def test_closed_meanwhile_nothing_is_lost(city: City, signed_in: SignedIn) -> None:
    case = reported(city)
    Case.objects.filter(pk=case.pk).update(state="rejected")
    page = signed_in(city.ines).post("/field/report/", said(join=case.number)).content.decode()
    assert "又来了一堆" in page


def test_a_caller_who_left_a_phone_needs_a_case_of_their_own(city: City, signed_in: SignedIn) -> None:
    case = reported(city)
    form = said(join=case.number, source="hotline", reporter_phone="13812341234")
    answer = signed_in(city.ada).post("/field/report/", form)
    assert answer.status_code == 422
    assert "13812341234" in answer.content.decode()


def test_without_words_the_comment_says_that_it_was_seen_again(city: City) -> None:
    case, photo = reported(city), make.photo(city.ines)
    join_case(number=case.number, report=make.report("06010", description="", photos=(photo.pk,)), by=city.ines)
    assert case.comments.get().text == "再次发现，附照片 1 张。"
