"""Bodies of the API of places, ledgers and rounds with one value of another type, beyond all bounds or hostile: each is
answered with a sentence, and never with a fault. A seeded share in each run, everything with --long."""

import json
import random
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

from rounds.models import Finding, Objection
from tests import factories as make
from tests.cast import City
from tests.clients import api_client
from tests.ledgers import drawing, opening
from tests.places import applying, surveying
from tests.rounds import walking

pytestmark = pytest.mark.django_db
SHARE = 40  # bodies of each door
Body = dict[str, Any]
Door = tuple[APIClient, str, Body]

DEEP: Any = json.loads("[" * 40 + "]" * 40)
ODD: tuple[Any, ...] = (
    None, True, False, [], {}, [[]], [None], {"a": 1}, DEEP, "", " ", "0", "\x00", "路\x00灯", "\u202e灯", "\u200b",
    "\ufeff", "灯" + "\u0301" * 40, "x" * 40_000, "' OR 1=1 --", "<script>", "-0", "nan", "1e400", "null", "../../etc",
    0, -1, 1, 1.5, -0.0, 1e308, -1e308, 2**31, 2**63, 2**70, -(2**70), float("nan"), float("inf"), "9999-12-31",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-02-30", "99999999-9999-9999-9999-999999999999",
    str(uuid.UUID(int=0)), ["x"] * 5_000, [str(uuid.UUID(int=1))] * 60, {"type": "Point", "coordinates": []},
    {"type": "Point", "coordinates": [float("nan"), 1e308]}, {"type": "Point", "coordinates": [181, 91]},
    {"type": "Point", "coordinates": ["1", None]},
    {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0]]]},
)  # fmt: skip
AROUND = '{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}'
CROSSED = '{"type":"Polygon","coordinates":[[[121,31],[122,32],[122,31],[121,32],[121,31]]]}'


def point() -> Body:
    return {"type": "Point", "coordinates": [*make.middle(0, 0)]}


def later(days: int = 5) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def an_item(city: City) -> Door:
    make.place("S1")
    body = {
        "id": str(uuid.uuid4()), "problem": "后巷堆物", "unit": "sanitation", "measures": "清运", "due_at": later(),
        "place": "S1", "location": point(), "datum": "gcj02", "category": "06010", "source": "hand", "cases": [],
        "leader": "lea", "linked_leader": "lea", "linked_unit": "roads", "in_charge": "hana", "hot": True,
    }  # fmt: skip
    return api_client(city.sue), "/api/v1/items/", body


def a_claim(city: City) -> Door:
    item = opening.taken(city)
    body = {"id": str(uuid.uuid4()), "version": item.version, "note": "已清", "photos": [str(make.photo(city.hana).pk)]}
    return api_client(city.hana), f"/api/v1/items/{item.pk}/moves/claim/", body


def an_extension(city: City) -> Door:
    item = opening.taken(city)
    body = {"id": str(uuid.uuid4()), "version": item.version, "reason": "雨", "until": later(20)}
    return api_client(city.hana), f"/api/v1/items/{item.pk}/moves/ask_extension/", body


def putting_off(city: City) -> Door:
    item = opening.taken(city)
    body = {"id": str(uuid.uuid4()), "version": item.version, "reason": "改造", "until": later(60)}
    return api_client(city.lea), f"/api/v1/items/{item.pk}/moves/accept/", body


def names(city: City) -> Door:
    item = opening.taken(city)
    body = {
        "id": str(uuid.uuid4()), "version": item.version, "leader": "lea", "linked_leader": "lea",
        "linked_unit": "roads", "in_charge": "hana", "note": "定人",
    }  # fmt: skip
    return api_client(city.sue), f"/api/v1/items/{item.pk}/moves/name_people/", body


def an_order(city: City) -> Door:
    make.place("S1")
    item, case = opening.taken(city), make.dispatched("06010", by=city.ines)
    body = {
        "id": str(uuid.uuid4()), "kind": "supervision", "title": "垃圾", "problem": "未清", "requirement": "清理",
        "units": ["sanitation", "roads"], "due_at": later(), "level": "district", "basis": "例会",
        "consequences": "通报", "contact": "办公室", "case": str(case.pk), "item": str(item.pk), "place": "S1",
    }  # fmt: skip
    return api_client(city.sue), "/api/v1/orders/", body


def a_signature(city: City) -> Door:
    order = drawing.drawn(city)
    body = {"id": str(uuid.uuid4()), "version": 1, "note": "收到", "unit": "sanitation", "signer": ""}
    return api_client(city.hana), f"/api/v1/orders/{order.number}/moves/sign/", body


