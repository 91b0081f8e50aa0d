"""A case or an item was given to another unit: the order is served there anew, as another paper that is signed for.

A paper that was served does not change. So the first one is withdrawn, with the reason, and the unit that gave the
matter away is out of it; the other unit has an order with the same texts and the same limit, and all hours to sign.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.models import Case
from common import outbox
from common.models import Message
from departments.models import Department
from ledgers.actions.orders.draw_up import issue
from ledgers.actions.orders.steps import ACTOR, end
from ledgers.models import Item, ItemEvent, Order
from ledgers.settings.orders import DAYS
from ledgers.topics import ITEM_GIVEN
from ledgers.workflow.order_states import OPEN
from registry.queries import city_language, settings_in_force

NAME = "ledgers.anew"  # makes the id of the order from that of the event
# What the paper says, and what it is about.
_SAME = (
    "kind", "level", "title", "problem", "basis", "requirement", "consequences", "contact", "party", "case", "item",
    "place", "subject_kind", "subject_key", "subject_title", "subject_url", "issued_by", "due_at",
)  # fmt: skip


@outbox.handles(ITEM_GIVEN, batch=20)
def items_given(messages: Sequence[Message]) -> None:
    with translation.override(city_language() or settings.LANGUAGE_CODE):
        follow_given(ids=[UUID(message.reference) for message in messages], at=timezone.now())


@transaction.atomic
def follow_given(*, ids: Sequence[UUID], at: datetime) -> int:
    """Serve the open orders of items on the units that owe them now; how many. Asked again it does nothing."""
    number = 0
    for event in ItemEvent.objects.filter(pk__in=ids).order_by("item", "seq"):
        item = Item.objects.select_for_update(of=("self",), no_key=True).get(pk=event.item_id)
        held = Order.objects.open().filter(item=item, case=None).order_by("pk").select_for_update(of=("self",))
        unit = item.department
        if unit is None or not item.is_open:
            continue
        for order in held:
            if given_away(order, unit):
                serve_anew(order, item, unit, event.pk, at, because_of=event.by_id)
                number += 1
    return number


def given_away(order: Order, unit: Department) -> bool:
    """Whether the unit that owed the matter when the order was drawn up was served, and owes it no more. An order on
    others alone, by the choice of who drew it up, stays with them."""
    owed = _owed_by(order)
    return owed not in (None, unit.pk) and owed in _units(order)


def _owed_by(order: Order) -> int | None:
    """Orders of before this was written down were on the unit that owed it."""
    said: int | None = order.events.values_list("data__owes", flat=True).get(seq=1)
    return said if said is not None else order.services.values_list("department", flat=True).get(position=0)


def _units(order: Order) -> list[int]:
    return list(order.services.order_by("position").values_list("department", flat=True))


def serve_anew(
    old: Order, about: Case | Item, unit: Department, event: UUID, at: datetime, *, because_of: int | None = None
) -> Order:  # fmt: skip
    """The order of this event on `unit`, in the place of the one that owed the matter; assisting units sign anew. The
    old order and what it is about are held."""
    fresh = Order(id=uuid5(event, NAME), issued_at=at, **{name: getattr(old, name) for name in _SAME})
    if isinstance(about, Case):
        fresh.case, fresh.case_event = about, event
    else:
        fresh.item, fresh.item_event = about, event
        if fresh.due_at <= at:  # the unit can't keep a limit that is over: as long as the platform gives
            fresh.due_at = at + timedelta(days=int(settings_in_force(DAYS)[DAYS]))
    if old.state in OPEN:
        why = _("%(number)s was given to %(unit)s, on which it is served anew.")
        end(old, why=why % {"number": about.number, "unit": unit}, at=at, because_of=because_of)
    return issue(fresh, _now_served(old, unit), at=at, by=None, actor=ACTOR)


def _now_served(old: Order, unit: Department) -> list[Department]:
    """The same units in the same order, but for the one whose place another takes."""
    owed = _owed_by(old)
    wanted = list(dict.fromkeys(unit.pk if each == owed else each for each in _units(old)))
    found = Department.objects.active().in_bulk(wanted)
    return [found[key] for key in wanted if key in found]
