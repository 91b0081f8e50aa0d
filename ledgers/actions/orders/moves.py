"""What the engine of moves asks of orders; `move_order` is the door of every move that a person makes of one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.actions import MoveRequest, perform
from cases.models import Case
from cases.workflow import END_SUPERVISION
from common.refusals import Missing, Refused
from common.workflow.engine import Life, Promises
from evidence.actions import attach_photos
from ledgers.actions.orders.steps import MOVED, step
from ledgers.models import Order, OrderEvent, Service
from ledgers.permissions.orders import ORDERS, OrderViewer, is_meant, service_in
from ledgers.topics import ORDER
from ledgers.workflow.order_states import ENDED, Need, OrderKind, ServiceState
from ledgers.workflow.orders import ACCEPT_REPLY, QUIET, REFUSE_REPLY, REPLY, SIGN, OrderMove


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """What a person wants done to an order; `version` is the one they saw, `unit` the code of a served unit."""

    move: str
    version: int | None
    id: UUID | None = None
    note: str = ""
    reason: str = ""
    unit: str = ""
    signer: str = ""
    photos: tuple[UUID, ...] = ()

    def given(self) -> set[str]:
        return {need.value for need in Need if getattr(self, need.value)}


@dataclass(slots=True)
class OrderContext:
    """A move with the unit that it is about; `data` is what its event records."""

    order: Order
    request: OrderRequest
    viewer: OrderViewer
    data: dict[str, Any]

    def service(self, *states: ServiceState) -> Service:
        """The service that the move changes; the guards of the move have found one."""
        found = service_in(self.viewer, self.order, *states)
        if found is None:
            raise _not_of_unit(_("It was not served on “%(unit)s”.") % {"unit": self.request.unit})
        if not is_meant(self.viewer, self.order, found):
            raise _not_of_unit(_("Say of which unit: it was served on several that are yours."))
        self.data["unit"] = found.department.code
        return found


def _not_of_unit(sentence: str) -> Refused:
    return Refused(sentence, errors={"unit": [sentence]})


class OrderLife(Life[OrderMove, Order, OrderViewer, OrderRequest, OrderEvent, UUID]):
    rules = ORDERS
    events = OrderEvent
    thing = "order"
    moved = MOVED
    absent = gettext_lazy("There is no such order, or it is not yours.")
    stale = gettext_lazy("%(who)s has just done “%(what)s”. Look at the order again.")
    version_missing = gettext_lazy("Say which version of the order you saw.")
    quiet = QUIET

    def __init__(self, unit: str = "") -> None:
        self._unit = unit

    def find(self, key: UUID, by: User, *, lock: bool) -> Order | None:
        seen = Order.objects.visible_to(by).filter(pk=key).prefetch_related("services__department")
        return (seen.select_for_update(of=("self",)) if lock else seen).first()

    def viewer(self, thing: Order, by: User, at: datetime) -> OrderViewer:
        return OrderViewer(by, at, self._unit)

    def said(self, request: OrderRequest) -> dict[str, Any]:
        said = super().said(request)
        if not said["photos"]:  # requests of before had none
            del said["photos"]
        return said

    def make(
        self, thing: Order, move: OrderMove, request: OrderRequest, viewer: OrderViewer, at: datetime, fingerprint: str
    ) -> tuple[OrderEvent, Promises]:
        context = OrderContext(thing, request, viewer, {"reason": request.reason} if request.reason else {})
        if effect := EFFECTS.get(move.name):
            effect(context)
        event = step(
            thing, move, at=at, by=viewer.user, note=request.note or request.reason, data=context.data, id=request.id,
            fingerprint=fingerprint,
        )  # fmt: skip
        return event, [(ORDER, event.pk)]


def move_order(*, order_id: UUID, request: OrderRequest, at: datetime | None = None, by: User) -> tuple[Order, bool]:
    """Make one move of an order; the order after it, and whether it had been made before (the same request sent again).

    Of twenty people of a unit who sign at once one has signed, and the others read who was first. The end of an order
    on a case ends the case's supervision. Raises what `Life.perform` does.
    """
    with transaction.atomic():
        order, again = OrderLife(request.unit).perform(key=order_id, request=request, at=at, by=by)
        if order.state in ENDED and not again:
            _end_supervision(order, at, by)
    return order, again


def sign_order(
    *, order_id: UUID, version: int, signer: str = "", unit: str = "", id: UUID | None = None,  # noqa: A002
    at: datetime | None = None, by: User,
) -> tuple[Order, bool]:  # fmt: skip
    """Sign for an order on behalf of the own unit, or of one below it; for a party, `signer` is who signed."""
    request = OrderRequest(SIGN, version, id, unit=unit, signer=signer)
    return move_order(order_id=order_id, request=request, at=at, by=by)


def _sign(context: OrderContext) -> None:
    """The paper is received: by the unit itself, or on an order to correct by the party to whom it handed it over."""
    order, said = context.order, context.request
    if order.kind == OrderKind.TO_PARTY and not said.signer:
        sentence = _("Say who signed for the party, or that nobody would.")
        raise Refused(sentence, errors={"signer": [sentence]})
    service = context.service(ServiceState.UNSIGNED)
    service.state, service.signed_at, service.signed_by = ServiceState.SIGNED, context.viewer.at, context.viewer.user
    service.signer = said.signer
    service.save(update_fields=["state", "signed_at", "signed_by", "signer"])


def _reply(context: OrderContext) -> None:
    """The photos belong to the order; the event says with which reply they came."""
    service, photos = context.service(ServiceState.SIGNED), context.request.photos
    if photos:
        attach_photos(subject=context.order.subject, ids=photos, by=context.viewer.user)
        context.data["photos"] = [str(photo) for photo in photos]
    service.state, service.reply = ServiceState.REPLIED, context.request.note
    service.replied_at, service.replied_by = context.viewer.at, context.viewer.user
    service.save(update_fields=["state", "reply", "replied_at", "replied_by"])


def _accept(context: OrderContext) -> None:
    _answer(context, ServiceState.ACCEPTED, context.request.note)


def _refuse(context: OrderContext) -> None:
    """The unit owes another reply; the limit stays as it was."""
    _answer(context, ServiceState.SIGNED, context.request.reason)


def _answer(context: OrderContext, to: ServiceState, words: str) -> None:
    waiting = [each for each in context.order.services.all() if each.state == ServiceState.REPLIED]
    if len(waiting) > 1 and not context.request.unit:
        sentence = _("Several replies wait: say of which unit.")
        raise Refused(sentence, errors={"unit": [sentence]})
    service = context.service(ServiceState.REPLIED)
    service.state, service.answer = to, words
    service.refusals += to == ServiceState.SIGNED
    service.answered_at, service.answered_by = context.viewer.at, context.viewer.user
    service.save(update_fields=["state", "answer", "refusals", "answered_at", "answered_by"])


EFFECTS: Mapping[str, Callable[[OrderContext], None]] = {
    SIGN: _sign, REPLY: _reply, ACCEPT_REPLY: _accept, REFUSE_REPLY: _refuse,
}  # fmt: skip


def _end_supervision(order: Order, at: datetime | None, by: User) -> None:
    """What the order was drawn up for is done or not asked for any more, so the case is not under supervision.

    Another open order may hold the term, the case may have ended, and somebody may close an order of a case that they
    do not see: then the case stays as it is.
    """
    if order.case_id is None or order.case_event is None:
        return
    if Order.objects.open().filter(case=order.case_id, case_event__isnull=False).exists():
        return
    case = Case.objects.select_for_update(of=("self",)).get(pk=order.case_id)
    if case.supervised_at is None or not case.is_open:
        return
    try:
        request = MoveRequest(END_SUPERVISION, version=case.version, note=order.number)
        perform(case_id=case.pk, request=request, at=at, by=by)
    except Missing:
        return