def a_permit(city: City) -> Door:
    said = applying.application()
    body = {
        "id": str(uuid.uuid4()), "kind": "dig", "holder": "水务", "purpose": "抢修", "unit": "sanitation",
        "starts_on": str(said.starts_on), "ends_on": str(said.ends_on), "place": "", "location": point(),
        "datum": "bd09", "boundary": None, "conditions": "夜间",
    }  # fmt: skip
    return api_client(city.sven), "/api/v1/permits/", body


def a_survey(city: City) -> Door:
    surveying.survey_of(city)
    body = {
        "id": str(uuid.uuid4()), "title": "普查", "areas": ["310101001"], "kinds": ["shop"], "components": [],
        "finds_new": True, "unit": "sanitation", "due_on": str(timezone.localdate()), "note": "看招牌",
    }  # fmt: skip
    return api_client(city.sue), "/api/v1/surveys/", body


def what_stands_there(city: City) -> Door:
    task = surveying.task_of(surveying.survey_of(city))
    found = {
        "what": "corrected", "name": "新招牌", "address": "东街", "location": point(), "datum": "gcj02",
        "responsible": "王", "phone": "13812345678", "details": "licence=1", "kind": "shop",
    }  # fmt: skip
    body = {"id": str(uuid.uuid4()), "version": 1, "found": found, "note": "", "photos": []}
    return api_client(city.ines), f"/api/v1/survey-tasks/{task.pk}/moves/collect/", body


def an_answer(city: City) -> Door:
    of = walking.drawn(city)
    body = {
        "id": str(uuid.uuid4()), "stop": walking.stops_of(of)[0].pk, "line": "fence", "verdict": "no", "pieces": 2,
        "note": "缺板", "unit": "sanitation", "person": "hana", "photos": [str(make.photo(city.sue).pk)],
        "location": point(), "datum": "bd09", "accuracy_m": 8.5, "answered_at": later(0), "replaces": None,
    }  # fmt: skip
    return api_client(city.sue), f"/api/v1/rounds/{of.pk}/answers/", body


def _finding(city: City) -> Finding:
    return walking.walked(city, no={"fence": 1})["fence"]


def a_turn(city: City) -> Door:
    body = {
        "id": str(uuid.uuid4()), "into": ["case", "item"], "problem": "缺板", "category": "06010", "condition": 1,
        "measures": "修", "unit": "sanitation", "due_at": later(),
    }  # fmt: skip
    return api_client(city.sue), f"/api/v1/findings/{_finding(city).pk}/turn/", body


def an_objection(city: City) -> Door:
    body = {"id": str(uuid.uuid4()), "text": "已修", "photos": [str(make.photo(city.hana).pk)]}
    return api_client(city.hana), f"/api/v1/findings/{_finding(city).pk}/objections/", body


def a_decision(city: City) -> Door:
    raised: Objection = walking.objected(_finding(city), city.hana)
    body = {"id": str(uuid.uuid4()), "version": 1, "reason": "属实", "note": ""}
    return api_client(city.lea), f"/api/v1/objections/{raised.pk}/moves/uphold/", body


DOORS: tuple[Callable[[City], Door], ...] = (
    an_item, a_claim, an_extension, putting_off, names, an_order, a_signature, a_permit, a_survey, what_stands_there,
    an_answer, a_turn, an_objection, a_decision,
)  # fmt: skip


def bodies(body: Body) -> Iterator[Body]:
    for name, value in body.items():
        for odd in ODD:
            yield {**body, name: odd}
        if isinstance(value, dict):
            yield from ({**body, name: inner} for inner in bodies(value))
        if isinstance(value, list) and value:
            yield from ({**body, name: [*value, odd]} for odd in ODD)
    yield from ({**body, "boundary": odd} for odd in (AROUND, CROSSED, "{", "[]"))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_an_odd_body_is_no_fault(city: City, door: Callable[[City], Door], request: pytest.FixtureRequest) -> None:
    client, address, body = door(city)
    client.raise_request_exception = False
    asked = list(bodies(body))
    if not request.config.getoption("long"):
        asked = random.Random(door.__name__).sample(asked, min(len(asked), SHARE))
    wrong = []
    for each in [*asked, body]:
        with transaction.atomic():
            sent = json.dumps(each)
            answer = client.post(address, sent, content_type="application/json")
            if answer.status_code >= 500:
                wrong.append((answer.status_code, sent[:300]))
            transaction.set_rollback(True)
    assert not wrong
    assert answer.status_code in (200, 201), answer.content
