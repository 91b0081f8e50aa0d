"""An item that is not done, or not in time, becomes an order by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from common import outbox
from common.models import Message
from ledgers.actions.orders.draw_up import OrderDraft, issue, order_of
from ledgers.actions.orders.steps import ACTOR
from ledgers.models import Item, ItemEvent, Order
from ledgers.queries.order_parts import of_item
from ledgers.settings.orders import DAYS
from ledgers.topics import ITEM_UNDONE
from ledgers.workflow.item_states import OPEN, ItemState
from ledgers.workflow.order_states import OrderKind
from ledgers.workflow.orders import ISSUERS
from registry.queries import city_language, settings_in_force

_OWED = tuple(state for state in OPEN if state != ItemState.ACCEPTED)  # what was put off owes nothing before its day
NAME = "ledgers.late_item"  # makes the id of the order from that of the event


@outbox.handles(ITEM_UNDONE, batch=1)
def items_undone(messages: Sequence[Message]) -> None:
    for message in messages:
        event = ItemEvent.objects.filter(pk=UUID(message.reference)).first()
        if event is not None:
            with translation.override(city_language() or settings.LANGUAGE_CODE):
                order_item(event)


@transaction.atomic
def order_item(event: ItemEvent, *, at: datetime | None = None) -> Order | None:
    """The order of an event that says so: a message that comes twice makes one.

    None where the item has ended or was put off meanwhile, nobody owes it, or an order of it is still open. It is the
    platform's, unless who said that the item is not done issues orders. The item is held: one that ends now finds the
    order.
    """
    item = Item.objects.select_for_update(of=("self",), no_key=True).select_related("department").get(pk=event.item_id)
    unit = item.department
    if unit is None or item.state not in _OWED or Order.objects.filter(item_event=event.pk).exists():
        return None
    if Order.objects.open().filter(item=item).exists():
        return None
    at, by = at or timezone.now(), event.by if event.by is not None and event.by.role in ISSUERS else None
    draft = OrderDraft(
        id=uuid5(event.pk, NAME), kind=OrderKind.RECTIFICATION, units=(unit.code,), item=item.pk,
        requirement=item.measures or _("Rectify it and reply with evidence within the limit."),
        due_at=at + timedelta(days=int(settings_in_force(DAYS)[DAYS])), **of_item(item),
    )  # fmt: skip
    order = order_of(draft, at=at, by=None)
    order.place, order.item_event, order.issued_by = item.place, event.pk, by
    return issue(order, [unit], at=at, by=by, actor="" if by else ACTOR)
