"""An order as the paper that is served: PDF, for pages and API alike (facts.md 2.12)."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, renderer_classes, throttle_classes
from rest_framework.request import Request

from accounts.models import User
from accounts.requests import current_user
from cases.actions import note_look
from cases.models import Case
from common.api import JSONRenderer
from common.files import Enclosed, media
from common.papers import Paper, PapersPerMinute, Pdf
from common.schema import PROBLEMS, refuse_unknown_parameters
from common.throttling import PerMinute
from departments.models import Department
from evidence.models import Photo, PhotoStatus
from evidence.queries import photos_of
from ledgers.models import Order
from ledgers.presenters import orders as presenters
from ledgers.queries.orders import order_for, reply_photos

PHOTOS, PROOFS = 4, 12  # shown at most: of the problem, of the replies


@extend_schema(
    operation_id="print_order",
    summary="An order as PDF, as it is served",
    parameters=[OpenApiParameter("number", str, "path", description="number of the order")],
    responses={(200, "application/pdf"): OpenApiTypes.BINARY, **PROBLEMS},
)
@api_view(["GET"])
@renderer_classes([JSONRenderer, Pdf])
@throttle_classes([PerMinute, PapersPerMinute])
def paper(request: Request, number: str) -> HttpResponse:
    """The problem with photos, what is required and by when, the seal's place, and the receipts with the replies."""
    refuse_unknown_parameters(request)
    user = current_user(request)
    order = order_for(user, number=number.replace("\0", ""))
    photos, proofs = _photos(order, user), _proofs(order)
    context: dict[str, Any] = {
        "order": order, "photos": photos, "services": list(order.services.all()),
        "problem_label": presenters.problem_label(order), "requirement_label": presenters.requirement_label(order),
        "proofs": proofs, "shown": [proof.photo for proof in proofs if proof.shown],
        "phone": presenters.party_phone(order), "to_party": order.kind == "to_party",
    }  # fmt: skip
    pictures = [*photos, *context["shown"]]
    files = {photo.pk.hex: Enclosed(media(photo.thumbnail_name), "image/jpeg") for photo in pictures}
    return Paper(
        "ledgers/papers/order.html", order.paper_number, order.get_absolute_url(), order.number, order.body, context,
        files,
    ).answer(request)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """A photo of a reply in the appendix: of which unit, and whether it is shown."""

    unit: Department
    photo: Photo
    shown: bool


def _proofs(order: Order) -> list[Proof]:
    """All that came with replies and can be seen, unit by unit; the first of them are shown."""
    found = reply_photos(order)
    ready = [
        (service.department, photo) for service in order.services.all()
        for photo in found.get(service.department.code, ()) if photo.status == PhotoStatus.READY
    ]  # fmt: skip
    return [Proof(unit, photo, number < PROOFS) for number, (unit, photo) in enumerate(ready)]


def _photos(order: Order, user: User) -> list[Photo]:
    """Of its case, as it was found; of a case that the reader does not see none. To read them is a look at it."""
    if order.case is None or not Case.objects.visible_to(user).filter(pk=order.case.pk).exists():
        return []
    note_look(case=order.case, by=user)
    found = [each for each in photos_of(order.case.subject) if each.status == PhotoStatus.READY and not each.is_after]
    return found[:PHOTOS]
