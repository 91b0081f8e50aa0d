"""Orders visits: when a case comes to where somebody must go and look, and when a house above asks for one."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cases.rulebook import rulebook
from cases.topics import ENTERED
from common import outbox
from common.models import Message
from common.subjects import Subject
from grids.queries import locate
from inspections.actions.advance import ordered
from inspections.actions.give import give
from inspections.actions.reconcile import ACTOR, lock_cases, reconcile
from inspections.models import Visit, VisitEvent
from inspections.permissions import ordering_refusal
from inspections.workflow import LIVE, Kind, VisitState


@outbox.handles(ENTERED, batch=100)
def order_entered(messages: Sequence[Message]) -> None:
    order_visits(ids=[UUID(message.reference) for message in messages])


def order_visits(*, ids: Sequence[UUID], at: datetime | None = None) -> int:
    """Order, give and end visits as the cases now stand; how many were given. Call it inside a transaction.

    The history of the case decides, not the message: one that comes twice or late does no harm.
    """
    at, book = at or timezone.now(), rulebook()
    history: list[VisitEvent] = []
    live = reconcile(lock_cases(ids), at=at, book=book, history=history)
    return give([visit for visit in live if visit.state == VisitState.WAITING], at=at, book=book, history=history)


@transaction.atomic
def order_look(
    *, subject: Subject, title: str, url: str = "", spot: tuple[float, float], note: str = "",
    at: datetime | None = None, by: User | None,
) -> Visit:  # fmt: skip
    """Send somebody to look at a thing of a house above; at `spot` (longitude and latitude in WGS 84).

    Asked for again while somebody still has to go, it is the same visit. It is given at once to who fits best. `by`
    None is the platform. Raises Forbidden (desk and supervisors order visits).
    """
    if by is not None and (no := ordering_refusal(by)):
        raise no
    at, place = at or timezone.now(), locate(*spot)
    visit, is_new = Visit.objects.get_or_create(
        case=None, subject_kind=subject.kind, subject_key=subject.key, state__in=LIVE,
        defaults={
            "kind": Kind.LOOK, "since": 0, "state": VisitState.WAITING, "ordered_at": at, "title": title, "url": url,
            "location": Point(*spot, srid=4326), "duty_grid_id": place.duty_grid,
        },
    )  # fmt: skip
    if is_new:
        said = {"reason": note} if note else {}
        first = ordered(visit, by=by, actor="" if by else ACTOR, data={"kind": visit.kind, **said})
        first.note = note
        give([visit], at=at, book=rulebook(), history=[first])
    return visit
