"""The one place where an item changes, in memory; single moves and the platform's own save in their own way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.models import User
from common.ids import growing_id
from common.owed import WARNING_SHARE
from common.workflow import Clock
from common.workflow.engine import Promises
from departments.models import Department, Kind
from ledgers.deadlines.items import DAY, ITEMS
from ledgers.models import Item, ItemEvent
from ledgers.settings import items as settings
from ledgers.topics import ITEM
from ledgers.workflow.item_states import ENDED, OWED, ItemLevel, ItemState
from ledgers.workflow.items import ItemMove

Numbers = Mapping[str, float]
MOVED = (
    "state", "is_open", "version", "seq", "department_id", "measures", "due_at", "first_due_at", "warn_at", "leader_id",
    "linked_leader_id", "linked_unit_id", "in_charge_id", "seen_by", "level", "passed_up", "hot", "hot_owner_id",
    "assigned_at", "taken_at", "claimed_at", "claimed_by_id", "finished_at", "written_off_at", "written_off_by_id",
    "sent_back_count", "returned_count", "rejected_count", "reopened_count", "extension_until", "extensions",
    "accepted_at", "diary_at", "diary_due_at", "stage_due_at", "stage_warn_at", "chase_level", "stage_level",
    "diary_level", "next_chase_at", "look_at",
)  # fmt: skip
_LEVELS = {Kind.COMMUNITY: ItemLevel.COMMUNITY, Kind.STREET: ItemLevel.STREET}


def advance(
    item: Item,
    move: ItemMove,
    *,
    at: datetime,
    numbers: Numbers,
    by: User | None = None,
    actor: str = "",
    note: str = "",
    data: Mapping[str, Any] | None = None,
    id: UUID | None = None,  # noqa: A002
    fingerprint: str = "",
) -> ItemEvent:
    """Change the item in memory and return its event, not yet saved. Everything was checked before, and what is special
    about the move was done before (ledgers/actions/items/effects.py)."""
    before = item.state
    item.state = move.target or item.state
    item.is_open, item.seq = item.state not in ENDED, item.seq + 1
    item.version += not move.quiet
    for column in move.stamps:
        setattr(item, column, at)
    for column in move.counters():
        setattr(item, column, getattr(item, column) + 1)
    if move.clock == Clock.CONTINUE:
        item.finished_at = None
    if item.state != before:
        enter(item, at, numbers)
    ITEMS.schedule(item)
    return ItemEvent(
        id=id or growing_id(), item=item, seq=item.seq, move=move.name, from_state=before, to_state=item.state, by=by,
        actor=actor, at=at, note=note, data=facts(item) | dict(data or {}), content_hash=fingerprint,
    )  # fmt: skip


def say(
    item: Item, word: str, *, at: datetime, actor: str, data: Mapping[str, Any], id: UUID, note: str = "",  # noqa: A002
) -> ItemEvent:  # fmt: skip
    """An event that is no move and changes no state."""
    item.seq += 1
    return ItemEvent(
        id=id, item=item, seq=item.seq, move=word, from_state=item.state, to_state=item.state, actor=actor, at=at,
        note=note, data=facts(item) | dict(data),
    )  # fmt: skip


def enter(item: Item, at: datetime, numbers: Numbers) -> None:
    """The clocks of the step into which the item came; that of its limit goes on."""
    item.stage_level = item.diary_level = 0
    item.diary_due_at = None
    if item.state == ItemState.ACCEPTED:
        return  # `put_off` has said until when
    item.stage_due_at = item.stage_warn_at = None
    if item.state == ItemState.FOUND:
        item.stage_due_at = at + timedelta(hours=numbers[settings.ASSIGN_HOURS])
    elif item.state == ItemState.REVIEWING:
        item.stage_due_at = at + numbers[settings.REVIEW_DAYS] * DAY
    elif item.state in OWED:
        expect_diary(item, at, numbers)


def expect_diary(item: Item, at: datetime, numbers: Numbers) -> None:
    """The unit has so many days from now to write the next word."""
    item.diary_due_at, item.diary_level = at + numbers[settings.SILENT_DAYS] * DAY, 0


def give_term(item: Item, *, since: datetime, due_at: datetime) -> None:
    """A new limit, which its own move records; the first one is kept beside it for ever."""
    item.due_at, item.first_due_at = due_at, item.first_due_at or due_at
    item.warn_at = since + (due_at - since) * float(WARNING_SHARE)
    item.chase_level = 0


def put_off(item: Item, *, at: datetime, until: datetime) -> None:
    """It waits until then; the clock warns three days before, or half-way where that is later."""
    item.stage_due_at, item.stage_warn_at = until, max(until - 3 * DAY, at + (until - at) / 2)


def hand_to(item: Item, unit: Department) -> None:
    """The unit owes it from now on; who passed it up still sees it."""
    if item.department_id not in (None, unit.pk):
        item.in_charge = None
    item.department = unit
    item.level = _LEVELS.get(Kind(unit.kind), ItemLevel.DISTRICT)
    show_to(item, unit.pk)


def show_to(item: Item, *units: int | None) -> None:
    item.seen_by = sorted({*item.seen_by, *(unit for unit in units if unit is not None)})


def hide_from(item: Item, unit: int | None) -> None:
    """From a unit that has nothing to do with it any more."""
    item.seen_by = [each for each in item.seen_by if each != unit or each == item.linked_unit_id]


def facts(item: Item) -> dict[str, Any]:
    """What an event records of whose it is and until when."""
    return {"department": item.department_id, "due_at": item.due_at.isoformat() if item.due_at else None}


def promises_of(event: ItemEvent) -> Promises:
    yield ITEM, event.pk
