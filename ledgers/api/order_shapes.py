"""What the API says of orders."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from common.workflow.api import last_events, offers
from departments.models import Department
from evidence.api.shapes import photo
from evidence.models import Photo
from ledgers.models import Order, Service
from ledgers.permissions.orders import ORDERS, OrderViewer
from ledgers.presenters.orders import party_phone, waits_for
from ledgers.queries.orders import reply_photos


def listed(of: Order) -> dict[str, Any]:
    """An order in a list; it must come from `queries.orders`: nothing here asks the database."""
    return {
        "id": of.pk,
        "number": of.number,
        "paper_number": of.paper_number,
        "kind": of.kind,
        "level": of.level,
        "title": of.title,
        "state": of.state,
        "version": of.version,
        "units": [_unit(service.department) for service in of.services.all()],
        "waits_for": [_unit(unit) for unit in waits_for(of)],
        "case": of.case.number if of.case is not None else None,
        "item": of.item.number if of.item is not None else None,
        "place": {"code": of.place.code, "name": of.place.name} if of.place is not None else None,
        "issued_at": of.issued_at,
        "sign_due_at": of.sign_due_at,
        "due_at": of.due_at,
        "closed_at": of.closed_at,
        "links": {
            "self": reverse("api:order", args=[of.number]), "paper": reverse("api:order_paper", args=[of.number]),
        },
    }  # fmt: skip


def whole(of: Order, viewer: OrderViewer) -> dict[str, Any]:
    """It must come from `queries.order_for`."""
    texts = ("problem", "basis", "requirement", "consequences", "contact", "body", "party")
    photos = reply_photos(of)
    subject = {"kind": of.subject_kind, "key": of.subject_key, "title": of.subject_title}
    return listed(of) | {name: getattr(of, name) for name in texts} | {
        "party_phone": party_phone(of),
        "subject": subject if of.subject_kind else None,
        "services": [_service(service, photos.get(service.department.code, ())) for service in of.services.all()],
        "allowed_moves": offers(ORDERS.offered(viewer, of)),
        "events": last_events(of.events.all()),
    }  # fmt: skip


def _unit(of: Department) -> dict[str, str]:
    return {"code": of.code, "name": str(of)}


def _service(of: Service, photos: Iterable[Photo]) -> dict[str, Any]:
    return {
        "unit": _unit(of.department),
        "leads": of.leads,
        "state": of.state,
        "signed_at": of.signed_at,
        "signed_by": str(of.signed_by or ""),
        "signer": of.signer,
        "replied_at": of.replied_at,
        "reply": of.reply,
        "photos": [photo(each) for each in photos],
        "refusals": of.refusals,
        "answer": of.answer,
    }
