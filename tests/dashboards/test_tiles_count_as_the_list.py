"""Tiles of cases: what is counted on them is the list, whoever looks, from far and from near, filtered or not."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, Role
from cases.actions import count_map_anew
from cases.filters import listed
from cases.models import Case, Scope
from catalogue.models import Category
from tests import factories as make
from tests.cast import City
from tests.dashboards.month import NOW
from tests.factories import CELL, SOUTH, WEST
from tests.vector_tiles import Feature, asked, tile_of

pytestmark = pytest.mark.django_db
EVERYBODY = ("lea", "sven", "ada", "dora", "sue", "arno", "hugo", "hana", "omar", "ines", "ivan", "otto", "abel")
DRAWN = f"{WEST},{SOUTH};{WEST + 1.4 * CELL},{SOUTH};{WEST + 2 * CELL},{SOUTH + CELL};{WEST},{SOUTH + CELL}"
QUESTIONS: tuple[dict[str, str], ...] = (
    {}, {"lamp": "red"}, {"lamp": "grey"}, {"department": "sanitation"}, {"area": "310101001"}, {"all": "1"},
    {"department": "roads", "lamp": "red"}, {"category": "06010"}, {"overdue": "true"}, {"source": "hotline"},
    {"within": DRAWN}, {"bbox": f"{WEST},{SOUTH},{WEST + CELL},{SOUTH + CELL}"}, {"state": "dispatched"},
)  # fmt: skip


@pytest.fixture
def month(month: City) -> City:
    """As the clock has counted it."""
    count_map_anew(at=NOW)
    return month


def on_tiles(client: Client, z: int, **query: str) -> list[Feature]:
    """What is on all tiles of a zoom in which any case lies."""
    points = Case.objects.values_list("location", flat=True)
    wanted = sorted({tile_of(point.x, point.y, z) for point in points if point is not None})
    return [each for z, x, y in wanted for each in asked(client, f"/api/v1/tiles/cases/{z}/{x}/{y}.mvt", **query)]


def number(features: list[Feature], name: str = "n") -> int:
    return sum(each.properties[name] for each in features)


def in_list(user: User, **query: str) -> int:
    return listed(user, urlencode(query or {"ordering": "-reported_at"}), NOW).filter(location__isnull=False).count()


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_sees_on_tiles_what_stands_in_their_list(month: City, client: Client, who: str) -> None:
    """Each question at one zoom, each time another one."""
    user = getattr(month, who)
    client.force_login(user)
    wrong = [
        (z, query, found, wanted)
        for turn, query in enumerate(QUESTIONS)
        for z in ((0, 9, 12, 13, 14)[(turn + EVERYBODY.index(who)) % 5],)
        if (found := number(on_tiles(client, z, **query))) != (wanted := in_list(user, **query))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("who", "scopes"),
    [
        ("lea", [("area", "310101001")]), ("dora", [("area", "310101001001")]), ("ada", [("class", "event:06")]),
        ("sue", [("area", "310101001"), ("class", "event:01")]), ("lea", [("area", "none-such")]),
    ],
)  # fmt: skip
def test_who_has_a_part_of_the_city_sees_it_and_no_more(
    month: City, client: Client, who: str, scopes: list[tuple[str, str]]
) -> None:
    user = getattr(month, who)
    Scope.objects.bulk_create(Scope(person=user, kind=kind, code=code) for kind, code in scopes)
    user = User.objects.get(pk=user.pk)
    client.force_login(user)
    for turn, query in enumerate(QUESTIONS):
        for z in (13, (6, 11, 15)[turn % 3]):
            assert number(on_tiles(client, z, **query)) == in_list(user, **query), (z, query)


@pytest.mark.parametrize("z", [4, 10, 13, 14, 17, 20])
def test_lamps_are_those_of_the_list_and_a_cell_leads_to_exactly_its_cases(month: City, client: Client, z: int) -> None:
    client.force_login(month.lea)
    features = on_tiles(client, z)
    for lamp in ("red", "yellow", "green", "grey"):
        assert number(features, lamp) == in_list(month.lea, lamp=lamp)
    for each in features:
        said = each.properties
        assert sum(said[lamp] for lamp in ("red", "yellow", "green", "grey")) == said["n"]
        assert in_list(month.lea, cell=said["cell"]) == said["n"]
        assert all(0 <= place < 4096 for place in each.first)
    cells = [each.properties["cell"].split("/") for each in features]
    (level,), columns, rows = ({int(cell[place]) for cell in cells} for place in range(3))
    block = f"{level}/{min(columns)}-{max(columns)}/{min(rows)}-{max(rows)}"
    assert in_list(month.lea, cell=block) == number(features)


def test_kept_cells_and_the_cases_themselves_draw_the_same(
    month: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shift leader sees private cases, the leader only those of their own reports."""
    for user in (month.sven, month.lea):
        client.force_login(user)
        far = [drawn(on_tiles(client, z)) for z in (5, 12, 13)]
        with monkeypatch.context() as patched:
            patched.setattr("cases.api.tiles.CELLS_TO", -1)
            assert [drawn(on_tiles(client, z)) for z in (5, 12, 13)] == far


