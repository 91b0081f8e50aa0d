"""A period that can't be is answered in one way at every door: 400, on a page with words and the last 30 days."""

from html import unescape

import pytest
from django.test import Client

from dashboards.views.overview import PARTS
from evaluations.views.analysis import ANALYSES
from evaluations.views.scorecards import TABLES
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

WRONG = (
    "period=free&since=2026-13-01&until=2026-12-01", "period=free&since=2026-03-02&until=2026-03-01", "period=free",
    "period=free&since=2026-03-01", "period=free&since=2020-01-01&until=2026-01-01", "period=moon",
    "since=2026-13-01",
)  # fmt: skip
CARD = "/scorecards/departments/sanitation/"
PAGES = (
    "/dashboard/", CARD, "/scorecards/areas/310101001/", "/indicators/", "/scorecards/me/",
    *(f"/analysis/{name}/" for name in ANALYSES),
)  # fmt: skip
FILES = (
    "/dashboard/export", "/indicators/export", *(f"{CARD}{name}" for name in TABLES),
    *(f"/analysis/{name}" for name in ANALYSES),
)  # fmt: skip


@pytest.fixture
def leader(city: City, signed_in: SignedIn) -> Client:
    return signed_in(city.lea)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_what_is_wrong_and_shows_the_last_30_days(leader: Client, page: str) -> None:
    for query in WRONG:
        answer = leader.get(f"{page}?{query}")
        assert answer.status_code == 400, query
        assert 'role="alert"' in answer.text
        assert "Shown are the last 30 days" in answer.text
        assert answer.context["period"].choice == "30-days"
    for query in ("", "period=month", "period=free&since=2026-03-01&until=2026-03-01"):
        answer = leader.get(f"{page}?{query}")
        assert answer.status_code == 200, query
        assert "Shown are the last 30 days" not in answer.text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("file", FILES)
def test_a_file_is_refused(leader: Client, file: str, form: str) -> None:
    for query in WRONG:
        answer = leader.get(f"{file}.{form}?{query}")
        assert answer.status_code == 400, query
        assert "This filter can't be used." in unescape(answer.text)
    assert leader.get(f"{file}.{form}?period=month").status_code == 200


@pytest.mark.parametrize("query", [
    "from=2026-13-01", "from=2026-03-02&to=2026-03-01", "from=2020-01-01&to=2026-01-01", "period=moon",
])  # fmt: skip
def test_the_api_refuses(city: City, query: str) -> None:
    assert api_client(city.lea).get(f"/api/v1/indicators/?{query}").status_code == 400
    assert api_client(city.lea).get("/api/v1/indicators/?from=2026-03-01&to=2026-03-02").status_code == 200


def test_the_pieces_of_a_page_that_said_it_stay_those_of_the_last_30_days(leader: Client) -> None:
    """They are asked for again and again: an error each time would tell nobody more."""
    for part in PARTS:
        assert leader.get(f"/dashboard/?part={part}&{WRONG[0]}").status_code == 200
