"""No address reads the cases, their events or the grids in full where a key, a page or a bounded set is asked for.

Each statement of each address is carried out among many made cases and the rows it looks at are counted: the size of a
page, or of the work under way, is enough for each. What may read more is named here, with the reason.

An address is asked for by those whom it lets in: of those who see all cases by one, of those who see a part by half,
drawn anew for each address. With `--long` everybody asks everywhere.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qsl

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import User
from cases.filters import listed
from cases.models import Case, Scope
from cases.queries import by_words
from cases.queries.anchors import HEADS, last_place
from cases.queries.by_words import found_newest
from cases.queries.search import find
from common.counting import COUNTED
from common.keyset import Order, page_by
from tests.doors import ROLES as COLUMNS
from tests.doors import World, stated_rows
from tests.plans.many import COMMON, NEVER, RARE
from tests.plans.reading import nodes, readable, rows_at_worst, rows_read, shape, timeless
from tests.sweeps import Sweep

# One worker runs them all (tests/scheduling.py): the city of 20,000 cases is built once, a statement looked at once.
pytestmark = [pytest.mark.django_db]

MANY = int(os.environ.get("MANY_CASES", "20000"))  # 100000 takes minutes, and finds the same
RARE_STREET, FREQUENT_STREET = "310101001", "310101905"
PAGES = 2_500  # to skip until a page is full, for who sees every fiftieth case
SEE_ALL = ("leader", "shift_leader", "auditor")
ROLES = (*SEE_ALL, "handler", "department_head", "inspector", "integration")
EXPORT = "An export is the list in full, up to a bound that it refuses to pass."
GRIDS = "Each duty grid of the page says how its unit grids stand, which are found by their index."
SETUP = "How many grids a city has is counted for the checklist of its set-up."
# Among all cases there ever were. What no index orders is asked of the newest first, until a page is full; the pages
# ask open cases only, unless a person says otherwise.
PERMITTED = "Which cases a permit covers is asked of each, by its place and its point; of the open ones, unless asked."
NO_INDEX = "The API lists closed cases too; an index for each filter would be written with each report and each move."
STOCKS = "What is open is what began less what ended since the first day: a row for each day and unit, and no case."
# Addresses → why they may look at more rows than a page and the work under way have.
MAY_READ_MORE: dict[str, str] = {
    "/dashboard/": STOCKS, "/cases/export.xlsx": EXPORT, "/cases/export.csv": EXPORT, "/setup/": SETUP,
    "/api/v1/indicators/": STOCKS,
    "/city/duty-grids/": GRIDS, "/cases/?permit=true&all=1": PERMITTED,
    **{
        f"/api/v1/cases/?{question}": NO_INDEX
        for question in (
            "ordering=due_at", "ordering=-due_at", "ordering=urgency", "stage=dispose&ordering=urgency",
            "area=310101001", "category=06010", "category=06", "reworks=1",
            "escalated=5", "supervised=late", "asked=true", "extension=asked", "recurring=true",
            "bbox=121.48,31.23,121.6,31.4", "urgency=normal",
        )
    },
}  # fmt: skip
QUESTIONS = (
    "", "all=1", "all=1&ordering=reported_at", "ordering=due_at", "ordering=-due_at", "ordering=stage_due_at",
    "ordering=-stage_due_at", "stage=dispose", "stage=accept&stage_late=true", "state=closed", "state=disputed",
    "lamp=red", "overdue=true", "overdue=false", "department=roads&all=1", "department=sanitation",
    "area=310101001", "category=06010", "category=06", "source=inspector", "reworks=1", "escalated=5",
    f"q={COMMON}", f"q={RARE}", f"q={COMMON}&all=1", f"q={NEVER}",
    "q=M0000123", "q=roads", "supervised=late", "own_grid=true",
    "own_report=true&all=1", "own_visit=true", "own_part=true", "asked=true", "extension=asked", "recurring=true",
    "bbox=121.48,31.23,121.481,31.231", "bbox=121.48,31.23,121.6,31.4", "reported_after=2026-01-01T00:00:00Z",
    "closed_after=2026-01-01T00:00:00Z", "on_time=true", "was_late=true", "exempt=true", "appeal=granted",
    "without_unit=true", "urgency=urgent", "urgency=normal", "ordering=urgency", "stage=dispose&ordering=urgency",
    "place=P28", "place=P28&all=1", "place=none", "around=P28", "permit=true", "permit=false", "permit=true&all=1",
    "permit=false&all=1", "own_assignment=true", "assignee=hana", "assignee=hana&all=1", "without_assignee=true",
)  # fmt: skip


def _gets() -> Iterator[str]:
    for row, words in stated_rows().items():
        method, route = row.split()
        if method == "GET" and any(word.startswith("ok") for word in words):
            yield route


class Judged:
    """What is said of each statement; one that was sent before, among the same rows, is not carried out again."""

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = {}

    def too_much(self, role: str, sent: Iterable[str]) -> list[str]:
        return [line for sql in sent for line in self._said_of(role, sql)]

    def _said_of(self, role: str, sql: str) -> list[str]:
        key = timeless(sql)
        if key not in self.said:
            self.said[key] = too_much(role, sql)
        return self.said[key]


@pytest.fixture(scope="module")
def judged() -> Judged:
    return Judged()


@pytest.fixture(scope="module")
def known() -> set[tuple[str, str]]:
    """The kinds of statement that were looked at, by role: most stand in each page."""
    return set()


def asking(address: str, roles: Sequence[str], sweep: Sweep) -> list[str]:
    """Of these roles one that sees all cases, and half of those that see a part."""
    return [
        *sweep.share([role for role in roles if role in SEE_ALL], one_in=len(SEE_ALL), seed=address),
        *sweep.share([role for role in roles if role not in SEE_ALL], one_in=2, seed=address),
    ]


@pytest.mark.parametrize("route", list(_gets()))
def test_an_address_reads_what_it_shows(
    world: World, judged: Judged, known: set[tuple[str, str]], route: str, sweep: Sweep
) -> None:
    wrong, words = [], dict(zip(COLUMNS, stated_rows()[f"GET {route}"], strict=True))
    for role in asking(route, [role for role in ROLES if sweep.whole or words[role].startswith("ok")], sweep):
        with CaptureQueriesContext(connection) as asked:
            world.answer("GET", route, role, "own")
        fresh = {shape(each["sql"]): each["sql"] for each in asked.captured_queries}
        wrong += judged.too_much(role, [sql for kind, sql in fresh.items() if (role, kind) not in known])
        known |= {(role, kind) for kind in fresh}
    assert not wrong or route in MAY_READ_MORE, "\n".join(wrong)


VISITS = (
    "", "ordering=ordered_at", "ordering=due_at&state=given", "ordering=due_at&mine=true&state=given", "open=true",
    "overdue=true", "kind=check", "state=expired", "mine=true", "case=M0000123", "inspector=ines",
)  # fmt: skip
LISTS = [(address, question) for address in ("/cases/", "/api/v1/cases/") for question in QUESTIONS]


@pytest.mark.parametrize(("address", "question"), [*LISTS, *(("/api/v1/visits/", each) for each in VISITS)])
def test_a_list_reads_a_page(world: World, judged: Judged, address: str, question: str, sweep: Sweep) -> None:
    wrong = []
    for role in asking(f"{address}?{question}", ROLES, sweep):
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            world._send("GET", f"{address}?{urlencode(parse_qsl(question))}", role, {})
            transaction.set_rollback(True)
        wrong += judged.too_much(role, [each["sql"] for each in asked.captured_queries])
    assert not wrong or f"{address}?{question}" in MAY_READ_MORE, "\n".join(wrong)


@pytest.mark.parametrize("words", [COMMON, RARE, NEVER, "M00", "roads"])
def test_a_search_reads_what_it_finds(world: World, judged: Judged, words: str) -> None:
    wrong = []
    for role in ROLES:
        with CaptureQueriesContext(connection) as asked:
            world._send("GET", f"/search/?{urlencode({'q': words})}", role, {})
        wrong += judged.too_much(role, [each["sql"] for each in asked.captured_queries])
    assert not wrong, "\n".join(wrong)


def first_page(user: User, words: str, size: int) -> tuple[int, list[str]]:
    """How many cases the first page of a search shows, and the statements in which words are looked for."""
    newest, found = found_newest(Order.parse("-reported_at"), user), find(Case.objects.visible_to(user), words)
    with CaptureQueriesContext(connection) as asked:
        page = page_by(found, newest, cursor="", size=size)
    return len(page.rows), [each["sql"] for each in asked.captured_queries if "case_words" in each["sql"]]


def words_asked(statements: Iterable[str]) -> list[str]:
    """What the index of words is asked, by the statements that ask it."""
    return [node["Index Cond"] for sql in statements for node in nodes(sql) if node.get("Index Name") == "case_words"]


def test_words_are_looked_for_among_as_many_cases_as_a_page_needs(world: World) -> None:
    """A fifth of all cases hold them: the first window is not enough, and who asks the index for all reads too many."""
    leader = User.objects.get(pk=world.users["leader"].pk)
    assert find(Case.objects.visible_to(leader), "单位1").count() > MANY / 6
    shown, statements = first_page(leader, "单位1", size=100)
    assert shown == 100
    assert sum(rows_read(sql)["cases_case"] for sql in statements) < MANY / 8
    assert not words_asked(statements)


def test_a_word_of_none_of_the_nearest_is_looked_for_among_some_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes in seasons: a third of all cases hold it, but of the nearest 300 none."""
    monkeypatch.setattr(by_words, "WIDE", MANY // 6)
    with transaction.atomic():
        Case.objects.filter(number__gt="M0000300", number__regex="[147]$").update(description="路面积雪")
        connection.cursor().execute("ANALYZE cases_case")
        shown, statements = first_page(User.objects.get(pk=world.users["leader"].pk), "积雪", size=25)
        assert shown == 25
        assert words_asked(statements)
        assert sum(rows_read(sql)["cases_case"] for sql in statements) < MANY / 10
        transaction.set_rollback(True)


def test_each_word_of_a_search_is_a_condition_of_its_own(world: World) -> None:
    """By which the index passes over what holds one of them only; of one question for both it judges each entry."""
    shown, statements = first_page(User.objects.get(pk=world.users["leader"].pk), NEVER, size=25)
    assert shown == 0
    assert [asked.count("@@") for asked in words_asked(statements)] == [2]


def test_a_units_word_is_looked_for_among_its_own_cases(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A twentieth of all, each of which holds it: of the city's nearest it has ten, and the index holds thousands."""
    monkeypatch.setattr(by_words, "READ", 100)
    shown, statements = first_page(User.objects.get(pk=world.users["handler"].pk), COMMON, size=25)
    assert shown == 25
    assert not words_asked(statements)
    assert sum(rows_read(sql)["cases_case"] for sql in statements) < MANY / 10


@pytest.mark.parametrize("question", ["extension=endorsed", "stage=dispose&suspension=asked", "reworks=3"])
def test_the_few_that_wait_are_not_looked_for_among_all_that_are_open(world: World, question: str) -> None:
    leader = User.objects.get(pk=world.users["leader"].pk)
    rows = listed(leader, question, timezone.now()).order_by("due_at", "id").values("pk")[:COUNTED]
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        read = rows_read(cursor.mogrify(sql, parameters).decode())
    assert read["cases_case"] <= Case.objects.filter(is_open=True, rework_count__gt=0).count() < MANY / 50


FEW = {"department=roads": Q(department__code="roads"), f"area={RARE_STREET}": Q(street__code=RARE_STREET)}


@pytest.mark.parametrize("part", FEW)
@pytest.mark.parametrize("address", ["/api/v1/indicators/?by=inspector", "/indicators/?period=90-days&category=01"])
def test_what_counters_do_not_keep_is_counted_over_the_cases_it_is_asked_of(
    world: World, address: str, part: str
) -> None:
    number = Case.objects.filter(FEW[part]).count()
    assert 0 < number < PAGES
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        world._send("GET", f"{address}&{part}", "leader", {})
        transaction.set_rollback(True)
    statements = [found for each in asked.captured_queries if (found := readable(each["sql"])) is not None]
    read = max(rows_read(sql)["cases_case"] for sql in statements)
    assert read <= PAGES, f"{read:,} cases for {number:,}"


# Not a frequent street with a class that it never has: the planner takes areas and classes for independent, and looks
# among all cases for the first that has both (decision 0025).
SCOPES: tuple[dict[str, str], ...] = (
    {"area": RARE_STREET}, {"area": FREQUENT_STREET}, {"class": "event:01001"}, {"area": "none"},
    {"area": RARE_STREET, "class": "event:06"}, {"area": FREQUENT_STREET, "class": "event:01"},
)  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES, ids=str)
@pytest.mark.parametrize("address", ["/cases/?ordering=due_at", "/cases/?all=1", "/api/v1/cases/", "/today/"])
def test_a_part_of_the_city_is_read_like_the_whole(world: World, address: str, scope: dict[str, str]) -> None:
    """By the leader of a street with few cases, and of one with many; by class, and by both."""
    wrong = []
    with transaction.atomic():
        _give(world, "leader", scope)
        with CaptureQueriesContext(connection) as asked:
            world._send("GET", address, "leader", {})
        for each in asked.captured_queries:
            wrong += too_much("leader", each["sql"])
        transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def test_few_cases_among_many_are_found_by_the_index_of_scopes(world: World) -> None:
    with transaction.atomic():
        leader = _give(world, "leader", {"area": RARE_STREET, "class": "event:06"})
        page = Case.objects.visible_to(leader).order_by("-reported_at", "-id")[:40]
        assert "case_words" in page.explain()
        transaction.set_rollback(True)


def _give(world: World, role: str, scope: dict[str, str]) -> User:
    person = User.objects.get(pk=world.users[role].pk)
    Scope.objects.bulk_create(Scope(person=person, kind=kind, code=code) for kind, code in scope.items())
    return person


def too_much(role: str, sql: str) -> list[str]:
    """A line for each large table of which the statement reads more than the work under way and a page."""
    statement = readable(sql)
    if statement is None:
        return []
    bound = Case.objects.filter(is_open=True).count() + PAGES
    return [
        f"{role}: {number:,} rows of {table} by {sql}"
        for table, number in rows_at_worst(statement).items()
        if number > bound
    ]


def test_a_days_anchor_reads_what_happened_that_day(world: World) -> None:
    upto, day = last_place(), 300
    with connection.cursor() as cursor:
        read = rows_read(cursor.mogrify(HEADS, [upto - day, upto]).decode())
    assert read["cases_feedentry"] == read["cases_caseevent"] == day
    assert read["cases_case"] <= day
