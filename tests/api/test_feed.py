"""GET /events/: what happened to all cases a person may see, from where they stopped reading."""

from typing import Any

import pytest
from django.core import signing
from rest_framework.test import APIClient

from cases.actions import MoveRequest, erase_words, perform, place_events
from cases.models import Case, CaseEvent, FeedArrival, FeedEntry, Scope
from cases.queries import feed
from cases.queries.feed import SALT
from tests import factories as make
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


def read(client: APIClient, after: str = "", *, size: int = 50) -> list[dict[str, Any]]:
    """Everything after a cursor, by pages."""
    found: list[dict[str, Any]] = []
    more = True
    while more:
        page = client.get(f"/api/v1/events/?page_size={size}" + (f"&after={after}" if after else "")).json()
        found += page["results"]
        after, more = page["next"], page["more"]
    return found


def told(rows: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    return [(row["number"], row["seq"], row["move"]) for row in rows]


def test_an_event_is_told_as_the_history_of_its_case_tells_it(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    client = api(city.sven)
    history = client.get(f"/api/v1/cases/{case.pk}/events/").json()["results"]
    first, second = read(client)
    assert {name: first[name] for name in history[0]} == history[0]
    assert (first["case"], first["number"], first["id"]) == (str(case.pk), case.number, str(case.events.get(seq=1).pk))
    assert (second["move"], second["from"], second["to"]) == ("auto_dispatch", "reported", "dispatched")


def test_the_cursor_holds_and_tells_only_what_came_since(city: City, api: Api) -> None:
    client = api(city.sven)
    case = make.dispatched("06010", by=city.ines)
    at_the_end = client.get("/api/v1/events/").json()
    assert (len(at_the_end["results"]), at_the_end["more"]) == (2, False)
    again = client.get("/api/v1/events/", {"after": at_the_end["next"]}).json()
    assert (again["results"], _signed(again["next"])) == ([], _signed(at_the_end["next"]))
    perform(case_id=case.pk, request=MoveRequest(move="take", version=2), by=city.hana)
    assert told(read(client, at_the_end["next"])) == [(case.number, 3, "take")]


def _signed(cursor: str) -> Any:
    """What it holds: its signature says the second as well."""
    return signing.loads(cursor, salt=SALT)


@pytest.mark.parametrize("size", [1, 2, 3, 200])
def test_pages_of_any_size_tell_all_of_it_once(city: City, api: Api, size: int) -> None:
    for __ in range(3):
        make.dispatched("06010", by=city.ines)
    rows = read(api(city.sven), size=size)
    assert told(rows) == [(number, seq, move) for number, seq, move in told(read(api(city.sven)))]
    assert len({row["id"] for row in rows}) == len(rows) == 6


def test_everybody_is_told_of_the_cases_they_see(city: City, api: Api) -> None:
    ours = make.dispatched("06010", by=city.ines)
    make.dispatched("06010", by=city.otto, at_cell=(2, 0))
    Scope.objects.create(person=city.dora, kind="class", code="event:01001")
    numbers = {name: {row["number"] for row in read(api(getattr(city, name)))} for name in ("sven", "ines", "otto")}
    assert len(numbers["sven"]) == 2
    assert numbers["ines"] == {ours.number}
    assert ours.number not in numbers["otto"]
    assert len(numbers["otto"]) == 1
    for name in ("omar", "abel", "dora"):
        assert read(api(getattr(city, name))) == []


def test_a_unit_that_gets_a_case_is_told_from_then_on_and_reads_the_rest_in_its_history(city: City, api: Api) -> None:
    client = api(city.omar)
    case = make.dispatched("06010", by=city.ines)
    stand = client.get("/api/v1/events/").json()["next"]
    Case.objects.filter(pk=case.pk).update(department=city.roads)
    CaseEvent(case=case, seq=3, move="dispatch", from_state="filed", to_state="dispatched", at=make.MONDAY).save()
    assert told(read(client, stand)) == [(case.number, 3, "dispatch")]
    history = client.get(f"/api/v1/cases/{case.number}/events/").json()["results"]
    assert [row["seq"] for row in history] == [1, 2, 3]


def test_what_is_others_is_passed_over_in_bounded_steps(city: City, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_STEPS", (3, 4))
    for __ in range(12):
        make.reported("06010", by=city.ines)
    make.reported("06010", by=city.otto)
    client = api(city.otto)
    first = client.get("/api/v1/events/?page_size=1").json()
    assert (first["results"], first["more"]) == ([], True)
    assert len(read(client, size=1)) == 1


def test_one_can_begin_at_the_end(city: City, api: Api) -> None:
    client = api(city.sven)
    make.dispatched("06010", by=city.ines)
    page = client.get("/api/v1/events/?after=end").json()
    assert page["results"] == []
    case = make.reported("06010", by=city.ines)
    assert told(read(client, page["next"])) == [(case.number, 1, "report")]


def test_erased_words_are_not_told(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines, description="张三的电话")
    erase_words(case_id=case.pk, reason="本人要求", by=city.abel)
    rows = read(api(city.sven))
    assert "张三" not in str(rows)
    assert [row["move"] for row in rows][-1] == "erase"


@pytest.mark.parametrize("query", ["after=1", "after=x%00", "after=WzEsIiJd:x:y", "before=1", "page_size=0"])
def test_nonsense_is_refused(city: City, api: Api, query: str) -> None:
    assert api(city.sven).get(f"/api/v1/events/?{query}").status_code == 400


def test_a_cursor_of_a_time_that_a_restored_backup_does_not_know_is_refused(city: City, api: Api) -> None:
    """Else the reader would wait until others stand at its place, and never read those before it."""
    client = api(city.sven)
    make.dispatched("06010", by=city.ines)
    beyond = client.get("/api/v1/events/").json()["next"]
    FeedEntry.objects.filter(position=2).delete()
    assert client.get("/api/v1/events/", {"after": beyond}).status_code == 400
    make.reported("06010", by=city.ines)
    assert client.get("/api/v1/events/", {"after": beyond}).status_code == 400


def test_a_cursor_that_was_given_before_ids_grew_with_time_is_read_on(city: City, api: Api) -> None:
    make.dispatched("06010", by=city.ines)
    told(read(api(city.sven)))
    event = FeedEntry.objects.get(position=1).event_id
    old = feed.FeedPlace(1, str(event)[:8]).cursor
    assert "report" not in [row["move"] for row in read(api(city.sven), old)] != []


def test_every_door_that_writes_events_is_in_the_feed(city: City) -> None:
    make.dispatched("06010", by=city.ines)
    assert FeedArrival.objects.count() == CaseEvent.objects.count()
    assert place_events() == CaseEvent.objects.count()
    assert list(FeedEntry.objects.order_by("position").values_list("position", flat=True)) == [1, 2]
    assert not FeedArrival.objects.exists()
