"""A case that comes under supervision has a numbered order in the same second; with the supervision the order ends."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cases.models import Case, CaseEvent
from cases.topics import SUPERVISED
from cases.workflow import OPEN, SUPERVISE
from common import outbox
from common.models import Message
from departments.models import Department
from ledgers.actions.orders.draw_up import OrderDraft, issue, order_of
from ledgers.actions.orders.steps import withdraw
from ledgers.models import Order
from ledgers.queries.order_parts import of_case
from ledgers.workflow.order_states import OrderKind
from registry.queries import city_language

NAME = "ledgers.supervised"  # makes the id of the order from that of the event


@outbox.handles(SUPERVISED, batch=1)
def supervised(messages: Sequence[Message]) -> None:
    """What a case's history says follows, whatever was done meanwhile; a message that comes twice does no harm."""
    for message in messages:
        event = CaseEvent.objects.filter(pk=UUID(message.reference)).select_related("by").first()
        if event is None:
            continue
        with translation.override(city_language() or settings.LANGUAGE_CODE):
            if event.move == SUPERVISE:
                order_supervision(event)
            else:
                _withdraw_all(event)


@transaction.atomic
def order_supervision(event: CaseEvent, *, at: datetime | None = None) -> Order | None:
    """The order of a supervision; None where there is one, the supervision is over or nobody owes the case.

    What no unit owes yet is chased by the case's own clock. It is issued when this is done, not when somebody asked
    for it: where the queue stood still the units have all of their time to sign.
    """
    at, until = at or timezone.now(), parse_datetime(str(event.data.get("until", "")))
    if until is None or until <= at or Order.objects.filter(case_event=event.pk).exists():
        return None
    case = Case.objects.select_related("department", "category", "street").get(pk=event.case_id)
    units = _units(case)
    if not units:
        return None
    draft = OrderDraft(
        id=uuid5(event.pk, NAME), kind=OrderKind.SUPERVISION, requirement=event.note or _("Fix it within the limit."),
        units=tuple(unit.code for unit in units), due_at=until, case=case.pk,
        place=case.place.code if case.place and case.place.ended_on is None else "", **of_case(case),
    )  # fmt: skip
    order = order_of(draft, at=at, by=None)
    if order.case is None or order.case.supervision_due_at != until or order.case.state not in OPEN:
        return None  # ended or begun anew meanwhile: that event has its own order
    order.issued_by, order.case_event = event.by, event.pk
    return issue(order, units, at=at, by=event.by)


def _units(case: Case) -> list[Department]:
    """The unit that owes it leads, those that were asked to assist follow."""
    keys = [key for key in dict.fromkeys([case.department_id, *case.assisting]) if key is not None]
    found = Department.objects.active().in_bulk(keys) if case.department_id else {}
    return [found[key] for key in keys if key in found]


@transaction.atomic
def _withdraw_all(event: CaseEvent) -> None:
    """Orders of later supervisions stay. One that was closed has ended its supervision itself."""
    held = Order.objects.open().filter(case=event.case_id, case_event__isnull=False, issued_at__lte=event.at)
    for order in held.order_by("pk").select_for_update(of=("self",)):
        withdraw(order, why=event.note or _("The supervision of the case has ended."), at=event.at)
