"""Who sees the leader's dashboard, what it costs, and what it does with a wrong period."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboards.periods import between, this_month, today
from dashboards.queries import figures
from evaluations.periods import midnight
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import some_days
from tests.factories import CITY_ZONE, MONDAY

MOST_QUERIES = 12
A_WEEK = {"period": "free", "since": "2026-03-01", "until": "2026-03-07"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["lea", "sue", "arno", "ada", "sven", "dora", "hugo"])
def test_those_who_answer_for_the_city_or_a_unit_see_it(client: Client, city: City, name: str) -> None:
    client.force_login(getattr(city, name))
    page = client.get("/dashboard/")
    assert page.status_code == 200
    assert 'href="/indicators/"' in page.text  # what each number means
    assert client.get("/indicators/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ines", "hana", "abel", "otto"])
def test_others_are_told_whose_page_it_is(client: Client, city: City, name: str) -> None:
    client.force_login(getattr(city, name))
    answer = client.get("/dashboard/", headers={"accept-language": "en"})
    assert answer.status_code == 403


@pytest.mark.django_db
def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get("/dashboard/")["Location"].startswith("/sign-in/")


@pytest.mark.usefixtures("_warm_frame")
@pytest.mark.django_db
def test_it_asks_the_database_no_more_for_more_cases(client: Client, city: City) -> None:
    client.force_login(city.lea)
    some_days(city)
    few = asked(client)
    some_days(city)
    for cell in range(3):
        make.dispatched("01001", by=city.ines, at_cell=(cell, 0))
    assert asked(client) == few <= MOST_QUERIES


def asked(client: Client) -> int:
    """The queries of the page, without the one of the frame that is asked now and then, by the clock."""
    with CaptureQueriesContext(connection) as queries:
        client.get("/dashboard/", A_WEEK)
    return sum("common_heartbeat" not in query["sql"] for query in queries)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["figures", "late", "breakdown"])
def test_a_fragment_is_only_that_part(client: Client, city: City, part: str) -> None:
    client.force_login(city.lea)
    page = client.get("/dashboard/", {"part": part}).text
    assert page.lstrip().startswith("<div")
    assert f'id="leader-{part}"' in page
    assert "<html" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "2026-03-07", "until": "2026-03-01"},
        {"since": "2026-03-07"},
        {"since": "1026-03-07", "until": "2026-03-07"},
        {"since": "gestern", "until": "2026-03-07"},
    ],
)
def test_a_wrong_period_is_said_and_today_shown(client: Client, city: City, wrong: dict[str, str]) -> None:
    client.force_login(city.lea)
    answer = client.get("/dashboard/", {"period": "free", **wrong})
    assert answer.status_code == 200
    assert "notice-bad" in answer.text
    assert answer.context["period"].choice == "today"


def test_this_morning_is_compared_with_yesterday_morning() -> None:
    period = today(MONDAY)
    assert period.now.end - period.now.start == period.before.end - period.before.start == timedelta(hours=10)
    assert period.before.start == datetime(2026, 3, 1, tzinfo=CITY_ZONE)


def test_a_long_month_is_compared_with_the_whole_short_one_before() -> None:
    period = this_month(datetime(2026, 3, 31, 12, tzinfo=CITY_ZONE))
    assert (period.before.start, period.before.end) == (midnight(date(2026, 2, 1)), midnight(date(2026, 3, 1)))


def test_free_days_are_compared_with_as_many_before() -> None:
    period = between(date(2026, 2, 23), date(2026, 3, 1), MONDAY)
    assert (period.before.start, period.before.end) == (midnight(date(2026, 2, 16)), midnight(date(2026, 2, 23)))


@pytest.mark.django_db
def test_a_first_month_is_compared_with_nothing_and_a_second_day_with_the_first(city: City) -> None:
    some_days(city)
    first = figures(city.lea, this_month(MONDAY))
    assert not first.compared
    assert {number.change for number in first.numbers.values()} == {None}
    later = figures(city.lea, between(MONDAY.date(), date(2026, 3, 4), MONDAY + timedelta(days=2)))
    assert later.compared
    assert later.numbers["reported"].change == 6 - 2
