"""The city map: marks gathered by the database, of the open cases a person may see."""

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cases.filters import listed
from tests import factories as make
from tests.cast import City

pytestmark = pytest.mark.django_db


def marks(client: Client, user: User, **query: str) -> list[dict[str, object]]:
    client.force_login(user)
    features = client.get("/map/cases.geojson", query).json()["features"]
    return [feature["properties"] for feature in features]


def test_far_away_the_cases_are_one_disc_and_close_by_each_is_a_pin(client: Client, city: City) -> None:
    for cell in range(3):
        make.dispatched("06010", by=city.ines, at_cell=(cell, 0))
    (disc,) = marks(client, city.lea, zoom="8")
    assert (disc["n"], disc["red"], disc["lamp"]) == (3, 3, "red")
    pins = marks(client, city.lea, zoom="18")
    assert [(pin["n"], "url" in pin) for pin in pins] == [(1, True)] * 3


def test_only_what_the_person_may_see_is_on_it(client: Client, city: City) -> None:
    make.dispatched("06010", by=city.ines)
    assert (len(marks(client, city.hana)), len(marks(client, city.omar))) == (1, 0)


def test_filters_and_box_narrow_it(client: Client, city: City) -> None:
    case = make.dispatched("06010", by=city.ines)
    make.reported("01001", by=city.ines, at_cell=(2, 0))
    assert [mark["label"] for mark in marks(client, city.lea, zoom="19", department="sanitation")] == [
        f"{case.number} · 暴露垃圾"
    ]
    assert marks(client, city.lea, bbox="0,0,1,1") == []


def test_closed_and_unlocated_cases_are_not_on_it(client: Client, city: City) -> None:
    case = make.reported("06010", by=city.ines)
    type(case).objects.filter(pk=case.pk).update(location=None, located="unknown")
    assert marks(client, city.lea) == []


def test_the_same_stands_in_a_table_that_leads_to_each_area(client: Client, city: City) -> None:
    for cell in range(3):
        make.dispatched("06010", by=city.ines, at_cell=(cell, 0))
    make.reported("01001", by=city.otto, source="hotline", at_cell=(40, 40))
    client.force_login(city.lea)
    answer = client.get("/map/table/", {"lamp": "red"})
    assert [(row.name, row.n, row.red) for row, __ in answer.context["rows"]] == [(city.street.name, 3, 3)]
    (url,) = (url for __, url in answer.context["rows"])
    assert listed(city.lea, urlsplit(url).query, timezone.now()).count() == 3
    everything = client.get("/map/table/").context["rows"]
    assert [(row.name, row.n, bool(url)) for row, url in everything] == [(city.street.name, 3, True), ("", 1, False)]
    assert client.get("/map/table/", {"lamp": "blue"}).status_code == 400


@pytest.mark.parametrize("wrong", [{"bbox": "1,2,3"}, {"lamp": "blue"}, {"disposal_took": "long"}])
def test_of_a_wrong_filter_the_page_says_so_and_draws_no_map(client: Client, city: City, wrong: dict[str, str]) -> None:
    """It drew the whole city, as if nothing had been asked."""
    client.force_login(city.lea)
    answer = client.get("/map/", wrong)
    assert answer.status_code == 400
    assert "有筛选条件不正确" in answer.text
    assert "data-city-map" not in answer.text
    assert "data-city-map" in client.get("/map/").text


@pytest.mark.parametrize("wrong", [{"bbox": "1,2,3"}, {"zoom": "near"}, {"department": "nobody"}])
def test_a_wrong_question_is_refused(client: Client, city: City, wrong: dict[str, str]) -> None:
    client.force_login(city.lea)
    assert client.get("/map/cases.geojson", wrong).status_code == 400


@pytest.mark.usefixtures("_warm_frame")
def test_the_page_costs_the_same_however_many_cases(
    client: Client, city: City, django_assert_max_num_queries: object
) -> None:
    client.force_login(city.lea)
    make.dispatched("06010", by=city.ines)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert client.get("/map/").status_code == 200
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        client.get("/map/cases.geojson")
