"""GET /cases/{id}/ says what a list can be narrowed by, and nothing of a case that is not the reader's to see."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from cases.models import Case, CaseEvent
from grids.models import Component
from tests import factories as make
from tests.api.bodies import report
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db
NOW = timezone.now()
# What a filter of the list asks, what the case must be for it, and what its answer says then.
ASKED: list[tuple[str, dict[str, Any], str, Any]] = [
    ("extension=asked", {"extension": "asked"}, "extension", "asked"),
    ("suspension=granted", {"suspension": "granted"}, "suspension", "granted"),
    ("appeal=reviewed", {"appeal": "reviewed"}, "appeal", "reviewed"),
    ("escalated=3", {"chase_level": 3}, "escalated", 3),
    ("reworks=2", {"rework_count": 2}, "rework_count", 2),
    ("sent_back=true", {"send_back_count": 1}, "send_back_count", 1),
    ("ownerless=true", {"ownerless": True}, "ownerless", True),
]


@pytest.mark.parametrize(("query", "stands", "field", "said"), ASKED, ids=[each[0] for each in ASKED])
def test_what_the_filter_finds_the_answer_says(
    city: City, api: Api, query: str, stands: dict[str, Any], field: str, said: Any
) -> None:
    case, client = make.dispatched("06010", by=city.ines), api(city.sven)
    plain = client.get(f"/api/v1/cases/{case.pk}/").json()[field]
    assert plain != said
    assert client.get(f"/api/v1/cases/?{query}").json()["results"] == []
    Case.objects.filter(pk=case.pk).update(**stands)
    [row] = client.get(f"/api/v1/cases/?{query}").json()["results"]
    assert client.get(row["links"]["self"]).json()[field] == said


def test_component_urgency_and_squad_are_named(city: City, api: Api) -> None:
    cover = Component.objects.create(
        code="3101010103000001", name="供水井盖", category_code="01001", point=Point(*make.middle(0, 0), srid=4326)
    )
    case = make.dispatched("01001", by=city.ines, condition=1, component=cover.code)
    Case.objects.filter(pk=case.pk).update(squad=city.roads)
    said = api(city.sven).get(f"/api/v1/cases/{case.pk}/").json()
    assert said["component"] == {"code": cover.code, "name": "供水井盖"}
    assert (said["urgency"], said["squad"]) == ("urgent", {"code": "roads", "name": "市政所"})


@pytest.mark.parametrize(("hours", "late"), [(1, False), (-1, True), (None, False)])
def test_a_supervision_says_since_when_until_when_and_whether_it_is_late(
    city: City, api: Api, hours: int | None, late: bool
) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert api(city.sven).get(f"/api/v1/cases/{case.pk}/").json()["supervision"] is None
    due = NOW + timedelta(hours=hours) if hours is not None else None
    Case.objects.filter(pk=case.pk).update(supervised_at=NOW - timedelta(days=1), supervision_due_at=due)
    said = api(city.sven).get(f"/api/v1/cases/{case.pk}/").json()["supervision"]
    assert (said["late"], said["due_at"] is None) == (late, due is None)


@pytest.mark.parametrize("name", ["parent", "merged_into", "recurs_of"])
def test_another_case_is_named_only_to_who_sees_it(city: City, api: Api, name: str) -> None:
    mine = make.dispatched("06010", by=city.otto)
    other = make.dispatched("06010", by=city.ines)
    Case.objects.filter(pk=mine.pk).update(**{name: other})
    address = f"/api/v1/cases/{mine.pk}/"
    assert api(city.sven).get(address).json()[name] == {"number": other.number, "link": f"/api/v1/cases/{other.pk}/"}
    answer = api(city.otto).get(address)
    assert answer.json()[name] == {"number": None, "link": None}
    assert other.number not in answer.text
    assert str(other.pk) not in answer.text


def test_a_report_sent_again_is_answered_as_the_first_time_whatever_befell_the_case(city: City, api: Api) -> None:
    client, body = api(city.ines), report()
    first = client.post("/api/v1/cases/", body, format="json")
    moved = {each[2]: each[1] for each in ASKED}
    stands = {column: value for each in moved.values() for column, value in each.items()}
    other = make.reported("06010", by=city.ines)
    Case.objects.filter(pk=body["id"]).update(
        **stands, merged_into=other, recurs_of=other, squad=city.roads, exempt=True, supervised_at=NOW, seq=1
    )
    again = client.post("/api/v1/cases/", body, format="json")
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (201, "true")
    assert again.json() == first.json()


def test_a_history_names_no_case_that_its_reader_does_not_see(city: City, api: Api) -> None:
    mine, other = make.dispatched("06010", by=city.otto), make.dispatched("06010", by=city.ines)
    for seq, data in ((3, {"into": other.number}), (4, {"children": [str(other.pk), str(mine.pk)]})):
        CaseEvent(
            case=mine, seq=seq, move="merge", from_state=mine.state, to_state=mine.state, at=make.MONDAY, data=data
        ).save()
    address = f"/api/v1/cases/{mine.pk}/"
    for where in (address, f"{address}events/", "/api/v1/events/"):
        told = api(city.otto).get(where).text
        assert other.number not in told
        assert str(other.pk) not in told
        assert other.number in api(city.sven).get(where).text
    history = api(city.otto).get(f"{address}events/").json()["results"]
    assert [event["data"] for event in history[2:]] == [{"into": None}, {"children": [str(mine.pk)]}]
