"""What an order was drawn up for has ended (an item written off, a case closed, a place gone): it ends with it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.models import Case, CaseEvent
from cases.workflow import State
from common import outbox
from common.models import Message
from ledgers.actions.orders.steps import end
from ledgers.models import ItemEvent, Order
from ledgers.topics import ITEM_ENDED
from ledgers.workflow.item_states import ItemState
from ledgers.workflow.orders import AUTO_CLOSE, AUTO_WITHDRAW
from registry.queries import city_language

BATCH = 100


@outbox.handles(ITEM_ENDED, batch=50)
def items_ended(messages: Sequence[Message]) -> None:
    end_orders_of_items(ids=[UUID(message.reference) for message in messages], at=timezone.now())


@transaction.atomic
def end_orders_of_items(*, ids: Sequence[UUID], at: datetime) -> int:
    """End the open orders of the items that these events have ended; how many. Opened again meanwhile, an item has what
    that asked for: its orders stay. What is about a case too ends with the case."""
    number = 0
    for event in ItemEvent.objects.filter(pk__in=ids).select_related("item").order_by("item", "seq"):
        if not event.item.is_open:
            number += _end_all(event, at)
    return number


def _end_all(event: ItemEvent, at: datetime) -> int:
    held = Order.objects.open().filter(item=event.item_id, case=None).order_by("pk").select_for_update(of=("self",))
    with translation.override(city_language() or settings.LANGUAGE_CODE):
        why = _("Item %(number)s has ended: %(state)s.") % {
            "number": event.item.number, "state": event.item.get_state_display(),
        }  # fmt: skip
        move = AUTO_CLOSE if event.to_state == ItemState.WRITTEN_OFF else AUTO_WITHDRAW
        ended = [end(order, why=why, at=at, move=move, because_of=event.by_id) for order in held]
    return len(ended)


def end_with_case(order: Order, case: Case, event: CaseEvent, at: datetime) -> None:
    """The order is held. What was put right closes it, what falls away (void, merged, rejected) takes it back."""
    why = _("Case %(number)s has ended: %(state)s.") % {"number": case.number, "state": case.get_state_display()}
    done = case.state in (State.CLOSED, State.SELF_HANDLED)
    end(order, why=why, at=at, move=AUTO_CLOSE if done else AUTO_WITHDRAW, because_of=event.by_id)


def end_orders_of_places(*, at: datetime | None = None) -> int:
    """Withdraw what is about nothing but a place that is in the archive no longer; how many. The clock's job: a place
    ends on a day, and nothing happens then. Two clocks at once share the work."""
    at = at or timezone.now()
    gone = Order.objects.open().filter(case=None, item=None, place__ended_on__lte=timezone.localdate(at))
    with transaction.atomic(), translation.override(city_language() or settings.LANGUAGE_CODE):
        held = list(gone.select_related("place").select_for_update(of=("self",), skip_locked=True)[:BATCH])
        for order in held:
            end(order, why=_("%(place)s is no longer in the archive of places.") % {"place": order.place}, at=at)
    return len(held)
