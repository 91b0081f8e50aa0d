"""The one place where a visit's state changes, in memory; single moves and batches save in their own way."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import User
from cases.models import Case
from cases.rulebook import Rulebook
from catalogue.choices import Urgency
from common import outbox
from common.ids import growing_id
from common.workflow import Clock
from common.workflow.engine import Promises
from common.worktime import Limit, LimitUnit
from inspections.models import Visit, VisitEvent
from inspections.news import is_told
from inspections.topics import TOLD, visited_topic
from inspections.workflow import FINAL, ORDER, Move, VisitState

# What a move may change.
MOVED = (
    "state", "version", "seq", "inspector", "previous_inspectors", "times_given", "given_at", "due_at", "done_at",
    "done_by", "passed",
)  # fmt: skip


def ordered(
    visit: Visit, *, by: User | None = None, actor: str = "", data: Mapping[str, Any] | None = None
) -> VisitEvent:
    """The first event of a visit that was just written."""
    return VisitEvent(
        visit=visit, seq=1, move=ORDER, to_state=visit.state, by=by, actor=actor, at=visit.ordered_at, data=data or {}
    )


def advance(
    visit: Visit,
    move: Move,
    *,
    at: datetime,
    book: Rulebook,
    by: User | None = None,
    actor: str = "",
    to: int | None = None,
    done_by: int | None = None,
    passed: bool | None = None,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    id: UUID | None = None,  # noqa: A002
    fingerprint: str = "",
) -> VisitEvent:
    """Change the visit in memory and return its event, not yet saved. Everything was checked before.

    `to` is the inspector to whom it goes; a move that hands over and finds nobody lets it wait. `done_by` is who
    looked, where it was not who moves it.
    """
    before, target = visit.state, move.target
    if move.hands_over:
        target = _hand_over(visit, move, to, at, book)
    if move.concludes:
        visit.done_at, visit.done_by_id, visit.passed = at, done_by or (by.pk if by else None), passed
    visit.state, visit.seq = target or visit.state, visit.seq + 1
    visit.version += not move.quiet
    facts = {"inspector": visit.inspector_id, "due_at": visit.due_at.isoformat() if visit.due_at else None}
    said = {} if passed is None else {"passed": passed}
    return VisitEvent(
        id=id or growing_id(), visit=visit, seq=visit.seq, move=move.name, from_state=before, to_state=visit.state,
        by=by, actor=actor, at=at, note=note, data={**facts, **said, **(data or {})}, content_hash=fingerprint,
    )  # fmt: skip


def _hand_over(visit: Visit, move: Move, to: int | None, at: datetime, book: Rulebook) -> VisitState | None:
    if visit.inspector_id is not None:
        visit.previous_inspectors = [*visit.previous_inspectors, visit.inspector_id]
    visit.inspector_id = to
    if to is None:
        visit.given_at = visit.due_at = None
        return VisitState.WAITING if move.clock == Clock.RESTART else move.target
    visit.given_at, visit.times_given = at, visit.times_given + 1
    visit.due_at = _due(visit.case, at, book)
    return move.target


def _due(case: Case | None, at: datetime, book: Rulebook) -> datetime | None:
    """Minutes of working time; of a case whose clock never stops, of plain time."""
    minutes = Decimal(int(book.settings["visit_minutes"]))
    urgent = case is not None and case.urgency == Urgency.URGENT
    unit = LimitUnit.URGENT_HOUR if urgent else LimitUnit.WORK_HOUR
    return book.due(at, Limit(minutes / 60, unit)).due_at


def save_moved(visits: Sequence[Visit], events: Iterable[VisitEvent]) -> None:
    """Many visits with what happened to them, each event after the one before it."""
    if visits:
        Visit.objects.bulk_update(visits, MOVED)
    keep(events)


def keep(events: Iterable[VisitEvent]) -> None:
    made = VisitEvent.objects.bulk_create(sorted(events, key=lambda event: event.seq))
    outbox.emit_all([promise for event in made for promise in promises_of(event)])


def promises_of(event: VisitEvent) -> Promises:
    """What follows from what happened to a visit of a thing that is no case; a case says it in its own history."""
    if is_told(event):
        yield TOLD, event.pk
    if event.visit.case_id is None and event.to_state in FINAL and event.from_state not in FINAL:
        yield visited_topic(event.visit.subject_kind), event.visit_id
