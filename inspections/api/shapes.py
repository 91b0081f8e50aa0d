"""What the API says of visits."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.api.shapes import person
from accounts.models import User
from cases.viewer import Viewer
from common.workflow.api import last_events, offers
from evidence.api.shapes import photo
from evidence.queries import photos_of
from grids.models import DutyGrid
from inspections.models import Visit
from inspections.permissions import RULES


def row(of: Visit, *, at: datetime) -> dict[str, Any]:
    """A visit in a list. It must come from `queries.listed` or `with_all`: nothing here asks the database."""
    spot = of.spot
    return {
        "id": of.pk,
        "kind": of.kind,
        "state": of.state,
        "version": of.version,
        "case": {"id": of.case.pk, "number": of.case.number} if of.case is not None else None,
        "subject": _subject(of),
        "location": {"type": "Point", "coordinates": list(spot)} if spot is not None else None,
        "duty_grid": _grid(of.case.duty_grid if of.case is not None else of.duty_grid),
        "inspector": _person(of.inspector),
        "ordered_at": of.ordered_at,
        "given_at": of.given_at,
        "due_at": of.due_at,
        "lamp": of.lamp(at=at).value,
        "done_at": of.done_at,
        "done_by": _person(of.done_by),
        "passed": of.passed,
        "links": {"self": reverse("api:visit", args=[of.pk])},
    }


def detail(of: Visit, *, viewer: Viewer, at: datetime) -> dict[str, Any]:
    address = reverse("api:visit", args=[of.pk])
    case = reverse("api:case", args=[of.case_id]) if of.case_id is not None else None
    return row(of, at=at) | {
        "times_given": of.times_given,
        "allowed_moves": offers(RULES.offered(viewer, of)),
        "photos": [photo(each) for each in photos_of(of.subject)] if of.case_id is None else [],
        "events": last_events(of.events.all()),
        "links": {"self": address, "moves": f"{address}moves/{{move}}/", "case": case},
    }


def _subject(of: Visit) -> dict[str, str] | None:
    if of.case_id is not None:
        return None
    return {"kind": of.subject_kind, "key": of.subject_key, "title": of.title}


def _grid(grid: DutyGrid | None) -> dict[str, str] | None:
    return {"code": grid.code, "name": grid.name} if grid is not None else None


def _person(user: User | None) -> dict[str, str] | None:
    return person(user) if user is not None else None
