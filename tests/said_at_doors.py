"""What is said at each door: which move is tried, what stands in an address that is no case's, what is sent."""

import uuid
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import factories as make
from tests.api.bodies import image

# Which move is tried of what an address of moves is about; of a case that of CONSTANT.
MOVE_AT = {
    "/visits/": "do", "/permits/": "grant", "/field/rounds/": "give_up", "/stops/": "give_up", "/objections/": "uphold",
    "/rounds/": "cancel", "/ledger/": "take", "/items/": "take",
    "/orders/": "sign",
}  # fmt: skip
CONSTANT: dict[str, Any] = {
    "key": "1-zh-hans", "pool": "accept", "move": "take", "name": "areas", "paper": "slip", "kind": "area",
    "question": "hours",
    # Rows of the city's setup belong to nobody: absent ones are asked for, and who may not is refused before they are.
    "at": "none-such", "code": "none-such", "pk": 999_999, "change_id": 999_999, "planned_id": 999_999,
    "approval_id": 999_999, "item": "none-such", "photo": uuid.UUID(int=1),
    "layer": "areas", "z": 0, "x": 0, "y": 0,
    "event": "case.none", "username": "nobody", "uidb64": "OTk5OTk5", "token": "none-such",
}  # fmt: skip
ABSENT: dict[str, Any] = {
    "number": "20200101-000000", "ident": "20200101-000000",
    **dict.fromkeys(("id", "photo_id", "attachment_id", "comment_id", "run_id", "export_id"), uuid.UUID(int=1)),
    **dict.fromkeys(("permit_id", "item_id", "round_id", "objection_id", "survey_id", "task_id"), uuid.UUID(int=1)),
    "item_number": "L2020-00000",
    **dict.fromkeys(("stop_id", "finding_id"), 999_999),
    "order_number": "D2020-00000",
    **dict.fromkeys(("visit_id", "filter_id", "token_id", "rule_id", "channel_id", "webhook_id", "week_id"), 999_999),
}  # fmt: skip


def _comment() -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "text": "已到现场"}


def _file() -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "file": SimpleUploadedFile("方案.pdf", b"%PDF-1.7\n1 0 obj <<>> endobj")}


def _photo() -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "kind": "near", "file": SimpleUploadedFile("a.jpg", image())}


def _place() -> dict[str, Any]:
    """Where the other's case lies, so that what should not be told of it would be."""
    lng, lat = make.middle(2, 0)
    return {"category": "06010", "lng": lng, "lat": lat}


def _report() -> dict[str, Any]:
    lng, lat = make.middle(0, 0)
    place = {"type": "Point", "coordinates": [lng, lat]}
    return {"id": str(uuid.uuid4()), "category": "06010", "location": place, "description": "暴露垃圾一堆"}


def _answer() -> dict[str, Any]:
    return {"line": "fence", "verdict": "yes"}


def _give_up() -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "version": 1, "reason": "锁门"}


def _turn() -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "into": ["item"], "problem": "围挡缺板"}


def _grounds() -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "text": "已修复"}


# Where an empty body would hide who may: it is refused for what it lacks before anybody asks who sends it.
BODIES: dict[str, Callable[[], dict[str, Any]]] = {
    "POST /cases/<number>/comments/": _comment,
    "POST /api/v1/cases/<ident>/comments/": _comment,
    "POST /cases/<number>/attachments/": _file,
    "POST /api/v1/cases/<ident>/attachments/": _file,
    "POST /cases/<number>/unmask/": lambda: {"reason": "call_back"},
    "POST /api/v1/cases/<ident>/unmask/": lambda: {"purpose": "call_back"},
    "POST /api/v1/cases/": _report,
    "POST /permits/<permit_id>/moves/<move>/": lambda: {"id": str(uuid.uuid4()), "version": 1},
    "POST /api/v1/permits/<permit_id>/moves/<move>/": lambda: {"version": 1},
    "POST /orders/<number>/moves/<move>/": lambda: {"id": str(uuid.uuid4()), "version": 1},
    "POST /api/v1/orders/<number>/moves/<move>/": lambda: {"version": 1},
    "POST /field/rounds/<round_id>/hand-in/": lambda: {"id": str(uuid.uuid4()), "version": 2},
    "POST /field/rounds/<round_id>/<stop_id>/answer/": lambda: _answer() | {"id": str(uuid.uuid4())},
    "POST /field/rounds/<round_id>/<stop_id>/moves/<move>/": _give_up,
    "POST /api/v1/rounds/<round_id>/stops/<stop_id>/moves/<move>/": _give_up,
    "POST /rounds/findings/<finding_id>/turn/": lambda: _turn() | {"unit": "sanitation"},
    "POST /api/v1/findings/<finding_id>/turn/": _turn,
    "POST /rounds/findings/<finding_id>/objection/": _grounds,
    "POST /api/v1/findings/<finding_id>/objections/": _grounds,
    "POST /rounds/objections/<objection_id>/moves/<move>/": lambda: _give_up() | {"version": 1},
    "POST /api/v1/objections/<objection_id>/moves/<move>/": lambda: {"version": 1, "reason": "是"},
    "POST /ledger/<number>/moves/<move>/": lambda: {"id": str(uuid.uuid4()), "version": 2},
    "POST /api/v1/items/<item_id>/moves/<move>/": lambda: {"version": 2},
    "POST /rounds/<round_id>/moves/<move>/": lambda: {"id": str(uuid.uuid4()), "version": 2, "reason": "雨"},
    "POST /api/v1/rounds/<round_id>/moves/<move>/": lambda: {"version": 2, "reason": "雨"},
    "GET /api/v1/places/here/": lambda: {"lng": "121.4805", "lat": "31.2305"},
    "POST /cases/filters/": lambda: {"name": "新的", "query": "lamp=red"},
    "POST /cases/filters/<filter_id>/": lambda: {"name": "新的", "query": "lamp=red"},
    "POST /cases/bulk/": lambda: {"move": "remind", "scope": "all"},
    "POST /field/duty/": lambda: {"on": "1"},
    "POST /field/duty/place/": lambda: {"place_lng": "121.48", "place_lat": "31.23"},
    "GET /field/place/": _place,
    "GET /api/v1/cases/duplicates/": _place,
    "GET /api/v1/route/": _place,
    "GET /api/v1/locate/": lambda: {"lng": "121.4805", "lat": "31.2305"},
    "POST /api/v1/photos/": _photo,
    "POST /api/v1/visits/<visit_id>/moves/<move>/": lambda: {"version": 1, "passed": True},
    "POST /city/people/<username>/access/end/": lambda: {"all": "1"},
    "POST /inbox/read/": lambda: {"up_to": timezone.now().isoformat()},
    "POST /preferences/": lambda: {"theme": "dark"},
}
