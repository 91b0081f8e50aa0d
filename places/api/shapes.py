"""What the API says of places and zones."""

from typing import Any

import orjson
from django.urls import reverse

from common.workflow.api import last_events, offers
from grids.models import Area
from places.models import Permit, Place
from places.permissions import PERMITS, PermitViewer
from places.presenters import phone
from places.queries import Here, ZoneHere, details_of


def row(of: Place) -> dict[str, Any]:
    """A place in a list; it must come from `queries.files`: nothing here asks the database."""
    return {
        "code": of.code,
        "name": of.name,
        "kind": {"code": of.kind.code, "name": str(of.kind)},
        "address": of.address,
        "location": of.spot,
        "unit": {"code": of.unit.code, "name": str(of.unit)} if of.unit is not None else None,
        "street": _area(of.street),
        "community": _area(of.community),
        "risk": of.risk,
        "last_result": of.last_result,
        "looked_on": of.looked_on,
        "started_on": of.started_on,
        "ended_on": of.ended_on,
        "links": {"self": reverse("api:place", args=[of.code])},
    }


def file(of: Place) -> dict[str, Any]:
    return row(of) | {
        "boundary": orjson.loads(of.boundary.geojson) if of.boundary is not None else None,
        "responsible": {"name": of.responsible, "phone": phone(of)},
        "details": [{"code": each.code, "name": str(each), "value": said} for each, said in details_of(of)],
    }


def here(found: Here) -> dict[str, Any]:
    places = [
        {"place": row(each.place), "distance_m": each.metres, "inside": each.inside} for each in found.places
    ]  # fmt: skip
    permits = [_permit(each) for each in found.permits]
    return {"places": places, "zones": [_zone(each) for each in found.zones], "permits": permits}


def _permit(of: Permit) -> dict[str, Any]:
    said = {"number": of.number, "kind": of.kind, "holder": of.holder, "purpose": of.purpose}
    links = {"self": reverse("api:permit", args=[of.pk])}
    return said | {"conditions": of.conditions, "ends_on": of.ends_on, "links": links}


def _zone(of: ZoneHere) -> dict[str, Any]:
    zone = of.zone
    said = {"code": zone.code, "name": zone.name, "kind": zone.kind, "classes": zone.classes, "hours": zone.hours}
    return said | {"note": zone.note, "speaks": of.speaks, "now": of.now}


def _area(area: Area | None) -> dict[str, str] | None:
    return {"code": area.code, "name": area.name} if area is not None else None


def permit(of: Permit) -> dict[str, Any]:
    """A permit in a list; it must come from `queries.permits`."""
    return {
        "id": of.pk,
        "number": of.number,
        "kind": of.kind,
        "state": of.state,
        "version": of.version,
        "holder": of.holder,
        "purpose": of.purpose,
        "conditions": of.conditions,
        "place": {"code": of.place.code, "name": of.place.name} if of.place is not None else None,
        "location": {"type": "Point", "coordinates": [of.point.x, of.point.y]},
        "unit": {"code": of.unit.code, "name": str(of.unit)},
        "starts_on": of.starts_on,
        "ends_on": of.ends_on,
        "applied_at": of.applied_at,
        "links": {"self": reverse("api:permit", args=[of.pk])},
    }


def permit_file(of: Permit, viewer: PermitViewer) -> dict[str, Any]:
    return permit(of) | {
        "boundary": orjson.loads(of.boundary.geojson) if of.boundary is not None else None,
        "allowed_moves": offers(PERMITS.offered(viewer, of)), "events": last_events(of.events.all()),
    }  # fmt: skip
