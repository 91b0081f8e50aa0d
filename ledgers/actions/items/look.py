"""A share of what was written off is looked at again: by chance, later, by somebody in the street."""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from common import outbox
from common.models import Message
from inspections.actions import order_look
from inspections.models import Visit
from inspections.topics import visited_topic
from inspections.workflow import VisitState
from ledgers.actions.items.advance import MOVED, advance, promises_of, say
from ledgers.actions.items.effects import open_again
from ledgers.models import Item, ItemEvent
from ledgers.queries.items import numbers
from ledgers.workflow.item_states import ItemState
from ledgers.workflow.items import AUTO_REOPEN, LOOK_ORDERED, LOOKED, MOVES

ACTOR, BATCH = "visits", 100


def order_looks(*, at: datetime | None = None) -> int:
    """Send somebody to each item whose day has come; how many. Two clocks at once share the work."""
    at, done = at or timezone.now(), 0
    while step := _order_some(at):
        done += step
    return done


def _order_some(at: datetime) -> int:
    due = Item.objects.filter(look_at__lte=at).order_by("look_at", "pk")
    with transaction.atomic():
        items = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
        for item in items:
            _order(item, at)
    return len(items)


def _order(item: Item, at: datetime) -> None:
    """Opened again meanwhile, it needs no look."""
    item.look_at = None
    if item.state == ItemState.WRITTEN_OFF and item.spot is not None:
        visit = order_look(
            subject=item.subject, title=f"{item.number} {item.title}", url=item.get_absolute_url(), spot=item.spot,
            at=at, by=None,
        )  # fmt: skip
        event_id = uuid5(item.pk, f"look {visit.pk}")
        event = say(item, LOOK_ORDERED, at=at, actor=ACTOR, data={"visit": visit.pk}, id=event_id)
        _keep(item, event)
    else:
        item.save(update_fields=["look_at"])


@outbox.handles(visited_topic(Item.SUBJECT))
def hear_of_looks(messages: Sequence[Message]) -> None:
    """Somebody looked, or the visit was cancelled."""
    visits = Visit.objects.filter(pk__in=[int(message.reference) for message in messages], state=VisitState.DONE)
    for visit in visits.order_by("subject_key", "pk"):
        _hear(visit, timezone.now())


def _hear(visit: Visit, at: datetime) -> None:
    """Not in order, the item opens again; heard twice, it happened once."""
    item = Item.objects.select_for_update(of=("self",)).filter(pk=visit.subject_key).first()
    if item is None or ItemEvent.objects.filter(pk=(event_id := uuid5(item.pk, f"looked {visit.pk}"))).exists():
        return
    data = {"visit": visit.pk, "passed": visit.passed}
    note = visit.events.order_by("-seq").values_list("note", flat=True).first() or ""
    if visit.passed or item.state != ItemState.WRITTEN_OFF:
        _keep(item, say(item, LOOKED, at=at, actor=ACTOR, data=data, id=event_id, note=note))
        return
    counted = numbers()
    open_again(item, at, counted)
    event = advance(
        item, MOVES[AUTO_REOPEN], at=at, numbers=counted, actor=ACTOR, note=note, data=data, id=event_id
    )  # fmt: skip
    _keep(item, event)


def _keep(item: Item, event: ItemEvent) -> None:
    item.save(update_fields=MOVED)
    event.save(force_insert=True)
    outbox.emit_all(promises_of(event))
