"""What a page asks is bounded, however many cases are stored: searches go by windows, and no list is counted out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from cases.models import Case
from cases.queries import by_words
from cases.queries.by_words import FoundNewest
from cases.queries.search import find
from common.keyset import Page, page_by
from registry import homes
from registry.homes import HomeSection, union
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.registry.lists_of_homes import FINDINGS, people
from tests.snapshot import Snapshot

pytestmark = pytest.mark.django_db
NEWEST, OLDEST = FoundNewest("reported_at", descending=True), FoundNewest("reported_at", descending=False)
PART = Case.objects.exclude(number__endswith="3")  # what somebody sees who sees a part
ORDERS = {"newest": NEWEST, "oldest": OLDEST, "newest-of-a-part": replace(NEWEST, part=PART)}
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def with_many(django_db_setup: Snapshot[City], django_db_blocker: Any) -> Snapshot[City]:
    with django_db_blocker.unblock():
        return django_db_setup.grown(_report_many)


# The second window read one by one, asked of the index, or none but the last.
WINDOWS = {
    "read": {"FIRST": 4, "OWN": 3},
    "asked": {"FIRST": 4, "OWN": 3, "READ": 4, "WIDE": 12},
    "all": {"FIRST": 40, "OWN": 40},
}


@pytest.fixture(params=WINDOWS)
def many(
    request: pytest.FixtureRequest, city: City, with_many: Snapshot[City], _as_the_app: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name, number in WINDOWS[request.param].items():
        monkeypatch.setattr(by_words, name, number)
    if _as_the_app:
        _report_many(city)
    else:
        with_many.put()


def _report_many(city: City) -> None:
    """Forty cases an hour apart, two of them at one moment; the words stand in some of the old and one of the new."""
    now = timezone.now()
    for number in range(40):
        text = "旧家具一堆" if number in {1, 7, 8, 9, 20, 33, 34, 35, 39} else "占道经营"
        case = make.dispatched("06010", by=city.ines, description=text)
        Case.objects.filter(pk=case.pk).update(reported_at=now - (8 if number == 9 else number) * HOUR)


def seen_by(order: FoundNewest) -> QuerySet[Case]:
    return Case.objects.all() if order.part is None else order.part


def walked(order: FoundNewest, size: int) -> tuple[list[list[str]], list[list[str]]]:
    """The pages of what is found, forwards and then back from the last one."""
    found = find(seen_by(order), "旧家具")

    def page(cursor: str) -> Page[Case]:
        return page_by(found, order, cursor=cursor, size=size)

    there, back = [page("")], list[Page[Case]]()
    while there[-1].next:
        there.append(page(there[-1].next))
    back.append(there[-1])
    while back[-1].previous:
        back.append(page(back[-1].previous))
    return [numbers(each) for each in there], [numbers(each) for each in back]


def numbers(page: Page[Case]) -> list[str]:
    return [case.number for case in page.rows]


@pytest.mark.parametrize("size", [1, 2, 4, 20])
@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_pages_of_a_search_hold_all_that_is_found_in_its_order(many: None, order: FoundNewest, size: int) -> None:
    sign = "-" if order.descending else ""
    rows = find(seen_by(order), "旧家具").order_by(f"{sign}reported_at", f"{sign}id")
    expected = list(rows.values_list("number", flat=True))
    there, back = walked(order, size)
    assert [number for page in there for number in page] == expected
    assert [number for page in reversed(back) for number in page] == expected
    assert len(expected) == (9 if order.part is None else find(PART, "旧家具").count()) > 5


def test_no_other_process_is_started_for_a_search(many: None) -> None:
    """Though PostgreSQL be told that one costs nothing; for a count it would."""
    with connection.cursor() as cursor:
        for free in ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"):
            cursor.execute(f"SET LOCAL {free} = 0")
    found = find(Case.objects.all(), "旧家具")
    with CaptureQueriesContext(connection) as asked:
        page_by(found, NEWEST, cursor="", size=20)
    searches = [each["sql"] for each in asked.captured_queries if "case_words" in each["sql"]]
    assert searches
    assert not [sql for sql in searches if "Gather" in _plan(sql)]
    assert "Gather" in found.order_by().explain()


def _plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}".replace("%", "%%"), [])
        return "\n".join(line for (line,) in cursor.fetchall())


def test_the_page_and_the_list_show_them_alike(many: None, city: City, signed_in: SignedIn) -> None:
    leader, expected = signed_in(city.lea), list(find(Case.objects.all(), "旧家具").values_list("number", flat=True))
    page = leader.get("/cases/?q=旧家具&all=1").content.decode()
    places = [page.index(f"/cases/{number}/") for number in expected]
    assert places == sorted(places)
    found = leader.get("/api/v1/cases/?q=旧家具&page_size=4").json()
    question = {key: value[0] for key, value in parse_qs(urlparse(found["next"]).query).items()}
    second = leader.get("/api/v1/cases/", question)
    assert [row["number"] for row in [*found["results"], *second.json()["results"]]] == expected[:8]


def test_of_a_long_list_the_late_ones_and_those_due_next_are_counted(city: City) -> None:
    now, due = timezone.now(), [-3, -2, -1, 1, 2, 30, 40]
    for hours in due:
        case = make.dispatched("06010", by=city.ines)
        times = {"due_at": now + hours * HOUR, "warn_at": now + (hours - 3) * HOUR}
        Case.objects.filter(pk=case.pk).update(**times)
    counted = Case.objects.all().count_lamps
    assert counted(at=now, most=7) == {"red": 3, "yellow": 2, "green": 2, "grey": 0}
    assert counted(at=now, most=6) == {"red": 3, "yellow": 2, "green": None, "grey": None}
    assert counted(at=now, most=1) == {"red": 3, "yellow": "1+", "green": None, "grey": None}


def test_a_home_says_that_a_list_is_longer_than_it_counts(
    city: City, monkeypatch: pytest.MonkeyPatch, signed_in: Callable[..., object]
) -> None:
    monkeypatch.setattr(union, "COUNTED", 2)
    homes.register(homes.lists(FINDINGS, 1, {Role.SUPERVISOR: [people("Long", lambda user: type(user).objects.all())]}))
    try:
        [section] = [each for each in homes.home_of(city.sue, at=timezone.now()).waiting if each.label == "Long"]
    finally:
        homes.forget(FINDINGS)
    assert (section.number, len(section.lines)) == (3, 3)
    assert HomeSection("Long", "/", 1_001).length == "1000+"
    assert HomeSection("Long", "/", 1_000).length == 1_000
