"""The walk by API: one message per answer, in any order, twice, late, and by hostile hands."""

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.roles import Role
from rounds.models import Answer, Finding, Objection, Round, Stop
from tests import factories as make
from tests.api.conftest import Api, api
from tests.cast import City
from tests.races import at_once
from tests.rounds import making
from tests.rounds.walking import LINES, drawn, looked_at, stops_of, walked

__all__ = ["api"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def body(stop: Stop, line: str, verdict: str, **rest: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "stop": stop.pk, "line": line, "verdict": verdict} | rest


def address(of: Round) -> str:
    return f"/api/v1/rounds/{of.pk}/answers/"


def test_what_a_phone_kept_is_sent_in_any_order_and_twice(city: City, api: Api) -> None:
    of = drawn(city)
    first, second = stops_of(of)
    lng, lat = make.middle(0, 0)
    photo = make.photo(city.sue)
    kept = [
        body(second, "dust", "na", answered_at="2026-11-28T09:00:00+08:00"),
        body(first, "fence", "no", pieces=2, photos=[str(photo.pk)], note="缺板", unit="roads", person="omar"),
        body(first, "cover", "yes", location={"type": "Point", "coordinates": [lng, lat]}, accuracy_m=8),
    ]
    client = api(city.sue)
    sent = [client.post(address(of), each, format="json") for each in kept]
    assert [answer.status_code for answer in sent] == [201, 201, 201], [answer.json() for answer in sent]
    again = [client.post(address(of), each, format="json") for each in reversed(kept)]
    assert {answer.headers.get("Idempotent-Replay") for answer in again} == {"true"}
    assert [answer.json()["id"] for answer in again] == [each["id"] for each in reversed(kept)]
    assert sent[1].json()["score"] == {
        "possible": "10.00", "lost": "4.00", "share": "60.0", "answered": 1, "lines": 4,
    }  # fmt: skip
    assert [row["line"] for row in client.get(address(of)).json()] == ["fence", "cover", "dust"]
    finding = client.get(f"/api/v1/findings/{sent[1].json()['finding']}/").json()
    assert (finding["unit"]["code"], finding["person"]["username"], finding["lost"]) == ("roads", "omar", "4.00")
    assert [each["id"] for each in finding["photos"]] == [str(photo.pk)]


def test_other_content_under_the_same_id_is_a_conflict(city: City, api: Api) -> None:
    of = drawn(city)
    said = body(stops_of(of)[0], "fence", "yes")
    assert api(city.sue).post(address(of), said, format="json").status_code == 201
    assert api(city.sue).post(address(of), said | {"verdict": "na"}, format="json").status_code == 409
    assert api(city.ines).post(address(of), said, format="json").status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [
        {"stop": 0}, {"stop": "x"}, {"stop": 2**63}, {"line": "none"}, {"line": 5}, {"verdict": "maybe"}, {"pieces": 0},
        {"pieces": 1000}, {"pieces": 1.5}, {"note": "路\0灯"}, {"note": "x" * 2001}, {"unit": "none"},
        {"person": "omar"}, {"photos": ["x"]}, {"photos": [str(uuid.uuid4())] * 2}, {"answered_at": "9999-12-31"},
        {"answered_at": "2026-03-02T10:00:00"}, {"location": {"type": "Point", "coordinates": [200, 0]}},
        {"location": {"type": "Point", "coordinates": ["a", 0]}}, {"datum": "mars"}, {"accuracy_m": -1},
        {"replaces": "x"}, {"lost": 0}, {"id": "00000000-0000-0000-0000-000000000000"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_and_nothing_is_kept(city: City, api: Api, wrong: dict[str, Any]) -> None:
    of = drawn(city)
    said = body(stops_of(of)[0], "fence", "no", pieces=1, photos=[str(make.photo(city.sue).pk)]) | wrong
    answer = api(city.sue).post(address(of), said, format="json")
    assert answer.status_code in (400, 422), answer.json()
    assert {name.partition(".")[0] for name in answer.json()["errors"]} & set(wrong), answer.json()
    assert not Answer.objects.exists()


def test_a_stop_of_another_round_is_none_of_this_one(city: City, api: Api) -> None:
    of = drawn(city)
    other = walked_elsewhere(city)
    answer = api(city.sue).post(address(of), body(other, "fence", "yes"), format="json")
    assert answer.status_code == 400
    assert "stop" in answer.json()["errors"]


def walked_elsewhere(city: City) -> Stop:
    return stops_of(making.now(making.plan("other"), city.lea))[0]


def test_the_stop_says_what_is_asked_and_what_can_be_done(city: City, api: Api) -> None:
    of = drawn(city, places=1)
    [stop] = stops_of(of)
    path = f"/api/v1/rounds/{of.pk}/stops/{stop.pk}/"
    client = api(city.sue)
    shown = client.get(path).json()
    assert [line["code"] for line in shown["lines"]] == [*LINES, "sign"]
    assert (shown["lines"][0]["marks"], shown["lines"][0]["each"], shown["lines"][0]["cap"]) == (
        "10.00",
        "2.00",
        "6.00",
    )
    offered = {offer["move"]: offer["refusal"] for offer in shown["allowed_moves"]}
    assert offered["give_up"] is None
    assert "have no answer yet" in offered["look"]
    assert client.post(f"{path}moves/look/", {"version": 1}, format="json").status_code == 409
    assert client.post(f"{path}moves/look/", {}, format="json").status_code == 428
    done = client.post(f"{path}moves/give_up/", {"version": 1, "reason": "锁门"}, format="json")
    assert (done.status_code, done.json()["state"]) == (200, "could_not")
    refused = client.post(f"{path}moves/give_up/", {"version": 2, "reason": "锁门"}, format="json")
    assert refused.status_code == 409


def test_handing_in_names_the_open_stops(city: City, api: Api) -> None:
    of = drawn(city)
    first, second = stops_of(of)
    looked_at(first, city.sue)
    version = Round.objects.get(pk=of.pk).version
    answer = api(city.sue).post(f"/api/v1/rounds/{of.pk}/moves/hand_in/", {"version": version}, format="json")
    assert answer.status_code == 409
    assert str(second.place) in answer.json()["detail"]
    assert answer.json()["stops"] == [second.pk]


def test_a_finding_is_turned_and_objected_to_by_api(city: City, api: Api) -> None:
    finding = walked(city, no={"fence": 1})["fence"]
    path = f"/api/v1/findings/{finding.pk}/"
    turn = {"id": str(uuid.uuid4()), "into": ["case", "item"], "problem": "围挡缺板", "category": "06010"}
    first = api(city.sue).post(f"{path}turn/", turn, format="json")
    assert first.status_code == 200, first.json()
    assert first.json()["case"]
    assert first.json()["item"]
    again = api(city.sue).post(f"{path}turn/", turn, format="json")
    assert again.headers["Idempotent-Replay"] == "true"
    assert api(city.sue).post(f"{path}turn/", turn | {"problem": "别的"}, format="json").status_code == 409
    grounds = {"id": str(uuid.uuid4()), "text": "已修复"}
    raised = api(city.hana).post(f"{path}objections/", grounds, format="json")
    assert (raised.status_code, raised.json()["state"]) == (201, "raised")
    assert api(city.hana).post(f"{path}objections/", grounds, format="json").headers["Idempotent-Replay"] == "true"
    move = f"/api/v1/objections/{raised.json()['id']}/moves/"
    assert api(city.sue).post(f"{move}uphold/", {"version": 1, "reason": "是"}, format="json").status_code == 409
    assert api(city.lea).post(f"{move}uphold/", {"version": 1}, format="json").status_code == 422
    done = api(city.lea).post(f"{move}uphold/", {"version": 1, "reason": "是"}, format="json")
    assert (done.status_code, done.json()["state"], done.json()["words"]) == (200, "upheld", "是")
    assert api(city.hana).get(path).json()["state"] == "taken_back"


@pytest.mark.django_db(transaction=True)
def test_the_same_answer_sent_many_times_at_once_is_one(city: City, api: Api) -> None:
    of = drawn(city)
    photo = make.photo(city.sue)
    said = body(stops_of(of)[0], "fence", "no", pieces=1, photos=[str(photo.pk)])
    answers = at_once([partial(api(city.sue).post, address(of), said, format="json") for _n in range(5)])
    assert {answer.status_code for answer in answers} == {201}
    assert sum("Idempotent-Replay" in answer.headers for answer in answers) == 4
    assert (Answer.objects.count(), Finding.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_stop_one_answers_a_line_and_the_other_hears_of_it(city: City, api: Api) -> None:
    of = drawn(city)
    stop = stops_of(of)[0]
    both: list[Callable[[], Any]] = [
        partial(api(user).post, address(of), body(stop, "fence", verdict), format="json")
        for user, verdict in ((city.sue, "yes"), (city.ines, "na"))
    ]
    assert sorted(answer.status_code for answer in at_once(both)) == [201, 409]
    lines: list[Callable[[], Any]] = [
        partial(api(user).post, address(of), body(stop, line, "yes"), format="json")
        for user, line in ((city.sue, "cover"), (city.ines, "dust"))
    ]
    assert {answer.status_code for answer in at_once(lines)} == {201}  # each at a line of their own
    assert Round.objects.get(pk=of.pk).events.filter(move="begin").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_judges_at_once_one_decides(city: City, api: Api) -> None:
    finding = walked(city, no={"fence": 1})["fence"]
    grounds = {"id": str(uuid.uuid4()), "text": "已修复"}
    raised = api(city.hana).post(f"/api/v1/findings/{finding.pk}/objections/", grounds, format="json").json()
    judge = make.user("judy", Role.SUPERVISOR)
    calls: list[Callable[[], Any]] = [
        partial(
            api(user).post, f"/api/v1/objections/{raised['id']}/moves/{move}/", {"version": 1, "reason": "是"},
            format="json",
        )
        for user, move in ((judge, "uphold"), (city.lea, "dismiss"))
    ]  # fmt: skip
    assert sorted(answer.status_code for answer in at_once(calls)) == [200, 409]
    objection = Objection.objects.get()
    finding.refresh_from_db()
    assert (objection.state == "upheld") is (finding.state == "taken_back")
