"""What the API says of rounds."""

from decimal import Decimal
from typing import Any

from django.urls import reverse

from common.workflow.api import last_events, offers
from rounds.models import Finding, Round, Stop
from rounds.permissions.rounds import RULES
from rounds.queries.rounds import findings_of, stops_of
from rounds.viewer import RoundViewer

_PLAIN = (
    "number", "title", "state", "version", "selection", "openness", "scope", "due_on", "attempt", "reason", "draws_at",
    "due_at", "handed_in_at", "objections_until", "settled_at",
)  # fmt: skip


def _named(code: str, name: object) -> dict[str, str]:
    return {"code": code, "name": str(name)}


def _marks(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def row(of: Round, viewer: RoundViewer) -> dict[str, Any]:
    """A round in a list; it must come from `queries.rounds.listed`: nothing here asks the database but, once, for the
    groups of the viewer. What others lost is not told to a unit."""
    whole = viewer.sees_all(of)
    return {
        "id": of.pk,
        **{name: getattr(of, name) for name in _PLAIN},
        "plan": _named(of.plan.code, of.plan),
        "group": _named(of.group.code, of.group) if of.group is not None else None,
        "lamp": of.lamp(at=viewer.at),
        "marks_possible": _marks(of.marks_possible) if whole else None,
        "marks_lost": _marks(of.marks_lost) if whole else None,
        "links": {"self": reverse("api:round", args=[of.pk])},
    }


def file(of: Round, viewer: RoundViewer) -> dict[str, Any]:
    return row(of, viewer) | {
        "stops": [_stop(stop) for stop in stops_of(of, viewer.user)],
        "findings": [_finding(finding) for finding in findings_of(of, viewer.user)],
        "allowed_moves": offers(RULES.offered(viewer, of) if viewer.sees_all(of) else ()),
        "events": last_events(of.events.all()) if viewer.sees_all(of) else [],
    }


def _stop(of: Stop) -> dict[str, Any]:
    plain = ("order", "state", "version", "looked_at", "reason", "result")
    return {
        "id": of.pk,
        **{name: getattr(of, name) for name in plain},
        "place": _named(of.place.code, of.place),
        "location": of.place.spot,
        "possible": _marks(of.possible),
        "lost": _marks(of.lost),
    }


def _finding(of: Finding) -> dict[str, Any]:
    return {
        "id": of.pk,
        "item": _named(of.answer.item.code, of.answer.item),
        "place": _named(of.place.code, of.place),
        "unit": _named(of.unit.code, of.unit),
        "person": str(of.person) if of.person is not None else None,
        "state": of.state,
        "lost": _marks(of.lost),
        "found_at": of.found_at,
        "case": of.case.number if of.case is not None else None,
    }
