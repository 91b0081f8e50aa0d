"""The one place where a case's state changes. Nothing is saved here: single moves and batches save in their own way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from cases.deadlines import CASES, STAGE
from cases.models import Case, CaseEvent
from cases.rulebook import Due, Rulebook
from cases.workflow import LOOKED_AT, STAGE_OF, Ask, Clock, Move, State
from catalogue.choices import Stage, Urgency
from catalogue.models import FilingCondition
from common.bulk import Maker
from common.ids import growing_id
from common.worktime import Limit
from departments.models import Department

# What a move may change; saved together, so that two people's changes cannot undo each other's columns.
MOVED_FIELDS = (
    "state", "version", "seq", "category", "condition", "location", "located", "unit_grid", "duty_grid", "community",
    "street", "district", "place", "department", "squad", "assignee", "first_department", "disposed_by", "visitor",
    "rule", "routing_why",
    "rework_count", "send_back_count", "reopen_count", "reminder_count", "parts_open", "assisting",
    "disputing", "children_count", "verified",
    "urgent", "urgency_raised_at", "urgency_limit",
    "ownerless", "extension", "extension_count", "suspension", "suspension_count", "suspended_until", "appeal",
    "exempt", "supervised_at", "supervision_due_at", "merged_into", "merged_from",
    "accepted_at", "filed_at", "dispatched_at", "taken_at", "finished_at", "checked_at", "closed_at",
    "private", "recheck_failed_at", "reporter_may_check", "proof_refused_at",
    "clock_started_at", "pauses", "limit_text", "warn_at", "due_at",
    "stage_started_at", "stage_warn_at", "stage_due_at",
    "chase_level", "stage_level", "supervision_level", "next_chase_at",
)  # fmt: skip

_EVENTS = Maker(CaseEvent)


def advance(
    case: Case,
    move: Move,
    *,
    at: datetime,
    by: User | None,
    rulebook: Rulebook,
    actor: str = "",
    passed: bool | None = None,
    target: State | None = None,
    department: Department | None = None,
    limit: Limit | None = None,
    due: Due | None = None,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    id: UUID | None = None,  # noqa: A002
    fingerprint: str = "",
) -> CaseEvent:
    """Change the case in memory and return its event, not yet saved. Everything was checked before.

    `target` chooses among the states that the table allows. A clock that starts runs to `due` where it is given
    (imported cases bring their own), else as `limit` says.
    """
    before = State(case.state)
    after, clock = move.outcome(passed=passed)
    # A quiet move (a reminder, a warning) has its event but leaves the version: who has the page open may still act.
    case.state, case.seq = target or after or before, case.seq + 1
    case.version += not move.quiet
    if department is not None:
        _give(case, department)
    for stamp in move.stamps:
        # Accepted and filed are said of the first time, even when a case comes back to be filed again.
        if getattr(case, stamp) is None or stamp not in ("accepted_at", "filed_at"):
            setattr(case, stamp, at)
    _count(case, move, passed)
    # The order matters: the stage below copies the due time of the case, which the clock has to have set by then.
    _turn_clock(case, clock, at=at, limit=limit, due=due, rulebook=rulebook)
    if clock == Clock.STOP:
        _finish(case, by)
    _begin_stage(case, move, before, at=at, rulebook=rulebook)
    return _EVENTS.make(
        id=id or growing_id(), case=case, seq=case.seq, move=move.name, from_state=before, to_state=case.state,
        by=by, actor=actor, at=at, note=note, data={**case.facts, **(data or {})}, content_hash=fingerprint,
    )  # fmt: skip


def _give(case: Case, department: Department) -> None:
    case.department, case.proof_refused_at = department, None
    if case.squad_id is not None or case.assignee_id is not None:
        case.squad = case.assignee = None
    if case.first_department_id is None:
        case.first_department = department


def _count(case: Case, move: Move, passed: bool | None) -> None:
    for counter in move.counters(passed=passed):
        setattr(case, counter, getattr(case, counter) + 1)
    if move.finding:
        setattr(case, move.finding, passed)
    if move.proves or move.releases:
        case.proof_refused_at = None
    if move.releases:
        case.department = case.squad = case.assignee = None
        case.rule, case.routing_why = None, ""
        _drop_requests(case)


def _finish(case: Case, by: User | None) -> None:
    case.disposed_by = by
    _drop_requests(case)


def _drop_requests(case: Case) -> None:
    """What was asked for and not decided has no meaning any more."""
    if case.extension in (Ask.ASKED, Ask.ENDORSED):
        case.extension = Ask.NONE
    if case.suspension == Ask.ASKED:
        case.suspension, case.suspended_until = Ask.NONE, None


def _turn_clock(
    case: Case, clock: Clock, *, at: datetime, limit: Limit | None, due: Due | None, rulebook: Rulebook
) -> None:
    if clock in (Clock.START, Clock.RESTART, Clock.CONTINUE):
        case.finished_at = None
    # Where the city bundles returns, a case that comes back to a unit goes on with the limit it had: sending it to and
    # fro gives nobody more time.
    runs_on = clock == Clock.START and case.clock_started_at is not None and rulebook.settings.get("bundle_returns")
    if clock == Clock.RESTART:
        case.exempt = False  # what an appeal excused was the disposal before
    if clock == Clock.RESTART or (clock == Clock.START and not runs_on):
        case.clock_started_at, case.pauses, case.extension_count, case.chase_level = at, None, 0, 0
        case.limit_text = limit.text if limit else ""
        _set_due(case, due or rulebook.due_of(case))
    elif clock == Clock.DROP and _stands(case):
        _end_pause(case, at)
        _set_due(case, rulebook.due_of(case))
    elif clock in (Clock.EXTEND, Clock.PAUSE, Clock.RESUME, Clock.FOLLOW):
        _change_clock(case, clock, at, limit)
        _set_due(case, rulebook.due_of(case))


def _change_clock(case: Case, clock: Clock, at: datetime, limit: Limit | None) -> None:
    if clock == Clock.EXTEND:
        case.extension_count, case.chase_level = case.extension_count + 1, 0
    elif clock == Clock.PAUSE:
        case.pauses = [*(case.pauses or []), [at.isoformat(), None]]
    elif clock == Clock.RESUME:
        _end_pause(case, at)
        case.chase_level = 0
    elif limit is not None and case.clock_started_at is not None:
        case.limit_text, case.chase_level = limit.text, 0


def _end_pause(case: Case, at: datetime) -> None:
    """A case that leaves its suspension, also by being voided: restored, its clock may go on where it stood."""
    pauses = case.pauses or []
    case.pauses = [*pauses[:-1], [pauses[-1][0], at.isoformat()]]
    case.suspended_until = None


def _stands(case: Case) -> bool:
    pauses = case.pauses or []
    return bool(pauses) and pauses[-1][1] is None


def _set_due(case: Case, due: Due) -> None:
    case.warn_at, case.due_at = due.warn_at, due.due_at


def _begin_stage(case: Case, move: Move, before: State, *, at: datetime, rulebook: Rulebook) -> None:
    """Stages have clocks of their own; that of disposal is the case's, and so is that of taking where it has none."""
    stage = STAGE_OF[State(case.state)]
    # Within taking and disposal a move to another state is a new beginning too: another unit, or rework.
    begins = stage != STAGE_OF[before] or (stage in (Stage.TAKE, Stage.DISPOSE) and move.target is not None)
    if begins:
        case.stage_started_at = at
        if stage in LOOKED_AT:
            case.reporter_may_check = False
            if case.visitor_id is not None:
                case.visitor = None  # who looked the last time is not who goes now
        due = rulebook.stage_due(at, stage, case.source, case.urgency)
        case.stage_warn_at, case.stage_due_at, case.stage_level = due.warn_at, due.due_at, 0
    # Also without a new beginning: an extension or a pause has just moved the due time of the case.
    if stage == Stage.DISPOSE or (stage == Stage.TAKE and not rulebook.has_limit(Stage.TAKE)):
        case.stage_warn_at, case.stage_due_at = case.warn_at, case.due_at
        case.stage_level = STAGE.ladder.top  # that clock is chased already: nobody hears of it twice
    CASES.schedule(case)  # when the chase looks at it next: the earliest of all its due times


def stand_under(case: Case, condition: FilingCondition | None) -> None:
    """Give the case its filing condition. It is as urgent as that says today, unless somebody raised it."""
    by_condition = condition is not None and condition.urgency == Urgency.URGENT
    case.condition, case.urgent = condition, by_condition or case.urgency_raised_at is not None


def default_condition(conditions: list[FilingCondition]) -> FilingCondition | None:
    """The condition whose limit applies where the reporter named none: the first that is not urgent, else the first."""
    ordered = sorted(conditions, key=lambda condition: (condition.urgency == Urgency.URGENT, condition.number))
    return ordered[0] if ordered else None
