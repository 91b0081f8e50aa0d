"""The one place where a round's state changes, in memory; who moves it and the clock save in their own way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from common.ids import growing_id
from rounds.deadlines.rounds import ROUNDS
from rounds.models import Round, RoundEvent
from rounds.workflow.rounds import BEGIN, GIVE_BACK, HAND_IN, PLAN, SETTLE, Move

CLOCK = "clock"  # the actor of what comes with its hour
# What a move may change.
MOVED = (
    "state", "version", "seq", "checklist", "level", "next_chase_at", "begun_at", "handed_in_at", "handed_in_by",
    "objections_until", "settled_at", "marks_possible", "marks_lost",
)  # fmt: skip


def planned(of: Round, *, by: User | None, actor: str) -> RoundEvent:
    """The first event of a round that was just written."""
    data = {"due_on": of.due_on.isoformat(), "attempt": of.attempt} | ({"reason": of.reason} if of.reason else {})
    return RoundEvent(
        round=of, seq=1, move=PLAN, to_state=of.state, by=by, actor=actor, at=of.made_at, note=of.reason, data=data,
    )  # fmt: skip


def advance(
    of: Round,
    move: Move,
    *,
    at: datetime,
    by: User | None = None,
    actor: str = "",
    note: str = "",
    data: Mapping[str, Any] | None = None,
    id: UUID | None = None,  # noqa: A002
    fingerprint: str = "",
) -> RoundEvent:
    """Change the round in memory and return its event, not yet saved. Everything was checked before."""
    before, of.state = of.state, move.target or of.state
    of.seq, of.version = of.seq + 1, of.version + 1
    _stamp(of, move, at, by)
    ROUNDS.schedule(of)
    return RoundEvent(
        id=id or growing_id(), round=of, seq=of.seq, move=move.name, from_state=before, to_state=of.state, by=by,
        actor=actor, at=at, note=note, data={**(data or {})}, content_hash=fingerprint,
    )  # fmt: skip


def _stamp(of: Round, move: Move, at: datetime, by: User | None) -> None:
    if move.name == BEGIN:
        of.begun_at = at
    elif move.name == HAND_IN:
        of.handed_in_at, of.handed_in_by = at, by
    elif move.name == GIVE_BACK:
        of.handed_in_at = of.handed_in_by = of.objections_until = None
    elif move.name == SETTLE:
        of.settled_at = at
