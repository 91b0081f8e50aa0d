"""What follows by itself from what happened to an item: an order, the next step, the news of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from common import outbox
from common.models import Message
from common.owed import CLOCK_ACTOR
from common.workflow.engine import Promises
from ledgers.actions.items.advance import MOVED, advance, promises_of
from ledgers.actions.items.effects import go_on
from ledgers.models import Item, ItemEvent
from ledgers.news.items import is_told
from ledgers.queries.items import numbers
from ledgers.topics import ITEM, ITEM_ENDED, ITEM_GIVEN, ITEM_TOLD, ITEM_UNDONE
from ledgers.workflow.item_states import ENDED, ItemState
from ledgers.workflow.items import ASSIGN, AUTO_ACCOUNT, AUTO_RESUME, LATE, MOVES, PASS_UP, REASSIGN, STAGE_LATE

FIRST_HAND_OVER = 2  # the number of the event by which an item that is opened with its unit is handed over


@outbox.handles(ITEM, batch=100)
def follow_up(messages: Sequence[Message]) -> None:
    follow_items(ids=[UUID(message.reference) for message in messages], at=timezone.now())


@transaction.atomic
def follow_items(*, ids: Sequence[UUID], at: datetime) -> None:
    """What follows from these events; in the order of the items, which are held one after the other."""
    for event in ItemEvent.objects.filter(pk__in=ids).order_by("item", "seq"):
        outbox.emit_all(_follows(event))
        if move := _next(event):
            _make(event, move, at)


def _follows(event: ItemEvent) -> Promises:
    move = MOVES.get(event.move)
    if is_told(event):
        yield ITEM_TOLD, event.pk
    if move is not None and move.undone:
        yield ITEM_UNDONE, event.pk
    if event.to_state in ENDED and event.from_state not in ENDED:
        yield ITEM_ENDED, event.pk
    if event.move in (REASSIGN, PASS_UP) or (event.move == ASSIGN and event.seq > FIRST_HAND_OVER):
        yield ITEM_GIVEN, event.pk


def _next(event: ItemEvent) -> str:
    """The move that the platform makes by itself; empty where there is none."""
    if event.move == LATE:
        return AUTO_ACCOUNT
    return AUTO_RESUME if event.move == STAGE_LATE and event.to_state == ItemState.ACCEPTED else ""


def _make(after: ItemEvent, name: str, at: datetime) -> None:
    """Once, under an id made from that of the event; not where somebody has moved the item on meanwhile."""
    move, event_id = MOVES[name], uuid5(after.pk, name)
    item = Item.objects.select_for_update(of=("self",)).get(pk=after.item_id)
    if item.state not in move.sources or ItemEvent.objects.filter(pk=event_id).exists():
        return
    if name == AUTO_RESUME:
        go_on(item, at)
    event = advance(item, move, at=at, numbers=numbers(), actor=CLOCK_ACTOR, id=event_id)
    item.save(update_fields=MOVED)
    event.save(force_insert=True)
    outbox.emit_all(promises_of(event))
