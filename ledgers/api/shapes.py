"""What the API says of the ledger."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.api.shapes import person
from accounts.models import User
from common.workflow.api import last_events, offers
from departments.models import Department
from evidence.api.shapes import photo
from evidence.queries import photos_of
from ledgers.models import Item
from ledgers.permissions.items import ITEM_RULES, ItemViewer
from ledgers.queries.items import cases_of
from ledgers.workflow.item_states import ItemState


def row(of: Item, *, at: datetime) -> dict[str, Any]:
    """An item in a list; it must come from `queries.listed`: nothing here asks the database."""
    return {
        "id": of.pk,
        "number": of.number,
        "problem": of.problem,
        "unit": _unit(of.department),
        "measures": of.measures,
        "due_at": of.due_at,
        "state": of.state,
        "link": of.link.value,
        "version": of.version,
        "lamp": of.lamp(at=at).value,
        "source": of.source,
        "place": {"code": of.place.code, "name": of.place.name} if of.place is not None else None,
        "category": {"code": of.category.code, "name": str(of.category)} if of.category is not None else None,
        "in_charge": _person(of.in_charge),
        "level": of.level,
        "passed_up": of.passed_up,
        "hot": of.hot,
        "opened_at": of.opened_at,
        "finished_at": of.finished_at,
        "written_off_at": of.written_off_at,
        "links": {"self": reverse("api:item", args=[of.pk])},
    }


def detail(of: Item, user: User, *, at: datetime) -> dict[str, Any]:
    address = reverse("api:item", args=[of.pk])
    recurs = of.recurs if of.recurs is not None and Item.objects.visible_to(user).filter(pk=of.recurs.pk) else None
    return row(of, at=at) | {
        "first_due_at": of.first_due_at,
        "location": {"type": "Point", "coordinates": list(of.spot)} if of.spot is not None else None,
        "leader": _person(of.leader),
        "linked_leader": _person(of.linked_leader),
        "linked_unit": _unit(of.linked_unit),
        "hot_owner": _person(of.hot_owner),
        "extension_until": of.extension_until,
        "put_off_until": of.stage_due_at if of.state == ItemState.ACCEPTED else None,
        "diary_at": of.diary_at,
        "written_off_by": _person(of.written_off_by),
        "recurs": {"id": recurs.pk, "number": recurs.number} if recurs is not None else None,
        "origin": _origin(of),
        "cases": [{"id": case.pk, "number": case.number} for case in cases_of(of, user)],
        "allowed_moves": offers(ITEM_RULES.offered(ItemViewer(user, at), of)),
        "photos": [photo(each) for each in photos_of(of.subject)],
        "events": last_events(of.events.filter(seq__lte=of.seq)),
        "links": {"self": address, "moves": f"{address}moves/{{move}}/"},
    }


def _origin(of: Item) -> dict[str, str] | None:
    if not of.subject_kind:
        return None
    return {"kind": of.subject_kind, "key": of.subject_key, "title": of.subject_title, "url": of.subject_url}


def _unit(unit: Department | None) -> dict[str, str] | None:
    return {"code": unit.code, "name": str(unit)} if unit is not None else None


def _person(user: User | None) -> dict[str, str] | None:
    return person(user) if user is not None else None
