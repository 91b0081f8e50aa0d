"""Who leaves does not stay in charge: the item says so, and its unit's head is asked to name somebody."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from accounts.roles import UNIT
from common import outbox
from common.models import Message
from departments.topics import PERSON_LEFT
from ledgers.actions.items.advance import MOVED, advance, promises_of
from ledgers.models import Item, ItemEvent
from ledgers.queries.items import numbers
from ledgers.workflow.items import AUTO_VACATE, MOVES

ACTOR = "people"


@outbox.handles(PERSON_LEFT, batch=200, also="ledgers")
def take_from_those_who_left(messages: Sequence[Message]) -> None:
    vacate(people=[int(message.reference) for message in messages])


def vacate(*, people: Collection[int], at: datetime | None = None) -> int:
    """Take open items from those of these people who do not work for the unit that owes them, or for one below it, any
    more; how many. Asked again it does nothing: who came back meanwhile keeps what they have. Call it inside a
    transaction."""
    at = at or timezone.now()
    held = Item.objects.select_for_update(of=("self",)).filter(is_open=True, in_charge__in=people)
    items = list(held.select_related("department").order_by("pk"))
    works = _units_of(people) if items else {}
    events = [_vacated(item, at) for item in items if works.get(item.in_charge_id) not in _of_unit(item)]
    ItemEvent.objects.bulk_create(events)
    outbox.emit_all(promise for event in events for promise in promises_of(event))
    return len(events)


def _of_unit(item: Item) -> Collection[int | None]:
    return item.department.below if item.department is not None else ()


def _vacated(item: Item, at: datetime) -> ItemEvent:
    before, item.in_charge = item.in_charge_id, None
    event = advance(
        item, MOVES[AUTO_VACATE], at=at, numbers=numbers(), actor=ACTOR, data={"in_charge_before": before}
    )  # fmt: skip
    item.save(update_fields=MOVED)
    return event


def _units_of(people: Collection[int]) -> dict[int | None, int | None]:
    working = User.objects.filter(pk__in=people, is_active=True, role__in=UNIT)
    return dict(working.values_list("pk", "membership__department"))
