"""A case that comes under supervision has a numbered order in the same second; with the supervision the order ends."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from cases.actions import take_supervision_back
from cases.models import Case, CaseEvent
from cases.topics import SUPERVISED
from cases.workflow import END_SUPERVISION, OPEN, OWED, SUPERVISE
from common import outbox
from common.models import Message
from departments.models import Department
from ledgers.actions.orders.anew import given_away, serve_anew
from ledgers.actions.orders.draw_up import OrderDraft, issue, order_of
from ledgers.actions.orders.ended import end_with_case
from ledgers.actions.orders.steps import end
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
            elif event.move == END_SUPERVISION:
                _withdraw_all(event)
            else:
                follow_case(event)


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
        why = event.note or _("The supervision of the case has ended.")
        end(order, why=why, at=event.at, because_of=event.by_id)


@transaction.atomic
def follow_case(event: CaseEvent, *, at: datetime | None = None) -> None:
    """A case under supervision was moved on: its open orders end with it, or go with it to another unit.

    What counts is how the case stands now, so that messages may come twice, late and in any order. The orders are held
    before their case.
    """
    at = at or timezone.now()
    held = list(Order.objects.open().filter(case=event.case_id).order_by("pk").select_for_update(of=("self",)))
    case = Case.objects.select_for_update(of=("self",)).select_related("department").get(pk=event.case_id)
    if case.state not in OPEN:
        for order in held:
            end_with_case(order, case, event, at)
    elif case.supervised_at is not None and case.department is not None:
        taking = [order for order in held if order.case_event is not None]
        if not taking:
            _begin_again(case, event, at)
        elif given_away(taking[0], case.department):
            _hand_on(taking[0], case, case.department, event, at)


def _hand_on(order: Order, case: Case, unit: Department, event: CaseEvent, at: datetime) -> None:
    """To the unit that has the case now. A limit that is over can't be kept by it, and is not the platform's to move:
    the case's own clock has it back, and asks the supervisors."""
    if order.due_at > at:
        serve_anew(order, case, unit, event.pk, at, because_of=event.by_id)
        return
    why = _("%(number)s was given to %(unit)s after the limit of this order: put it under supervision anew.")
    end(order, why=why % {"number": case.number, "unit": unit}, at=at)
    take_supervision_back(case_id=case.pk)


def _begin_again(case: Case, event: CaseEvent, at: datetime) -> None:
    """A unit owes a case under supervision, and no order holds its term: it had no unit before, or it came back."""
    if case.state not in OWED or case.supervision_due_at is None or case.department is None:
        return
    if case.supervision_due_at <= at:
        take_supervision_back(case_id=case.pk)
        return
    last = Order.objects.filter(case=case, case_event__isnull=False).order_by("issued_at", "pk").last()
    asked = CaseEvent.objects.filter(case=case, move=SUPERVISE).select_related("by").order_by("seq").last()
    if last is not None and last.due_at == case.supervision_due_at:
        serve_anew(last, case, case.department, event.pk, at)
    elif asked is not None:
        order_supervision(asked, at=at)
