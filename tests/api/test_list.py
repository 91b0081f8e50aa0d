"""GET /cases/: narrowed, ordered, in pages by key; only what this person may see."""

from datetime import timedelta
from itertools import chain
from typing import Any

import pytest

from tests import factories as make
from tests.api.conftest import Api
from tests.cast import City
from tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def numbers(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [case["number"] for case in answer.json()["results"]]


def test_the_newest_come_first(city: City, api: Api) -> None:
    old = make.reported("06010", by=city.ines)
    new = make.reported("06010", by=city.ines, at=MONDAY + timedelta(hours=1))
    assert numbers(api(city.sven).get("/api/v1/cases/")) == [new.number, old.number]


@pytest.mark.parametrize("ordering", ["-reported_at", "reported_at", "due_at", "-due_at"])
def test_pages_walk_there_and_back_without_gap_or_repeat(city: City, api: Api, ordering: str) -> None:
    for _n in range(4):
        make.dispatched("06010", by=city.ines)  # four at one moment: the id breaks the tie
    for n in range(3):
        make.reported("06010", by=city.ines, at=MONDAY + timedelta(hours=n))  # not due at any time
    client = api(city.sven)
    whole = numbers(client.get("/api/v1/cases/", {"ordering": ordering}))
    first = client.get(f"/api/v1/cases/?ordering={ordering}&page_size=2")
    pages, page = [numbers(first)], first
    while page.json()["next"]:
        page = client.get(page.json()["next"])
        pages.append(numbers(page))
    assert list(chain.from_iterable(pages)) == whole
    assert len(whole) == 7
    back = []
    while page.json()["previous"]:
        page = client.get(page.json()["previous"])
        back.append(numbers(page))
    assert back == pages[-2::-1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "dispatched"}, 1), ({"state": ["dispatched", "reported"]}, 2), ({"department": "sanitation"}, 1),
        ({"category": "01001"}, 1), ({"area": "310101001"}, 2), ({"source": "inspector"}, 2), ({"q": "井盖"}, 1),
        ({"lamp": "red"}, 1), ({"lamp": "grey"}, 1), ({"overdue": "true"}, 1), ({"overdue": "false"}, 1),
        ({"reported_after": "2026-03-02T10:00:00+08:00"}, 2), ({"reported_before": "2026-03-02T10:00:00+08:00"}, 0),
        ({"bbox": "121.48,31.23,121.481,31.231"}, 1), ({"q": "%"}, 0), ({"q": "' OR 1=1--"}, 0), ({"q": "\\"}, 0),
    ],
)  # fmt: skip
def test_filters_narrow_it(city: City, api: Api, query: dict[str, Any], found: int) -> None:
    make.dispatched("06010", by=city.ines)
    make.reported("01001", by=city.ines, at_cell=(1, 0), description="井盖丢失")
    assert len(numbers(api(city.sven).get("/api/v1/cases/", query))) == found


@pytest.mark.parametrize(
    "query",
    [
        "ordering=password", "ordering=reporter__phone", "ordering=;drop", "ordering=", "page_size=0", "page_size=-1",
        "page_size=abc", "cursor=forged", "page=2", "reporter__phone__startswith=138", "__class__=1",
        "state=lost", "department=nobody", "lamp=blue", "reported_after=yesterday", "bbox=1,2,3", "bbox=2,0,1,1",
        "bbox=POLYGON((0 0,1 1,1 0,0 0))", "q=" + "x" * 201, "q=%00", "department=%00", "overdue=true&overdue=false",
        "department=sanitation&department=roads", "overdue=AAA",
        "reworks=1.5", "escalated=0.5", "own_grid=yes", "source=inspector&source=hotline",
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused(city: City, api: Api, query: str) -> None:
    answer = api(city.sven).get(f"/api/v1/cases/?{query}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")


def test_a_cursor_belongs_to_its_order(city: City, api: Api) -> None:
    for _n in range(2):
        make.reported("06010", by=city.ines)
    client = api(city.sven)
    following = client.get("/api/v1/cases/?page_size=1").json()["next"]
    assert client.get(following + "&ordering=due_at").status_code == 400


def test_a_page_has_at_most_two_hundred(city: City, api: Api) -> None:
    assert api(city.sven).get("/api/v1/cases/?page_size=1000000").status_code == 200


def test_nobody_sees_what_is_not_theirs(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    seen = {user.username for user in city.everyone if numbers(api(user).get("/api/v1/cases/")) == [case.number]}
    assert seen == {"ines", "ada", "sven", "dora", "hana", "hugo", "sue", "lea", "arno"}
