"""POST /cases/{id}/moves/{move}/: one door, a version, a name for who was first."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from cases.models import Case
from tests import factories as make
from tests.api.conftest import Api
from tests.cast import City

pytestmark = pytest.mark.django_db


def move(client: APIClient, case: Case, name: str, **body: Any) -> Any:
    return client.post(f"/api/v1/cases/{case.pk}/moves/{name}/", {"version": case.version} | body, format="json")


def test_a_unit_takes_its_case(city: City, api: Api) -> None:
    answer = move(api(city.hana), make.dispatched("06010", by=city.ines), "take", id=str(uuid.uuid4()))
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["version"]) == ("in_disposal", 3)


def test_disposal_needs_a_photo_and_says_so(city: City, api: Api) -> None:
    answer = move(api(city.hana), make.dispatched("06010", by=city.ines), "dispose")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["photos"])


def test_a_photo_proves_the_disposal(city: City, api: Api) -> None:
    case, proof = make.dispatched("06010", by=city.ines), make.photo(city.hana)
    answer = move(api(city.hana), case, "dispose", photos=[str(proof.pk)], note="已清理")
    assert answer.status_code == 200
    assert [photo["id"] for photo in answer.json()["photos"]] == [str(proof.pk)]


def test_sent_again_it_is_answered_again_and_done_once(city: City, api: Api) -> None:
    case, id_, client = make.dispatched("06010", by=city.ines), str(uuid.uuid4()), api(city.hana)
    first, again = (move(client, case, "take", id=id_) for _ in range(2))
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replay"]) == (200, 200, "true")
    assert first.json() == again.json()
    assert case.events.filter(move="take").count() == 1


@pytest.mark.parametrize("named", ["pk", "number"])
def test_what_went_out_of_their_sight_by_it_is_answered_again_too(city: City, api: Api, named: str) -> None:
    case, client = make.dispatched("06010", by=city.ines), api(city.hana)
    path = f"/api/v1/cases/{getattr(case, named)}/moves/send_back/"
    body = {"id": str(uuid.uuid4()), "version": case.version, "reason": "不归我们"}
    first, again = (client.post(path, body, format="json") for _ in range(2))
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replay"]) == (200, 200, "true")
    assert first.json() == again.json()
    assert client.get(f"/api/v1/cases/{case.pk}/").status_code == 404
    assert client.post(path, body | {"reason": "别的话"}, format="json").status_code == 409
    assert api(city.omar).post(path, body, format="json").status_code == 404
    assert case.events.filter(move="send_back").count() == 1
    move(api(city.dora), Case.objects.get(pk=case.pk), "dispatch", department="roads")
    later = client.post(path, body, format="json").json()
    assert (later["state"], later["department"]) == (first.json()["state"], None)


def test_an_id_used_for_another_move_is_a_conflict(city: City, api: Api) -> None:
    first, second, id_ = (
        make.dispatched("06010", by=city.ines), make.dispatched("06010", by=city.ines), str(uuid.uuid4()),
    )  # fmt: skip
    client = api(city.hana)
    move(client, first, "take", id=id_)
    assert move(client, second, "take", id=id_).status_code == 409
    assert move(client, first, "send_back", id=id_, version=3, reason="不是我们的").status_code == 409


def test_a_stale_version_names_who_was_first(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    move(api(city.hugo), case, "take")
    answer = move(api(city.hana), case, "take")
    assert (answer.status_code, answer.json()["changed_by"], answer.json()["version"]) == (409, "Hugo", 3)
    assert "Hugo" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("version", "status"), [(None, 428), ("*", 400), (2**31, 400), (0, 400), (True, 400), (1, 409)]
)
def test_the_version_is_required_and_checked(city: City, api: Api, version: Any, status: int) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert move(api(city.hana), case, "take", version=version).status_code == status


def test_a_move_not_open_in_this_state_is_a_conflict(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    assert move(api(city.sven), case, "close").status_code == 409


def test_a_role_that_may_not_is_told_who_may(city: City, api: Api) -> None:
    answer = move(api(city.lea), make.dispatched("06010", by=city.ines), "close")
    assert answer.status_code == 403
    assert "Shift leader" in answer.json()["detail"]


def test_an_unknown_move_is_absent(city: City, api: Api) -> None:
    assert move(api(city.sven), make.dispatched("06010", by=city.ines), "explode").status_code == 404


@pytest.mark.parametrize("extra", ["state", "assignee", "is_superuser", "department_id"])
def test_unknown_fields_are_refused(city: City, api: Api, extra: str) -> None:
    answer = move(api(city.hana), make.dispatched("06010", by=city.ines), "take", **{extra: "x"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [extra])


def test_a_field_the_move_does_not_take_is_refused(city: City, api: Api) -> None:
    answer = move(api(city.hana), make.dispatched("06010", by=city.ines), "take", department="roads")
    assert answer.status_code == 400


def test_a_unit_that_does_not_exist_is_named(city: City, api: Api) -> None:
    case = make.dispatched("06010", by=city.ines)
    case = Case.objects.get(pk=move(api(city.hana), case, "send_back", reason="不归我们").json()["id"])
    answer = move(api(city.dora), case, "dispatch", department="nobody")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["department"])