def drawn(features: list[Feature]) -> list[Any]:
    """Without what only a single case from near says."""
    return sorted(
        (each.properties["cell"], each.first, sorted(
            (key, value) for key, value in each.properties.items() if key not in ("number", "name")
        )) for each in features
    )  # fmt: skip


def test_a_single_case_has_its_turnand_its_name_from_near(month: City, client: Client) -> None:
    client.force_login(month.lea)
    singles = [each.properties for each in on_tiles(client, 20) if each.properties["n"] == 1]
    assert singles
    for said in singles:
        (case,) = listed(month.lea, urlencode({"cell": said["cell"]}), NOW)
        assert (said["number"], said["name"]) == (case.number, case.category.name)


@pytest.mark.parametrize(("english", "name"), [("Litter", "Litter"), ("", "暴露垃圾")])
def test_its_subclass_is_named_in_the_readers_language_where_it_has_such_a_name(
    month: City, client: Client, english: str, name: str
) -> None:
    Category.objects.filter(cases__isnull=False).update(name_en=english, name="暴露垃圾")
    User.objects.filter(pk=month.lea.pk).update(language="en")
    client.force_login(User.objects.get(pk=month.lea.pk))
    assert {each.properties["name"] for each in on_tiles(client, 20) if each.properties["n"] == 1} == {name}


@pytest.mark.parametrize("query", [{}, {"source": "inspector"}])
def test_a_tile_from_near_reckons_each_place_once_and_joins_nothing(
    month: City, client: Client, query: dict[str, str]
) -> None:
    """Whether cases lie in it is judged after they are read: as one more condition it left a single one by the guess of
    the planner, for which all subclasses were gone through, and then again for each of hundreds."""
    client.force_login(month.lea)
    with CaptureQueriesContext(connection) as asked_for:
        assert on_tiles(client, 14, **query)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'EXECUTE ' || name FROM pg_prepared_statements WHERE statement LIKE '%ST_AsMVT%'")
        kept = tuple(name for (name,) in cursor.fetchall())
        (tile, *__) = [
            each["sql"] for each in asked_for if "ST_AsMVT" in each["sql"] or each["sql"].startswith(kept or "no")
        ]
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute("EXPLAIN (VERBOSE, FORMAT JSON) " + tile)
        plan = json.dumps(cursor.fetchone()[0])
    assert plan.count("asinh") == 1  # of the row in which a point lies
    assert "Join" not in plan
    assert "Nested Loop" not in plan


def test_what_is_written_once_for_a_role_shows_each_person_their_own(month: City, client: Client) -> None:
    """The statement of open cases from near: of two with one role each sees their private report, and their part of
    the city; it is asked so often that the database plans it for everybody."""
    other = make.user("lara", Role.LEADER)
    own = [Case.objects.filter(is_open=True, location__isnull=False)[place] for place in (0, 1)]
    for case, user in zip(own, (month.lea, other), strict=True):
        Case.objects.filter(pk=case.pk).update(private=True, reporter=user)
    for _turn in range(8):
        for user in (month.lea, other):
            client.force_login(user)
            assert number(on_tiles(client, 14)) == in_list(user) > 1
    Scope.objects.create(person=other, kind="area", code="310101001")
    other = User.objects.get(pk=other.pk)
    client.force_login(other)
    assert number(on_tiles(client, 14)) == in_list(other) < in_list(month.lea)


@pytest.mark.parametrize("z", [14, 17])
def test_it_draws_what_a_question_for_the_same_cases_draws(
    month: City, client: Client, monkeypatch: pytest.MonkeyPatch, z: int
) -> None:
    for user in (month.sven, month.lea, month.dora):
        client.force_login(user)
        near = by_cell(client, z)
        with monkeypatch.context() as patched:
            patched.setattr("cases.api.tiles.CELLS_TO", 22)
            patched.setattr("cases.api.tiles.map_sight_of", lambda user: None)
            assert by_cell(client, z) == near != []


def by_cell(client: Client, z: int) -> list[Feature]:
    return sorted(on_tiles(client, z), key=lambda each: str(each.properties["cell"]))


def test_the_desk_and_oversight_are_answered_by_cells(month: City, client: Client, monkeypatch: Any) -> None:
    """Others and other questions are not: their cases are told by more than the keys of a cell."""

    def refuse(*args: Any, **kwargs: Any) -> bytes:
        raise AssertionError("the cases were read")

    monkeypatch.setattr("cases.api.tiles.tile_of_cases", refuse)
    for who in EVERYBODY:
        user = getattr(month, who)
        client.force_login(user)
        if user.role in DESK | OVERSIGHT:
            assert number(on_tiles(client, 10)) == in_list(user)
            on_tiles(client, 10, department="roads", lamp="red", area="310101001")
        else:
            with pytest.raises(AssertionError):
                on_tiles(client, 10)
