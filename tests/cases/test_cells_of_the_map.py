"""The cells of the map follow what happens, each case once; tiles show it at once, and refuse hostile addresses."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from cases.actions import MoveRequest, count_map_anew, fold_map, fold_whole_map, follow_map, perform, place_all_events
from cases.models import Case, MapCell, MapFolding, MapMark
from common.throttling import counter
from tests import factories as make
from tests.cast import City
from tests.factories import MONDAY
from tests.vector_tiles import asked, tile_of

pytestmark = pytest.mark.django_db
FAR = "/api/v1/tiles/cases/{}/{}/{}.mvt".format(*tile_of(*make.middle(0, 0), 10))


def move(case: Case, name: str, by: User, at: datetime, **said: Any) -> None:
    case.refresh_from_db()
    perform(case_id=case.pk, request=MoveRequest(name, case.version, uuid.uuid4(), **said), by=by, at=at)


def cells() -> list[tuple[Any, ...]]:
    columns = [field.name for field in MapCell._meta.fields if field.name != "id"]
    return sorted(MapCell.objects.values_list(*columns))


def counted(at: datetime) -> list[tuple[Any, ...]]:
    """The cells by the counting from nothing."""
    count_map_anew(at=at)
    return cells()


def test_folding_again_and_again_is_counting_from_nothing(city: City) -> None:
    """Reports, moves, ends and lamps that turn, folded in between; nothing is left over of what ended."""
    assert fold_whole_map() == 0  # the first time counts what is there
    at = MONDAY
    cases = [make.dispatched("06010", by=city.ines, at_cell=(n % 3, 0), at=at) for n in range(4)]
    for step, (case, name, by) in enumerate(
        [(cases[0], "take", city.hana), (cases[1], "take", city.hana), (cases[1], "dispose", city.hana)]
    ):
        at = MONDAY + timedelta(minutes=10 + step)
        move(
            case,
            name,
            by,
            at,
            **({"note": "清了", "photos": (make.photo(by=city.hana).pk,)} if name == "dispose" else {}),
        )
        place_all_events()
        fold_map(at=at, most=2)
    later = MONDAY + timedelta(days=1)
    place_all_events()
    while fold_map(at=later):
        pass
    assert MapCell.objects.filter(kept=False, level=12).aggregate(n=Sum("n"), red=Sum("red")) == {"n": 4, "red": 3}
    folded = cells()
    assert folded == counted(later)
    assert MapMark.objects.count() == 4


def test_counting_anew_may_take_longer_than_a_page(city: City) -> None:
    limits = {}

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("INSERT"):
            with connection.cursor() as cursor:
                cursor.execute("SHOW statement_timeout")
                limits[sql.split()[2]] = cursor.fetchone()[0]
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        count_map_anew(at=MONDAY)
    assert (limits["cases_mapmark"], limits["cases_mapcell"]) == ("0", "0")


def test_what_ends_leaves_the_cells(city: City) -> None:
    fold_whole_map()
    case = make.dispatched("06010", by=city.ines)
    fold_whole_map()
    assert MapCell.objects.exists()
    move(case, "void", city.sven, MONDAY + timedelta(hours=1), reason="other", note="没有")
    fold_whole_map()
    assert not MapCell.objects.exists()
    assert not MapMark.objects.exists()


def test_the_next_tile_shows_what_has_just_happened(city: City, client: Client) -> None:
    """Though no clock runs: who looks folds what is little. The tag changes with it, and only with it."""
    fold_whole_map()
    client.force_login(city.lea)
    assert client.get(FAR).status_code == 204
    make.dispatched("06010", by=city.ines)
    first = client.get(FAR)
    assert [each.properties["n"] for each in asked(client, FAR)] == [1]
    assert client.get(FAR, headers={"If-None-Match": first["ETag"]}).status_code == 304
    make.dispatched("06010", by=city.ines)
    again = client.get(FAR, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, [each.properties["n"] for each in asked(client, FAR)]) == (200, [2])
    assert again["Cache-Control"] == "private, no-cache"


def test_nobody_has_the_tag_of_another_s_sight(city: City, client: Client) -> None:
    fold_whole_map()
    make.dispatched("06010", by=city.ines)
    tags = {}
    for user in (city.lea, city.sven, city.hana):
        client.force_login(user)
        tags[user.username] = client.get(FAR)["ETag"]
    assert len(set(tags.values())) == 3


def test_a_lamp_that_turns_by_itself_turns_on_the_tile(
    city: City, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    fold_whole_map()
    case = make.dispatched("06010", by=city.ines)
    assert case.warn_at is not None
    assert case.due_at is not None
    client.force_login(city.lea)
    moments = {
        "green": MONDAY + timedelta(minutes=1),
        "yellow": case.warn_at,
        "red": case.due_at + timedelta(seconds=1),
    }
    for lamp, at in moments.items():
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)
        (feature,) = asked(client, FAR)
        assert (feature.properties["lamp"], feature.properties[lamp]) == (lamp, 1)


def test_who_looks_while_somebody_else_folds_waits_for_them(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    fold_whole_map()
    make.dispatched("06010", by=city.ines)
    tries = []

    def busy_at_first(**said: Any) -> int | None:
        tries.append(said)
        return fold_map(**said) if len(tries) > 2 else None

    monkeypatch.setattr("cases.actions.map_cells.fold_map", busy_at_first)
    assert follow_map(at=MONDAY) == MapFolding.objects.get().version
    assert MapMark.objects.count() == 1


def test_where_much_is_new_the_clock_folds_it(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    fold_whole_map()
    monkeypatch.setattr("cases.actions.map_cells.LITTLE", 1)
    make.dispatched("06010", by=city.ines)
    version = follow_map(at=MONDAY)
    assert version == MapFolding.objects.get().version
    assert not MapMark.objects.exists()
    fold_whole_map()
    assert follow_map(at=MONDAY) != version


@pytest.mark.parametrize("address", ["23/0/0", "4/16/0", "4/0/16", "0/1/0", "22/4194304/0", f"5/{10**30}/0"])
def test_a_tile_that_is_none_is_refused_with_words(city: City, client: Client, address: str) -> None:
    client.force_login(city.lea)
    answer = client.get(f"/api/v1/tiles/cases/{address}.mvt", headers={"Accept": "application/vnd.mapbox-vector-tile"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"]
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    "address", ["-1/0/0", "a/0/0", "1.5/0/0", "3/٣/0", f"{'9' * 5000}/0/0", "3/0/0.png", "1/0/0/0"]
)
def test_what_is_no_address_is_absent(city: City, client: Client, address: str) -> None:
    client.force_login(city.lea)
    assert client.get(f"/api/v1/tiles/cases/{address}.mvt").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["lampe=red", "lamp=blue", "cell=1/2", "cell=25/0/0", "cell=3/8/0", "cell=3/-1/0",
     "cell=3/5-4/0", "cell=3/0-8/0", "cell=3/0-/0", "cell=3/0/0-1-2", "within=1,2;3,4", "within=x",
     "within=0,0;1,1;0,1;1,0", "within=0,0;1,0;2,0", "within=181,0;1,1;0,1", "bbox=1,2,3"],
)  # fmt: skip
def test_a_wrong_filter_is_refused_with_words(city: City, client: Client, query: str) -> None:
    client.force_login(city.lea)
    answer = client.get(f"{FAR}?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_a_tile_costs_the_same_however_many_cases(
    city: City, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fold_whole_map()
    for number in range(3):
        make.dispatched("06010", by=city.ines, at_cell=(number, 0))
    client.force_login(city.lea)
    client.get(FAR)
    with django_assert_max_num_queries(5):
        client.get(FAR)
    with django_assert_max_num_queries(4):
        client.get("/api/v1/tiles/cases/{}/{}/{}.mvt".format(*tile_of(*make.middle(0, 0), 16)))


def test_a_wide_map_may_ask_for_more_tiles_than_other_answers(city: City, client: Client, settings: Any) -> None:
    counter.forget()
    settings.API_PER_MINUTE, settings.TILES_PER_MINUTE = 1, 3
    client.force_login(city.lea)
    assert [client.get(FAR).status_code for __ in range(4)] == [204, 204, 204, 429]
    assert client.get("/api/v1/workflow/").status_code == 200
