"""The one place where the state of an order changes. Single moves and what the platform does save in their own way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from common import outbox
from common.ids import growing_id
from ledgers.deadlines.orders import ORDERS
from ledgers.models import Order, OrderEvent
from ledgers.topics import ORDER
from ledgers.workflow.order_states import ENDED, OrderState, state_of
from ledgers.workflow.orders import AUTO_WITHDRAW, MOVES, OrderMove

# What a move may change.
MOVED = (
    "state", "version", "seq", "reminders", "signed_at", "replied_at", "closed_at", "next_chase_at",
)  # fmt: skip
ACTOR = "ledgers"


def step(
    order: Order,
    move: OrderMove,
    *,
    at: datetime,
    by: User | None,
    actor: str = "",
    note: str = "",
    data: Mapping[str, Any] | None = None,
    id: UUID | None = None,  # noqa: A002
    fingerprint: str = "",
) -> OrderEvent:
    """Change the order in memory, after its services; its event, not yet saved. Everything was checked before."""
    before = order.state
    order.state = move.target or (before if before in ENDED else state_of(each.state for each in order.services.all()))
    order.seq, order.version = order.seq + 1, order.version + (not move.quiet)
    for counter in move.counters():
        setattr(order, counter, getattr(order, counter) + 1)
    _stamp(order, move, before, at)
    ORDERS.schedule(order)
    return OrderEvent(
        id=id or growing_id(), order=order, seq=order.seq, move=move.name, from_state=before, to_state=order.state,
        by=by, actor=actor, at=at, note=note, data={"due_at": order.due_at.isoformat(), **(data or {})},
        content_hash=fingerprint,
    )  # fmt: skip


def _stamp(order: Order, move: OrderMove, before: str, at: datetime) -> None:
    """When the last unit signed, when the last reply came, when it ended. A refused reply is none; and what was ended
    over the heads of the units was neither signed for nor replied to by all of them."""
    if order.state == before:
        return
    if move.target in ENDED:
        order.closed_at = at
        return
    if order.state == OrderState.SIGNED and order.signed_at is None:
        order.signed_at = at
    if order.state in (OrderState.REPLIED, OrderState.CLOSED):
        order.signed_at, order.replied_at = order.signed_at or at, order.replied_at or at
    else:
        order.replied_at = None
    if order.state in ENDED:
        order.closed_at = at


def end(
    order: Order, *, why: str, at: datetime, move: str = AUTO_WITHDRAW, because_of: int | None = None
) -> OrderEvent:  # fmt: skip
    """The platform ends an open order, for what it was drawn up for has ended or is another unit's; the order is held.

    `because_of` is the person whose move had this effect: they need not be told.
    """
    data = {"reason": why, "because_of": because_of} if because_of is not None else {"reason": why}
    event = step(order, MOVES[move], at=at, by=None, actor=ACTOR, note=why, data=data)
    order.save(update_fields=MOVED)
    event.save(force_insert=True)
    outbox.emit(ORDER, [event.pk])
    return event
