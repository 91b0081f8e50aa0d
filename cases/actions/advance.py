"""The one place where a case's state changes. Nothing is saved here: single moves and batches save in their own way."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from cases.deadlines import next_chase
from cases.models import Case, CaseEvent, FilingCondition
from cases.queries import Due, Rulebook
from cases.workflow import STAGE_OF, Clock, Move, Stage, State
from common.worktime import Limit
from departments.models import Department

# What a move may change; saved together, so that two people's changes cannot undo each other's columns.
MOVED_FIELDS = (
    "state", "version", "seq", "department", "rule", "routing_why", "rework_count", "send_back_count",
    "accepted_at", "filed_at", "dispatched_at", "taken_at", "finished_at", "checked_at", "closed_at",
    "limit_text", "warn_at", "due_at", "stage_started_at", "stage_warn_at", "stage_due_at",
    "chase_level", "next_chase_at",
)  # fmt: skip


def content_hash(content: Mapping[str, Any]) -> str:
    """The fingerprint by which a retry is told from another content under the same id."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def advance(
    case: Case,
    move: Move,
    *,
    at: datetime,
    by: User | None,
    rulebook: Rulebook,
    actor: str = "",
    passed: bool | None = None,
    department: Department | None = None,
    limit: Limit | None = None,
    due: Due | None = None,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    id: UUID | None = None,  # noqa: A002
    fingerprint: str = "",
) -> CaseEvent:
    """Change the case in memory and return its event, not yet saved. Everything was checked before.

    A clock that starts runs to `due` where it is given (imported cases bring their own), else as `limit` says.
    """
    before = State(case.state)
    after, clock = move.outcome(passed=passed)
    case.state, case.version, case.seq = after, case.version + 1, case.seq + 1
    if department is not None:
        case.department = department
    for stamp in move.stamps:
        if getattr(case, stamp) is None or stamp not in ("accepted_at", "filed_at"):
            setattr(case, stamp, at)
    _count(case, move, passed)
    _turn_clock(case, clock, at=at, limit=limit, due=due, rulebook=rulebook)
    _begin_stage(case, before, at=at, rulebook=rulebook)
    return CaseEvent(
        id=id or uuid4(), case=case, seq=case.seq, move=move.name, from_state=before, to_state=after,
        by=by, actor=actor, at=at, note=note, data={**case.facts, **(data or {})}, content_hash=fingerprint,
    )  # fmt: skip


def _count(case: Case, move: Move, passed: bool | None) -> None:
    if move.name == "rework" or passed is False:
        case.rework_count += 1
    if move.name == "send_back":
        case.send_back_count += 1
        case.department = None
        case.rule, case.routing_why = None, ""


def _turn_clock(
    case: Case, clock: Clock, *, at: datetime, limit: Limit | None, due: Due | None, rulebook: Rulebook
) -> None:
    if clock == Clock.START:
        due = due or rulebook.due(at, limit, case.department.calendar_id if case.department else None)
        case.limit_text = f"{limit.value.normalize():f} {limit.unit}" if limit else ""
        case.warn_at, case.due_at, case.finished_at = due.warn_at, due.due_at, None
        case.chase_level = 0
    elif clock == Clock.CONTINUE:
        case.finished_at = None


def _begin_stage(case: Case, before: State, *, at: datetime, rulebook: Rulebook) -> None:
    """Stages have clocks of their own; that of disposal is the case's."""
    stage = STAGE_OF[State(case.state)]
    if stage != STAGE_OF[before] or stage == Stage.DISPOSE:
        case.stage_started_at = at
    if stage == Stage.DISPOSE:
        case.stage_warn_at, case.stage_due_at = case.warn_at, case.due_at
    else:
        due = rulebook.stage_due(case.stage_started_at, stage)
        case.stage_warn_at, case.stage_due_at = due.warn_at, due.due_at
    chased = stage == Stage.DISPOSE
    case.next_chase_at = next_chase(case.chase_level, warn_at=case.warn_at, due_at=case.due_at) if chased else None


def default_condition(conditions: list[FilingCondition]) -> FilingCondition | None:
    """The condition whose limit applies where the reporter named none: the first that is not urgent, else the first."""
    ordered = sorted(conditions, key=lambda condition: (condition.urgency == "urgent", condition.number))
    return ordered[0] if ordered else None
