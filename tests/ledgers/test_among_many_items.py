"""Pages and clocks of the ledger look at what they show and at what is due, not at all that was ever written off."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from cases.models import Scope
from common.counting import COUNTED
from grids.models import Level
from ledgers.actions import chase_items, order_looks
from ledgers.models import Item
from tests import factories as make
from tests.cases.conftest import SignedIn
from tests.cast import City
from tests.clients import api_client
from tests.databases import for_a_module
from tests.plans.many import insert
from tests.plans.reading import readable, rows_at_worst, rows_read
from tests.snapshot import Snapshot

pytestmark = pytest.mark.django_db
MANY, OPEN_EACH, RARE = 20_000, 50, 400  # every so many-th is open; lies elsewhere
PAGES = 3_500  # rows: a page, what is open, and a list of a unit that has a third of all, counted up to a thousand


@pytest.fixture(scope="module")
def many(django_db_setup: Snapshot[City], django_db_blocker: Any) -> Iterator[City]:
    with for_a_module(django_db_blocker):
        yield django_db_setup.put_with(_fill)


def _fill(city: City) -> None:
    """All but one of four hundred lie in the street of the city, the others in the next one."""
    next_street = make.area("310101002", Level.STREET, make.square(0, 1, width=4), parent=city.district)
    for name, code in (("few", next_street.code), ("most", city.street.code), ("district", city.district.code)):
        Scope.objects.create(person=make.user(name, Role.LEADER), kind="area", code=code)
    _items(city, MANY, street=f"CASE n % {RARE} WHEN 0 THEN {next_street.pk} ELSE {city.street.pk} END")


def _items(city: City, count: int, **values: str) -> None:
    """So many, each third of a unit; `values` say of them what they say otherwise."""
    units = f"(ARRAY[{city.sanitation.pk}, {city.roads.pk}, {city.street_office.pk}])[1 + n % 3]"
    usual = {
        "id": "gen_random_uuid()", "number": "'M' || n", "problem": "'问题' || n", "source": "'hand'",
        "state": f"CASE n % {OPEN_EACH} WHEN 0 THEN 'assigned' ELSE 'written_off' END",
        "is_open": f"n % {OPEN_EACH} = 0", "department": units, "seen_by": f"ARRAY[{units}]",
        "street": str(city.street.pk), "opened_by": str(city.sue.pk),
        "opened_at": "now() - n * interval '1 minute'", "due_at": "now() + (n - 200) * interval '1 minute'",
        "diary_due_at": "now() + (n - 100) * interval '1 minute'",
        "written_off_at": f"CASE n % {OPEN_EACH} WHEN 0 THEN NULL ELSE now() - n * interval '1 minute' END",
    }  # fmt: skip
    insert(Item, count, **(usual | values))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ledgers_item")


@pytest.mark.parametrize(
    "question",
    ["", "all=1", "unit=roads", "overdue=true", "silent=true", "state=reviewing", "state=found", "hot=true",
     "group=unit", "own=true", "lamp=red", "q=问题", "extension=true", "state=written_off&all=1",
     "all=1&q=问题", "all=1&q=7777", "all=1&q=问题7777&unit=roads", "all=1&q=M7777", "all=1&q=无人知晓"],
)  # fmt: skip
def test_a_page_of_the_ledger_reads_a_page(many: City, signed_in: SignedIn, question: str) -> None:
    for user in (many.sue, many.hana):
        read(signed_in, user, f"/ledger/?{question}")


@pytest.mark.parametrize("name", ["few", "most", "district"])
@pytest.mark.parametrize(
    "question",
    ["", "all=1", "unit=roads", "overdue=true", "state=found", "hot=true", "group=unit", "lamp=red",
     "state=written_off&all=1", "all=1&q=7777", "all=1&q=无人知晓"],
)  # fmt: skip
def test_a_page_of_a_part_of_the_city_reads_a_page(many: City, signed_in: SignedIn, name: str, question: str) -> None:
    read(signed_in, User.objects.get(username=name), f"/ledger/?{question}")


def test_the_few_items_of_a_part_are_found_without_the_others(many: City, signed_in: SignedIn) -> None:
    few = User.objects.get(username="few")
    page = signed_in(few).get("/ledger/?all=1")
    assert len(page.context["rows"]) == MANY // RARE
    with CaptureQueriesContext(connection) as asked:
        signed_in(few).get("/ledger/?all=1")
    [sql] = [sql for each in asked.captured_queries if (sql := readable(each["sql"])) and '"problem"' in sql]
    assert rows_read(sql)["ledgers_item"] <= 2 * MANY // RARE


def read(signed_in: SignedIn, user: User, address: str, *, most: int = PAGES) -> None:
    client = signed_in(user)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    for each in asked.captured_queries:
        if sql := readable(each["sql"]):  # the lists of a home are prepared, and so name no table
            assert rows_at_worst(sql)["ledgers_item"] <= most, (user.username, sql[:300])


def test_homes_and_the_api_read_as_little(many: City, signed_in: SignedIn) -> None:
    for user in (many.sue, many.hana, many.lea, *User.objects.filter(username__in=["few", "most", "district"])):
        read(signed_in, user, "/today/")
    api = api_client(many.sue)
    with CaptureQueriesContext(connection) as asked:
        assert len(api.get("/api/v1/items/").json()["results"]) == 50
        assert api.get("/api/v1/items/", {"open": "true", "ordering": "due_at"}).status_code == 200
        assert len(api.get("/api/v1/items/", {"q": "问题7777"}).json()["results"]) == 1
    for each in asked.captured_queries:
        if (sql := readable(each["sql"])) and "ledgers_item" in sql:
            assert rows_read(sql)["ledgers_item"] <= PAGES, sql[:300]


def test_a_home_reads_of_those_that_are_late_no_more_than_it_counts(many: City, signed_in: SignedIn) -> None:
    """And none for who asks for the few that are hot and hard."""
    owed = "(ARRAY['assigned', 'rectifying', 'answering'])[1 + n % 3]"
    late = "now() - n * interval '1 minute'"
    _items(many, 8 * COUNTED, number="'L' || n", state=owed, is_open="true", due_at=late, written_off_at="NULL")
    for user in (many.sue, many.lea):
        read(signed_in, user, "/today/", most=COUNTED + 200)


def test_the_clocks_ask_their_indexes(many: City) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert (chase_items(), order_looks()) == (0, 0)
    for each in asked.captured_queries:
        if (sql := readable(each["sql"])) and "ledgers_item" in sql and "FOR UPDATE" not in sql:
            assert rows_read(sql)["ledgers_item"] <= 1, sql[:300]
