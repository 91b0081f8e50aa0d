"""What the API says of a case, built by hand: a serializer for each row would cost more than the query."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db.models import F, FloatField, Func
from django.urls import reverse

from accounts.api.shapes import person
from accounts.models import User
from cases.choices import urgency_of
from cases.models import Case
from cases.permissions import Viewer, moves_offered
from cases.queries.others import numbers_of_related
from cases.querysets import lateness
from cases.routing import why_text
from common.owed import on_time
from common.phones import mask_phone
from common.prepared import ValuesByKey
from common.text import mask_name
from common.workflow.api import offers
from departments.models import Department
from evidence.api.shapes import photo
from evidence.models import Photo
from evidence.presenters import Reuse, reuses

# What a list reads of each case; `row` turns it into the answer. The point comes as two numbers: making a geometry of
# each would cost more than the query.
POINT = {
    "lng": Func(F("location"), function="ST_X", output_field=FloatField()),
    "lat": Func(F("location"), function="ST_Y", output_field=FloatField()),
}
COLUMNS = (
    "id", "number", "external_number", "state", "version", "category__code", "category__name", "category__name_en",
    "condition__number",
    "source", "description", "address", "lng", "lat", "located", "unit_grid__code", "department__code",
    "department__name", "reported_at", "stage_started_at", "stage_due_at", "warn_at", "due_at", "finished_at",
    "closed_at", "exempt", "appeal", "urgent", "assignee__username", "assignee__name", "assignee__role",
    "private", "place__code", "place__name",
)  # fmt: skip
ROWS = ValuesByKey(Case.objects.annotate(**POINT), COLUMNS)


def row(case: Mapping[str, Any], *, at: datetime, address: str, english: bool) -> dict[str, Any]:
    """A case in a list, from COLUMNS; `address` is that of all cases."""
    return {
        "id": case["id"],
        "number": case["number"],
        "external_number": case["external_number"],
        "state": case["state"],
        "version": case["version"],
        "category": {
            "code": case["category__code"],
            "name": (english and case["category__name_en"]) or case["category__name"],
        },
        "condition": case["condition__number"],
        "urgency": urgency_of(urgent=case["urgent"], classified=case["condition__number"] is not None),
        "source": case["source"],
        "description": case["description"],
        "address": case["address"],
        "location": {"type": "Point", "coordinates": [case["lng"], case["lat"]]} if case["lng"] is not None else None,
        "located": case["located"],
        "unit_grid": {"code": case["unit_grid__code"]} if case["unit_grid__code"] else None,
        "place": _code_name(case["place__code"], case["place__name"]),
        "department": _code_name(case["department__code"], case["department__name"]),
        "assignee": _assignee(case),
        "reported_at": case["reported_at"],
        "due_at": case["due_at"],
        **_clock(case, at),
        "finished_at": case["finished_at"],
        "closed_at": case["closed_at"],
        "private": case["private"],
        "links": {"self": f"{address}{case['id']}/"},
    }


def detail(case: Case, *, viewer: Viewer, at: datetime, photos: Iterable[Photo]) -> dict[str, Any]:
    """A case whole. It must come from `queries.whole`: nothing here asks the database but the viewer's own grids, and,
    where the case has any, which of its related cases they see."""
    return {
        "id": case.pk,
        "number": case.number,
        "external_number": case.external_number,
        "state": case.state,
        "version": case.version,
        "category": {"code": case.category.code, "name": str(case.category)},
        "condition": case.condition.number if case.condition else None,
        "closing_conditions": case.closing_lines,
        "proof_refused_at": case.proof_refused_at,
        "source": case.source,
        "description": case.description,
        "address": case.address,
        "location": geojson(case.location),
        "located": case.located,
        "accuracy_m": case.accuracy_m,
        **_place(case),
        "place": _code_name(case.place.code, case.place.name) if case.place else None,
        "department": department(case.department),
        "routing": {"rule": case.rule_id, "why": why_text(case.routing_why)},
        "stage": _stage(case, at),
        "limit": case.limit_text,
        "due_at": case.due_at,
        "lamp": case.lamp(at=at).value,
        "overdue": case.overdue(at=at),
        "was_late": case.was_late,
        "on_time": case.on_time,
        "urgency": case.urgency,
        "urgency_raised_at": case.urgency_raised_at,
        "urgency_limit": case.urgency_limit,
        "component": _code_name(case.component.code, case.component.name) if case.component else None,
        **_befell(case, at),
        **_related(case, viewer.user),
        "reporter": {"name": mask_name(case.reporter_name), "phone": mask_phone(case.reporter_phone)},
        "occurred_at": case.occurred_at,
        "reported_at": case.reported_at,
        "filed_at": case.filed_at,
        "dispatched_at": case.dispatched_at,
        "finished_at": case.finished_at,
        "closed_at": case.closed_at,
        "allowed_moves": offers(moves_offered(viewer, case)),
        "photos": _photos(list(photos), viewer.user),
        "links": _links(case),
    }


def _clock(case: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """How the case stands to its due time, from its columns: overdue and late as everywhere, and the raw fact."""
    times = {"due_at": case["due_at"], "finished_at": case["finished_at"]}
    return {
        "lamp": lateness.fix_lamp(state=case["state"], warn_at=case["warn_at"], at=at, **times).value,
        "overdue": lateness.is_overdue(state=case["state"], at=at, **times),
        "was_late": lateness.was_late(state=case["state"], exempt=case["exempt"], **times),
        "on_time": on_time(case["finished_at"], case["due_at"]),
        "exempt": case["exempt"],
        "appeal": case["appeal"] or None,
    }


def _befell(case: Case, at: datetime) -> dict[str, Any]:
    """What lists can be narrowed by beside its facts: what was asked for, how often it came back, who watches it."""
    return {
        "squad": department(case.squad),
        "assignee": person(case.assignee) if case.assignee is not None else None,
        "rework_count": case.rework_count,
        "send_back_count": case.send_back_count,
        "escalated": case.escalated,
        "extension": case.extension or None,
        "extension_count": case.extension_count,
        "suspension": case.suspension or None,
        "suspended_until": case.suspended_until,
        "appeal": case.appeal or None,
        "exempt": case.exempt,
        "supervision": _supervision(case, at),
        "ownerless": case.ownerless,
        "private": case.private,
        "recheck_failed_at": case.recheck_failed_at,
    }


def _assignee(case: Mapping[str, Any]) -> dict[str, str] | None:
    if case["assignee__username"] is None:
        return None
    return {name: case[f"assignee__{name}"] for name in ("username", "name", "role")}


def _supervision(case: Case, at: datetime) -> dict[str, Any] | None:
    if case.supervised_at is None:
        return None
    late = case.supervision_due_at is not None and case.supervision_due_at < at
    return {"since": case.supervised_at, "due_at": case.supervision_due_at, "late": late}


def _related(case: Case, user: User) -> dict[str, Any]:
    numbers = numbers_of_related(case, user)
    keys = {"parent": case.parent_id, "merged_into": case.merged_into_id, "recurs_of": case.recurs_of_id}
    return {name: _other(key, numbers) if key is not None else None for name, key in keys.items()}


def _other(key: UUID, numbers: Mapping[UUID, str]) -> dict[str, str | None]:
    """Another case: that there is one is said to everybody, which one only to who sees it."""
    link = reverse("api:case", args=[key]) if key in numbers else None
    return {"number": numbers.get(key), "link": link}


def geojson(point: Point | None) -> dict[str, Any] | None:
    return {"type": "Point", "coordinates": [point.x, point.y]} if point is not None else None


def department(unit: Department | None) -> dict[str, str] | None:
    return {"code": unit.code, "name": unit.name} if unit is not None else None


def _code_name(code: str | None, name: str | None) -> dict[str, Any] | None:
    return {"code": code, "name": name} if code is not None else None


def _place(case: Case) -> dict[str, Any]:
    named = {level: getattr(case, level) for level in ("duty_grid", "community", "street", "district")}
    return {
        "unit_grid": {"code": case.unit_grid.code} if case.unit_grid else None,
        **{level: _code_name(area.code, area.name) if area else None for level, area in named.items()},
    }


def _stage(case: Case, at: datetime) -> dict[str, Any] | None:
    if case.stage is None:
        return None
    return {
        "name": case.stage.value,
        "started_at": case.stage_started_at,
        "due_at": case.stage_due_at,
        "lamp": case.stage_lamp(at=at).value,
    }


def _photos(rows: Sequence[Photo], user: User) -> list[dict[str, Any]]:
    used = reuses(rows, user)
    return [photo(row) | {"reused": _reused(row, used.get(row.pk))} for row in rows]


def _reused(of: Photo, use: Reuse | None) -> dict[str, Any] | None:
    """Where the photo was used before; another case is named only to who may see it."""
    if use is None:
        return None
    named = use.title if use.subject.kind == Case.SUBJECT else ""
    return {
        "case": named or None,
        "same_case": use.same_subject,
        "identical": use.identical,
        "bits": of.same_bits,
        "link": reverse("api:case", args=[use.subject.key]) if named else None,
    }


def _links(case: Case) -> dict[str, str]:
    address = reverse("api:case", args=[case.pk])
    rest = ("events", "comments", "attachments", "sheet", "slip")
    return {"self": address, **{name: f"{address}{name}/" for name in rest}, "moves": f"{address}moves/{{move}}/"}
