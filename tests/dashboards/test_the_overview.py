"""Who sees the leader's dashboard, what it costs, and what it does with a wrong period."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.actions import rebuild
from tests import factories as make
from tests.cast import City
from tests.dashboards.history import some_days

MOST_QUERIES = 12  # with the three of every page: session, person, unread messages
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
    rebuild()
    asked(client)
    few = asked(client)
    some_days(city)
    for cell in range(3):
        make.dispatched("01001", by=city.ines, at_cell=(cell, 0))
    asked(client)  # folds what is new
    assert asked(client) == few <= MOST_QUERIES


def asked(client: Client) -> int:
    """The queries of the page where nothing of it is kept, without the one of the frame that is asked now and then, by
    the clock."""
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as queries:
        client.get("/dashboard/", A_WEEK)
    return sum("common_heartbeat" not in query["sql"] for query in queries)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["figures", "units", "late", "breakdown"])
def test_a_fragment_is_only_that_part(client: Client, city: City, part: str) -> None:
    client.force_login(city.lea)
    page = client.get("/dashboard/", {"part": part}).text
    assert page.lstrip().startswith("<div")
    assert f'id="leader-{part}"' in page
    assert 'href="?part=' not in page  # a head of its table sorts the page and not the fragment
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
def test_a_wrong_period_is_said_and_the_last_30_days_shown(client: Client, city: City, wrong: dict[str, str]) -> None:
    client.force_login(city.lea)
    answer = client.get("/dashboard/", {"period": "free", **wrong})
    assert answer.status_code == 400
    assert "notice-bad" in answer.text
    assert answer.context["period"].choice == "30-days"
