"""Visits by API: the list, one visit with what may be done, and its moves with version and replay."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from cases.models import Case
from inspections.models import Visit, VisitEvent
from tests import factories as make
from tests.api.conftest import Api, api
from tests.cast import City
from tests.inspections.looking import LATER, closed, disposed, look, order, setting, visit_of

pytestmark = pytest.mark.django_db
__all__ = ["api"]
ADDRESS = "/api/v1/visits/"


@pytest.fixture
def visit(city: City) -> Visit:
    """Ines shall check a case of her grid."""
    case = disposed(city)
    order(case)
    return visit_of(case)


def ids(client: APIClient, **asked: Any) -> list[int]:
    answer = client.get(ADDRESS, asked)
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def move(client: APIClient, visit: Visit, name: str, **body: Any) -> Any:
    said = {"version": Visit.objects.get(pk=visit.pk).version, "id": str(uuid.uuid4())} | body
    return client.post(f"{ADDRESS}{visit.pk}/moves/{name}/", said, format="json")


def test_the_list_says_what_is_looked_at_by_whom_and_by_when(city: City, api: Api, visit: Visit) -> None:
    [row] = api(city.sven).get(ADDRESS).json()["results"]
    assert visit.case is not None
    assert (row["case"], row["subject"]) == ({"id": str(visit.case_id), "number": visit.case.number}, None)
    assert (row["inspector"]["username"], row["state"], row["kind"]) == ("ines", "given", "check")
    assert row["duty_grid"]["code"] == "D1"
    assert row["due_at"] is not None


def test_a_look_at_what_is_no_case_is_in_it_too(city: City, api: Api) -> None:
    found = look(city)
    [row] = api(city.ines).get(ADDRESS).json()["results"]
    assert (row["case"], row["subject"]["title"], row["kind"]) == (None, "长椅", "look")
    assert row["location"]["coordinates"] == list(make.middle(0, 0))
    assert row["links"]["self"] == f"{ADDRESS}{found.pk}/"


def test_each_sees_own_visits_and_those_of_the_own_grid(city: City, api: Api, visit: Visit) -> None:
    far = look(city, spot=make.middle(2, 0))
    assert ids(api(city.sven)) == [far.pk, visit.pk]
    assert (ids(api(city.ines)), ids(api(city.ivan))) == ([visit.pk], [far.pk])
    for user in (city.hana, city.abel, city.otto):
        assert ids(api(user)) == []


def test_it_is_narrowed_by_what_each_row_says(city: City, api: Api, visit: Visit) -> None:
    far, client = look(city, spot=make.middle(2, 0)), api(city.sven)
    both = [far.pk, visit.pk]
    assert visit.case is not None
    due = visit.due_at
    assert due is not None
    for asked, expected in (
        ({"kind": "check"}, [visit.pk]), ({"case": visit.case.number}, [visit.pk]), ({"case": visit.case_id}, both[1:]),
        ({"inspector": "ivan"}, [far.pk]), ({"state": ["given", "waiting"]}, both), ({"state": "done"}, []),
        ({"open": "true"}, both), ({"open": "false"}, []), ({"overdue": "true"}, both), ({"overdue": "false"}, []),
        ({"due_before": due.isoformat()}, []), ({"due_after": due.isoformat()}, both),
        ({"ordered_after": (LATER + timedelta(days=1)).isoformat()}, []), ({"mine": "true"}, []),
        ({"passed": "true"}, []),
    ):  # fmt: skip
        assert ids(client, **asked) == expected, asked
    assert ids(api(city.ines), mine="true") == [visit.pk]


@pytest.mark.parametrize("asked", ["colour=red", "overdue=perhaps", "kind=walk", "kind=check&kind=look", "cursor=x"])
def test_what_it_does_not_know_is_refused(city: City, api: Api, asked: str) -> None:
    assert api(city.sven).get(f"{ADDRESS}?{asked}").status_code == 400


@pytest.mark.parametrize("ordering", ["-ordered_at", "ordered_at", "due_at"])
def test_its_pages_have_neither_gap_nor_repeat(city: City, api: Api, ordering: str) -> None:
    for _n in range(3):
        order(disposed(city))
    setting("recheck_share", 1.0)
    order(closed(city))  # its check is done, its re-check given
    client, seen = api(city.sven), []
    page = client.get(f"{ADDRESS}?ordering={ordering}&page_size=2").json()
    while page["next"]:
        seen += [row["id"] for row in page["results"]]
        page = client.get(page["next"]).json()
    seen += [row["id"] for row in page["results"]]
    assert seen == ids(client, ordering=ordering)
    assert len(set(seen)) == Visit.objects.count()


def test_one_visit_says_what_may_be_done_and_why_not(city: City, api: Api, visit: Visit) -> None:
    answer = api(city.sven).get(f"{ADDRESS}{visit.pk}/").json()
    offers = {offer["move"]: offer["refusal"] for offer in answer["allowed_moves"]}
    assert (offers["give"], offers["do"]) == (None, None)
    assert "The case asks for this visit" in offers["cancel"]
    assert [event["move"] for event in answer["events"]] == ["order", "auto_give"]
    assert answer["links"]["case"] == f"/api/v1/cases/{visit.case_id}/"
    assert [offer["move"] for offer in api(city.ines).get(f"{ADDRESS}{visit.pk}/").json()["allowed_moves"]] == ["do"]


@pytest.mark.parametrize("key", ["999999", "99999999999999999999999"])
def test_what_is_not_there_and_what_is_not_theirs_are_one_answer(city: City, api: Api, visit: Visit, key: str) -> None:
    absent = api(city.ivan).get(f"{ADDRESS}{key}/")
    other = api(city.ivan).get(f"{ADDRESS}{visit.pk}/")
    assert absent.status_code == other.status_code == 404
    assert absent.json()["detail"] == other.json()["detail"]
    moved = api(city.ivan).post(f"{ADDRESS}{visit.pk}/moves/do/", {"version": 1, "passed": True}, format="json")
    assert moved.status_code == 404


def test_the_result_of_a_check_moves_the_case(city: City, api: Api, visit: Visit) -> None:
    proof = make.photo(city.ines)
    said = {"passed": True, "note": "已清", "photos": [str(proof.pk)]}
    unticked = move(api(city.ines), visit, "do", **said)
    assert (unticked.status_code, list(unticked.json()["errors"])) == (422, ["closing_conditions"])
    answer = move(api(city.ines), visit, "do", **said, closing_conditions=[1])
    assert (answer.status_code, answer.json()["state"], answer.json()["passed"]) == (200, "done", True)
    assert answer.json()["done_by"]["username"] == "ines"
    assert Case.objects.get(visits=visit).state == "checked"
    case = api(city.sven).get(answer.json()["links"]["case"]).json()
    assert str(proof.pk) in [photo["id"] for photo in case["photos"]]


def test_the_desk_names_who_goes_and_the_case_says_so(city: City, api: Api, visit: Visit) -> None:
    answer = move(api(city.dora), visit, "give", inspector="ivan")
    assert (answer.status_code, answer.json()["inspector"]["username"], answer.json()["version"]) == (200, "ivan", 2)
    assert Case.objects.get(visits=visit).visitor == city.ivan
    assert ids(api(city.ivan)) == [visit.pk]


@pytest.mark.parametrize(("inspector", "status"), [("nobody", 422), ("hana", 422), ("", 422), (7, 400)])
def test_only_an_inspector_can_be_named(city: City, api: Api, visit: Visit, inspector: Any, status: int) -> None:
    answer = move(api(city.sven), visit, "give", inspector=inspector)
    assert (answer.status_code, list(answer.json()["errors"])) == (status, ["inspector"])


def test_who_may_name_nobody_is_not_told_who_there_is(city: City, api: Api, visit: Visit) -> None:
    answers = [move(api(city.ines), visit, "give", inspector=name) for name in ("ivan", "nobody")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert "Dispatcher" in answers[0].json()["detail"]


def test_sent_again_it_is_answered_again_and_done_once(city: City, api: Api, visit: Visit) -> None:
    client, said = api(city.ines), {"id": str(uuid.uuid4()), "version": visit.version, "passed": True}
    said["closing_conditions"] = [1]
    first, again = (move(client, visit, "do", **said) for _ in range(2))
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replay"]) == (200, 200, "true")
    assert "Idempotent-Replay" not in first.headers
    assert first.json() == again.json()
    assert VisitEvent.objects.filter(visit=visit, move="do").count() == 1


@pytest.mark.parametrize("change", [{"passed": False}, {"note": "别的"}, {"move": "cancel", "reason": "不必"}])
def test_an_id_used_for_other_content_is_a_conflict(city: City, api: Api, change: dict[str, Any]) -> None:
    visit, client, said = look(city), api(city.sven), {"id": str(uuid.uuid4()), "version": 1, "passed": True}
    assert move(client, visit, "do", **said).status_code == 200
    other = said | change
    if "move" in change:
        del other["passed"]
    assert move(client, visit, str(other.pop("move", "do")), **other).status_code == 409


def test_an_id_used_for_another_visit_is_a_conflict(city: City, api: Api) -> None:
    client, said = api(city.sven), {"id": str(uuid.uuid4()), "version": 1, "passed": True}
    first, second = look(city), look(city)
    assert move(client, first, "do", **said).status_code == 200
    answer = move(client, second, "do", **said)
    assert answer.status_code == 409
    assert "already used" in answer.json()["detail"]
    assert Visit.objects.get(pk=second.pk).state == "given"


def test_a_stale_version_names_who_was_first(city: City, api: Api, visit: Visit) -> None:
    assert move(api(city.dora), visit, "give", inspector="ivan").status_code == 200
    answer = move(api(city.ada), visit, "give", inspector="ines", version=1)
    assert (answer.status_code, answer.json()["changed_by"], answer.json()["version"]) == (409, "Dora", 2)
    assert "Dora" in answer.json()["detail"]


@pytest.mark.parametrize(("version", "status"), [(None, 428), ("*", 400), (2**31, 400), (0, 400), (True, 400)])
def test_the_version_is_required_and_checked(city: City, api: Api, version: Any, status: int) -> None:
    assert move(api(city.sven), look(city), "cancel", version=version, reason="不必").status_code == status


def test_a_visit_that_is_over_says_so(city: City, api: Api) -> None:
    visit = look(city)
    assert move(api(city.sven), visit, "cancel", reason="不必").status_code == 200
    answer = move(api(city.ines), visit, "do", passed=True)
    assert answer.status_code == 409
    assert "not needed any more" in answer.json()["detail"]
    assert api(city.sven).get(f"{ADDRESS}{visit.pk}/").json()["lamp"] == "grey"


@pytest.mark.parametrize(
    ("name", "by", "body", "status", "field"),
    [
        ("do", "ines", {}, 422, "passed"), ("cancel", "sven", {}, 422, "reason"),
        ("give", "sven", {}, 422, "inspector"),
        ("cancel", "sven", {"reason": "不必", "passed": True}, 400, "passed"),
        ("do", "ines", {"passed": True, "photos": ["1"]}, 400, "photos.0"),
        ("do", "ines", {"passed": True, "state": "done"}, 400, "state"),
    ],
)  # fmt: skip
def test_what_lacks_or_is_too_much_is_named(
    city: City, api: Api, name: str, by: str, body: dict[str, Any], status: int, field: str
) -> None:
    user: User = getattr(city, by)
    answer = move(api(user), look(city), name, **body)
    assert (answer.status_code, list(answer.json()["errors"])) == (status, [field]), answer.content


def test_a_move_that_is_none_is_absent(city: City, api: Api, visit: Visit) -> None:
    assert move(api(city.sven), visit, "explode").status_code == 404


def test_what_the_platform_does_nobody_else_does(city: City, api: Api, visit: Visit) -> None:
    for name in ("auto_give", "pass_on", "expire", "auto_do", "drop"):
        answer = move(api(city.sven), visit, name)
        assert (answer.status_code, "by the platform itself" in answer.json()["detail"]) == (403, True)


def test_a_failed_look_shows_its_photo_to_who_sees_the_visit(city: City, api: Api) -> None:
    visit, proof = look(city), make.photo(city.ines)
    answer = move(api(city.ines), visit, "do", passed=False, note="坏了", photos=[str(proof.pk)])
    assert [photo["id"] for photo in answer.json()["photos"]] == [str(proof.pk)]
    assert answer.json()["events"][-1]["note"] == "坏了"


def test_the_workflow_has_the_table_of_visits_too(city: City, api: Api) -> None:
    lives = api(city.ines).get("/api/v1/workflow/").json()["lives"]
    moves = {row["move"]: row for row in lives["visit"]["moves"]}
    assert moves["do"]["relations"] == {"inspector": "near", "shift_leader": "any"}
    assert [state["name"] for state in lives["visit"]["states"]] == ["waiting", "given", "done", "expired", "dropped"]
