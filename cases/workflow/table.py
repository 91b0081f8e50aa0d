"""The table of moves itself, in the order of a case's life."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role
from cases.workflow.moves import Clock, Guard, Move, Need, Relation
from cases.workflow.states import OPEN, OWED, State

SYSTEM = "system"  # what router and clock do by themselves is a move too, so that history never has an empty hand
VERSION = 2

REPORTERS = frozenset({
    Role.INSPECTOR, Role.ACCEPTOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER, Role.INTEGRATION,
})  # fmt: skip

_ANY, _UNIT, _HANDS = Relation.ANY, Relation.OWN_UNIT, Relation.OWN_HANDS
_SYSTEM = {SYSTEM: _ANY}
_LEADER_OF_SHIFT = {Role.SHIFT_LEADER: _ANY}
_ACCEPTING = {Role.ACCEPTOR: _ANY, Role.SHIFT_LEADER: _ANY}
_DISPATCHING = {Role.DISPATCHER: _ANY, Role.SHIFT_LEADER: _ANY}
_DESK = _ACCEPTING | _DISPATCHING
_OVERSIGHT = {Role.SUPERVISOR: _ANY, Role.LEADER: _ANY}
_DOING = {Role.HANDLER: _HANDS, Role.DEPARTMENT_HEAD: _HANDS}
_ANSWERING = {Role.HANDLER: _UNIT, Role.DEPARTMENT_HEAD: _UNIT}
_WALKING = {Role.INSPECTOR: Relation.OWN_GRID, Role.SHIFT_LEADER: _ANY}

_BEFORE_DISPATCH = (State.REPORTED, State.VERIFYING, State.ACCEPTED, State.FILED)
_ENDED = (State.REJECTED, State.VOID, State.SELF_HANDLED)
_MERGEABLE = (*_BEFORE_DISPATCH, *OWED, State.DISPOSED)


def _move(
    name: str, label: Promise | str, sources: tuple[State, ...], target: State | None, may: object, **rest: object
) -> Move:
    return Move(name, label, frozenset(sources), target, may, **rest)  # type: ignore[arg-type]


_INTAKE = (
    _move("accept", _("Accept"), (State.REPORTED,), State.ACCEPTED, _ACCEPTING, stamps=("accepted_at",)),
    _move(
        "order_verification", _("Order a verification"), (State.REPORTED, State.ACCEPTED), State.VERIFYING, _ACCEPTING,
    ),
    _move("auto_verification", _("Verification ordered by the platform"), (State.REPORTED,), State.VERIFYING, _SYSTEM),
    _move(
        "verify", _("Verify"), (State.VERIFYING,), State.ACCEPTED, _WALKING,
        needs=(Need.PASSED,), optional=(Need.NOTE, Need.AFTER_PHOTO),
        target_if_failed=State.ACCEPTED, clock_if_failed=Clock.NOTHING, stamps=("accepted_at",),
    ),
    _move(
        "self_handle", _("Handle on the spot"), (State.REPORTED, State.VERIFYING, State.ACCEPTED), State.SELF_HANDLED,
        {Role.INSPECTOR: Relation.OWN_FIND}, needs=(Need.AFTER_PHOTO,), clock=Clock.DROP,
        stamps=("finished_at", "closed_at"),
    ),
    _move(
        "file", _("File"), (State.ACCEPTED,), State.FILED, _LEADER_OF_SHIFT,
        guards=(Guard.VERIFIED,), stamps=("filed_at",),
    ),
    _move(
        "auto_file", _("File by the platform"), (State.REPORTED,), State.FILED, _SYSTEM,
        needs=(Need.REASON,), stamps=("accepted_at", "filed_at"),
    ),
    _move(
        "reject", _("Reject"), (State.REPORTED, State.VERIFYING, State.ACCEPTED), State.REJECTED, _ACCEPTING,
        needs=(Need.REASON,), clock=Clock.DROP, stamps=("closed_at",),
    ),
)  # fmt: skip

_DISPATCH = (
    _move(
        "auto_dispatch", _("Dispatch by rule"), (State.REPORTED, State.FILED), State.DISPATCHED, _SYSTEM,
        needs=(Need.DEPARTMENT,), clock=Clock.START, stamps=("accepted_at", "filed_at", "dispatched_at"),
    ),
    _move(
        "dispatch", _("Dispatch"), (State.FILED,), State.DISPATCHED, _DISPATCHING,
        needs=(Need.DEPARTMENT,), clock=Clock.START, stamps=("dispatched_at",),
    ),
    _move(
        "declare_ownerless", _("Declare ownerless"), (State.FILED, State.DISPUTED), State.DISPATCHED, _DISPATCHING,
        needs=(Need.REASON,), guards=(Guard.HAS_TERRITORY,), clock=Clock.START, stamps=("dispatched_at",),
    ),
)  # fmt: skip

_DISPOSAL = (
    _move("take", _("Take"), (State.DISPATCHED,), State.IN_DISPOSAL, _DOING, stamps=("taken_at",)),
    _move(
        "sub_dispatch", _("Send to a squad"), OWED, State.DISPATCHED, _ANSWERING, needs=(Need.DEPARTMENT,),
    ),
    _move(
        "return_to_unit", _("Return to the unit"), OWED, State.DISPATCHED,
        {Role.HANDLER: Relation.OWN_SQUAD, Role.DEPARTMENT_HEAD: Relation.OWN_SQUAD},
        needs=(Need.REASON,), guards=(Guard.HAS_SQUAD,),
    ),
    _move(
        "dispose", _("Disposal done"), OWED, State.DISPOSED, _DOING,
        needs=(Need.AFTER_PHOTO,), guards=(Guard.PARTS_DONE,), clock=Clock.STOP, stamps=("finished_at",),
    ),
    _move(
        "assist", _("Add an assisting unit"), OWED, None, _DISPATCHING,
        needs=(Need.DEPARTMENT, Need.NOTE), optional=(Need.UNTIL,),
    ),
    _move(
        "finish_part", _("Part done"), OWED, None,
        {Role.HANDLER: Relation.ASSISTING, Role.DEPARTMENT_HEAD: Relation.ASSISTING},
        needs=(Need.NOTE,), optional=(Need.AFTER_PHOTO,), quiet=True,
    ),
    _move(
        "request_extension", _("Ask for an extension"), OWED, None, _ANSWERING, needs=(Need.REASON,),
        guards=(Guard.EXTENSION_FREE, Guard.EXTENSION_LEFT, Guard.BEFORE_DUE),
    ),
    _move(
        "endorse_extension", _("Endorse the extension"), OWED, None, {Role.DEPARTMENT_HEAD: _UNIT},
        guards=(Guard.EXTENSION_ASKED,),
    ),
    _move(
        "grant_extension", _("Grant the extension"), OWED, None, _DISPATCHING,
        guards=(Guard.EXTENSION_ENDORSED,), clock=Clock.EXTEND,
    ),
    _move(
        "refuse_extension", _("Refuse the extension"), OWED, None, _DISPATCHING | {Role.DEPARTMENT_HEAD: _UNIT},
        needs=(Need.REASON,), guards=(Guard.EXTENSION_PENDING,),
    ),
    _move(
        "request_suspension", _("Ask for a suspension"), OWED, None, _ANSWERING, needs=(Need.REASON, Need.UNTIL),
        guards=(Guard.SUSPENSION_FREE, Guard.SUSPENSION_LEFT),
    ),
    _move(
        "grant_suspension", _("Suspend"), OWED, State.SUSPENDED, _DISPATCHING,
        optional=(Need.NOTE, Need.UNTIL), guards=(Guard.SUSPENSION_ASKED,), clock=Clock.PAUSE,
    ),
    _move(
        "refuse_suspension", _("Refuse the suspension"), OWED, None, _DISPATCHING,
        needs=(Need.REASON,), guards=(Guard.SUSPENSION_ASKED,),
    ),
    _move(
        "resume", _("Resume"), (State.SUSPENDED,), State.IN_DISPOSAL, _DISPATCHING | {Role.DEPARTMENT_HEAD: _UNIT},
        clock=Clock.RESUME,
    ),
    _move(
        "auto_resume", _("Resumed by the platform"), (State.SUSPENDED,), State.IN_DISPOSAL, _SYSTEM,
        clock=Clock.RESUME,
    ),
)  # fmt: skip

_DISPUTE = (
    _move(
        "send_back", _("Send back"), OWED, State.FILED, _ANSWERING,
        needs=(Need.REASON,), optional=(Need.NOTE, Need.REASON_CLASS, Need.DEPARTMENT), guards=(Guard.NOT_RULED,),
        also=frozenset({State.DISPUTED}),
    ),
    _move(
        "state_grounds", _("State grounds"), (State.DISPUTED,), None,
        {Role.HANDLER: Relation.PARTY, Role.DEPARTMENT_HEAD: Relation.PARTY},
        needs=(Need.REASON,), optional=(Need.NOTE, Need.DEPARTMENT), quiet=True,
    ),
    _move(
        "arbitrate", _("Arbitrate"), (State.DISPUTED,), State.DISPATCHED, _LEADER_OF_SHIFT | {Role.SUPERVISOR: _ANY},
        needs=(Need.DEPARTMENT, Need.REASON), optional=(Need.NOTE, Need.RULING), clock=Clock.START,
        stamps=("dispatched_at",),
    ),
)  # fmt: skip

_CHECK = (
    _move("order_check", _("Order a check"), (State.DISPOSED,), State.CHECKING, _ACCEPTING),
    _move(
        "check", _("Check"), (State.DISPOSED, State.CHECKING), State.CHECKED, _WALKING,
        needs=(Need.PASSED,), optional=(Need.NOTE, Need.AFTER_PHOTO, Need.CLOSING), guards=(Guard.NOT_DISPOSER,),
        target_if_failed=State.DISPATCHED, stamps=("checked_at",),
    ),
    _move(
        "close", pgettext_lazy("case", "Close"), (State.CHECKED,), State.CLOSED, _ACCEPTING,
        guards=(Guard.CHILDREN_DONE,), stamps=("closed_at",),
    ),
    _move(
        "rework", _("Send for rework"), (State.DISPOSED, State.CHECKING, State.CHECKED), State.DISPATCHED,
        _LEADER_OF_SHIFT, needs=(Need.REASON,), clock=Clock.CONTINUE,
    ),
    _move(
        "recheck", _("Check again"), (State.CLOSED,), None, _WALKING,
        needs=(Need.PASSED,), optional=(Need.NOTE, Need.AFTER_PHOTO, Need.CLOSING), guards=(Guard.NOT_DISPOSER,),
        quiet=True,
    ),
    _move(
        "reopen", _("Reopen"), (State.CLOSED,), State.DISPATCHED, _LEADER_OF_SHIFT,
        needs=(Need.REASON,), clock=Clock.RESTART, also=frozenset({State.FILED}), stamps=("dispatched_at",),
    ),
    _move(
        "appeal", _("Appeal against the lateness"), (State.CLOSED,), None, {Role.DEPARTMENT_HEAD: _UNIT},
        needs=(Need.REASON,), optional=(Need.NOTE, Need.AFTER_PHOTO), guards=(Guard.WAS_LATE, Guard.NOT_APPEALED),
    ),
    _move(
        "review_appeal", _("Review the appeal"), (State.CLOSED,), None, _LEADER_OF_SHIFT,
        needs=(Need.PASSED, Need.REASON), guards=(Guard.APPEAL_ASKED,),
    ),
    _move(
        "decide_appeal", _("Decide the appeal"), (State.CLOSED,), None, _OVERSIGHT,
        needs=(Need.PASSED, Need.REASON), guards=(Guard.APPEAL_REVIEWED,),
    ),
)  # fmt: skip

_ANYTIME = (
    _move("remind", _("Remind"), OWED, None, _DESK | _OVERSIGHT, quiet=True),
    _move(
        "supervise", _("Put under supervision"), OPEN, None, _OVERSIGHT, needs=(Need.REASON, Need.UNTIL), quiet=True,
    ),
    _move(
        "end_supervision", _("End the supervision"), OPEN, None, _OVERSIGHT,
        guards=(Guard.SUPERVISED,), quiet=True,
    ),
    _move(
        "instruct", _("Give an instruction"), tuple(State), None, {Role.LEADER: _ANY},
        needs=(Need.NOTE,), optional=(), quiet=True,
    ),
    _move(
        "reclassify", _("Reclassify"), (*_BEFORE_DISPATCH, *OWED), None, _DESK, needs=(Need.CATEGORY,),
        optional=(Need.NOTE, Need.CONDITION), clock=Clock.FOLLOW, also=frozenset({State.FILED, State.DISPATCHED}),
    ),
    _move(
        "relocate", _("Correct the place"), (*_BEFORE_DISPATCH, *OWED), None, _DESK, needs=(Need.LOCATION,),
        clock=Clock.FOLLOW, also=frozenset({State.FILED, State.DISPATCHED}),
    ),
    _move(
        "split", _("Split"), (State.ACCEPTED, State.FILED, *OWED), None, _DISPATCHING, needs=(Need.PARTS,),
    ),
    _move(
        "merge", _("Merge into another case"), _MERGEABLE, State.MERGED, _ACCEPTING,
        needs=(Need.INTO,), clock=Clock.DROP, stamps=("closed_at",),
    ),
    _move(
        "unmerge", _("Undo the merge"), (State.MERGED,), State.ACCEPTED, _ACCEPTING, needs=(Need.REASON,),
        also=frozenset(_MERGEABLE),
    ),
    _move(
        "void", _("Void"), tuple(state for state in OPEN if state != State.REPORTED), State.VOID, _LEADER_OF_SHIFT,
        needs=(Need.REASON,), clock=Clock.DROP, stamps=("closed_at",),
    ),
    _move("restore", _("Restore"), _ENDED, State.ACCEPTED, _LEADER_OF_SHIFT, needs=(Need.REASON,)),
    # The history of another system knows when a case ended, not who disposed of it and who checked.
    _move(
        "import_close", _("Closed in the system it comes from"), (State.FILED, State.DISPATCHED), State.CLOSED,
        _SYSTEM, clock=Clock.STOP, stamps=("finished_at", "closed_at"),
    ),
    _move(
        "import_void", _("Void in the system it comes from"), (State.FILED, State.DISPATCHED), State.VOID,
        _SYSTEM, clock=Clock.DROP, stamps=("closed_at",),
    ),
)  # fmt: skip

MOVES: dict[str, Move] = {move.name: move for move in (*_INTAKE, *_DISPATCH, *_DISPOSAL, *_DISPUTE, *_CHECK, *_ANYTIME)}

REPORT = "report"
# Events that change no state: the clock's words in the history, and to whom a visit was given. They count in `seq` and
# not in `version`.
WARN = "warn"
ESCALATE = "escalate"
WARN_STAGE = "warn_stage"
ESCALATE_STAGE = "escalate_stage"
SUPERVISION_OVERDUE = "supervision_overdue"
VISIT = "visit"
CLOCK_WORDS = (WARN, ESCALATE, WARN_STAGE, ESCALATE_STAGE, SUPERVISION_OVERDUE, VISIT)
QUIET = frozenset({*CLOCK_WORDS, *(move.name for move in MOVES.values() if move.quiet)})
