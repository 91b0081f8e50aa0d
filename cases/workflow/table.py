"""The table of moves itself, in the order of a case's life."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role
from cases.workflow.anytime import ANYTIME
from cases.workflow.moves import Guard, Move, Moves, Need, Relation, Units
from cases.workflow.sets import (
    ACCEPTING,
    ANSWERING,
    ANY,
    DISPATCHING,
    DOING,
    LEADER_OF_SHIFT,
    OF_UNIT,
    OVERSIGHT,
    PLATFORM,
    WALKING,
)
from cases.workflow.states import OPEN, OWED, State
from cases.workflow.words import REPORT, WORDS
from common.workflow import Clock, Tone, Verdict

VERSION = 4

_FOUND = Verdict(_("What was found"), _("Found as reported"), _("Not found"))
_RESPONSIBLE = _("Unit that is responsible")
_APPEAL = Verdict(_("Does the appeal hold?"), _("It holds"), _("It does not hold"))
_INDEPENDENT = (Guard.NOT_DISPOSER, Guard.NOT_REPORTER)


_INTAKE: Moves = (
    Move(
        "accept", _("Accept"), (State.REPORTED,), State.ACCEPTED, ACCEPTING, stamps=("accepted_at",),
        icon="check", key="a",
    ),
    Move(
        "order_verification", _("Order a verification"), (State.REPORTED, State.ACCEPTED), State.VERIFYING, ACCEPTING,
        icon="walk", key="o", rare=True,
    ),
    Move(
        "auto_verification", _("Verification ordered by the platform"), (State.REPORTED,), State.VERIFYING, PLATFORM,
        icon="walk",
    ),
    Move(
        "verify", _("Verify"), (State.VERIFYING,), State.ACCEPTED, WALKING,
        needs=(Need.PASSED,), optional=(Need.NOTE, Need.AFTER_PHOTO),
        target_if_failed=State.ACCEPTED, clock_if_failed=Clock.NOTHING, stamps=("accepted_at",),
        icon="eye-check", key="c", photo="near", looks=True, finding="verified", verdict=_FOUND,
    ),
    Move(
        "self_handle", _("Handle on the spot"), (State.REPORTED, State.VERIFYING, State.ACCEPTED), State.SELF_HANDLED,
        {Role.INSPECTOR: Relation.OWN_FIND}, needs=(Need.AFTER_PHOTO,), clock=Clock.DROP,
        stamps=("finished_at", "closed_at"),
        icon="hand-stop", tone=Tone.GOOD, proves=True,
    ),
    Move(
        "file", _("File"), (State.ACCEPTED,), State.FILED, LEADER_OF_SHIFT,
        guards=(Guard.VERIFIED,), stamps=("filed_at",),
        icon="file-check", key="f", then_route=True,
    ),
    Move(
        "auto_file", _("File by the platform"), (State.REPORTED,), State.FILED, PLATFORM,
        needs=(Need.REASON,), stamps=("accepted_at", "filed_at"),
        icon="file-check",
    ),
    Move(
        "reject", _("Reject"), (State.REPORTED, State.VERIFYING, State.ACCEPTED), State.REJECTED, ACCEPTING,
        needs=(Need.REASON,), clock=Clock.DROP, stamps=("closed_at",),
        icon="ban", key="r", tone=Tone.BAD, danger=True,
    ),
)  # fmt: skip

_DISPATCH: Moves = (
    Move(
        "auto_dispatch", _("Dispatch by rule"), (State.REPORTED, State.FILED), State.DISPATCHED, PLATFORM,
        needs=(Need.DEPARTMENT,), clock=Clock.START, stamps=("accepted_at", "filed_at", "dispatched_at"),
        icon="route",
    ),
    Move(
        "dispatch", _("Dispatch"), (State.FILED,), State.DISPATCHED, DISPATCHING,
        needs=(Need.DEPARTMENT,), clock=Clock.START, stamps=("dispatched_at",),
        icon="route", key="d",
    ),
    Move(
        "declare_ownerless", _("Declare ownerless"), (State.FILED, State.DISPUTED), State.DISPATCHED, DISPATCHING,
        needs=(Need.REASON,), guards=(Guard.HAS_TERRITORY,), clock=Clock.START, stamps=("dispatched_at",),
        icon="home-question", rare=True,
    ),
)  # fmt: skip

_DISPOSAL: Moves = (
    Move(
        "take", _("Take"), (State.DISPATCHED,), State.IN_DISPOSAL, DOING, stamps=("taken_at",),
        icon="hand-grab", key="t",
    ),
    Move(
        "sub_dispatch", _("Send to a squad"), OWED, State.DISPATCHED, ANSWERING, needs=(Need.DEPARTMENT,),
        icon="arrow-down-right", rare=True, units=Units.SQUADS, unit_label=_("Squad"),
    ),
    Move(
        "return_to_unit", _("Return to the unit"), OWED, State.DISPATCHED,
        {Role.HANDLER: Relation.OWN_SQUAD, Role.DEPARTMENT_HEAD: Relation.OWN_SQUAD},
        needs=(Need.REASON,), guards=(Guard.HAS_SQUAD,),
        icon="arrow-up-left",
    ),
    Move(
        "dispose", _("Disposal done"), OWED, State.DISPOSED, DOING,
        needs=(Need.AFTER_PHOTO,), guards=(Guard.PARTS_DONE,), clock=Clock.STOP, stamps=("finished_at",),
        icon="tools", key="d", proves=True,
    ),
    Move(
        "assign", _("Assign to a person"), OWED, None, DOING, needs=(Need.ASSIGNEE,),
        icon="user-plus", key="p",
    ),
    Move(
        "unassign", _("End the assignment"), OWED, None, DOING, guards=(Guard.ASSIGNED,),
        icon="user-minus", rare=True,
    ),
    # Who had it was switched off, or works elsewhere now.
    Move(
        "auto_unassign", _("Assignment ended by the platform"), OPEN, None, PLATFORM, guards=(Guard.ASSIGNED,),
        quiet=True, icon="user-off", tone=Tone.BAD,
    ),
    Move(
        "assist", _("Add an assisting unit"), OWED, None, DISPATCHING,
        needs=(Need.DEPARTMENT, Need.NOTE), optional=(Need.UNTIL,),
        icon="users-plus", rare=True, units=Units.OTHERS, unit_label=_("Assisting unit"),
    ),
    Move(
        "finish_part", _("Part done"), OWED, None,
        {Role.HANDLER: Relation.ASSISTING, Role.DEPARTMENT_HEAD: Relation.ASSISTING},
        needs=(Need.NOTE,), optional=(Need.AFTER_PHOTO,), quiet=True,
        icon="checkbox",
    ),
    Move(
        "request_extension", _("Ask for an extension"), OWED, None, ANSWERING, needs=(Need.REASON,),
        guards=(Guard.EXTENSION_FREE, Guard.EXTENSION_LEFT, Guard.BEFORE_DUE),
        icon="clock-plus", key="e", rare=True, asks="extension",
    ),
    Move(
        "endorse_extension", _("Endorse the extension"), OWED, None, {Role.DEPARTMENT_HEAD: OF_UNIT},
        guards=(Guard.EXTENSION_ASKED,),
        icon="clock-check", decides="extension",
    ),
    Move(
        "grant_extension", _("Grant the extension"), OWED, None, DISPATCHING,
        guards=(Guard.EXTENSION_ENDORSED,), clock=Clock.EXTEND,
        icon="clock-plus", decides="extension",
    ),
    Move(
        "refuse_extension", _("Refuse the extension"), OWED, None, DISPATCHING | {Role.DEPARTMENT_HEAD: OF_UNIT},
        needs=(Need.REASON,), guards=(Guard.EXTENSION_PENDING,),
        icon="clock-x", tone=Tone.BAD, decides="extension",
    ),
    Move(
        "request_suspension", _("Ask for a suspension"), OWED, None, ANSWERING, needs=(Need.REASON, Need.UNTIL),
        guards=(Guard.SUSPENSION_FREE, Guard.SUSPENSION_LEFT),
        icon="player-pause", rare=True, asks="suspension",
    ),
    Move(
        "grant_suspension", _("Suspend"), OWED, State.SUSPENDED, DISPATCHING,
        optional=(Need.NOTE, Need.UNTIL), guards=(Guard.SUSPENSION_ASKED,), clock=Clock.PAUSE,
        icon="player-pause", decides="suspension",
    ),
    Move(
        "refuse_suspension", _("Refuse the suspension"), OWED, None, DISPATCHING,
        needs=(Need.REASON,), guards=(Guard.SUSPENSION_ASKED,),
        icon="player-play", tone=Tone.BAD, decides="suspension",
    ),
    Move(
        "resume", _("Resume"), (State.SUSPENDED,), State.IN_DISPOSAL, DISPATCHING | {Role.DEPARTMENT_HEAD: OF_UNIT},
        clock=Clock.RESUME,
        icon="player-play",
    ),
    Move(
        "auto_resume", _("Resumed by the platform"), (State.SUSPENDED,), State.IN_DISPOSAL, PLATFORM,
        clock=Clock.RESUME,
        icon="player-play",
    ),
)  # fmt: skip

_DISPUTE: Moves = (
    Move(
        "send_back", _("Send back"), OWED, State.FILED, ANSWERING,
        needs=(Need.REASON,), optional=(Need.NOTE, Need.REASON_CLASS, Need.DEPARTMENT), guards=(Guard.NOT_RULED,),
        also=frozenset({State.DISPUTED}),
        icon="arrow-back-up", key="b", tone=Tone.BAD, counts="send_back_count", releases=True,
        units=Units.OTHERS, unit_label=_RESPONSIBLE,
    ),
    Move(
        "state_grounds", _("State grounds"), (State.DISPUTED,), None,
        {Role.HANDLER: Relation.PARTY, Role.DEPARTMENT_HEAD: Relation.PARTY},
        needs=(Need.REASON,), optional=(Need.NOTE, Need.DEPARTMENT), quiet=True,
        icon="message-2", rare=True, unit_label=_RESPONSIBLE,
    ),
    Move(
        "arbitrate", _("Arbitrate"), (State.DISPUTED,), State.DISPATCHED, LEADER_OF_SHIFT | {Role.SUPERVISOR: ANY},
        needs=(Need.DEPARTMENT, Need.REASON), optional=(Need.NOTE, Need.RULING), clock=Clock.START,
        stamps=("dispatched_at",),
        icon="gavel",
    ),
)  # fmt: skip

_CHECK: Moves = (
    Move(
        "order_check", _("Order a check"), (State.DISPOSED,), State.CHECKING, ACCEPTING,
        icon="walk", key="o",
    ),
    Move(
        "check", _("Check"), (State.DISPOSED, State.CHECKING), State.CHECKED, WALKING,
        needs=(Need.PASSED,), optional=(Need.NOTE, Need.AFTER_PHOTO, Need.CLOSING), needs_to_pass=(Need.CLOSING,),
        guards=_INDEPENDENT,
        target_if_failed=State.DISPATCHED, stamps=("checked_at",),
        icon="eye-check", key="c", counts_if_failed="rework_count", looks=True,
    ),
    Move(
        "allow_own_check", _("Let the reporter check"), (State.DISPOSED, State.CHECKING), None, LEADER_OF_SHIFT,
        needs=(Need.REASON,), guards=(Guard.NOT_ALLOWED_YET, Guard.CHECK_LATE, Guard.ANOTHERS_REPORT), quiet=True,
        icon="user-check", rare=True,
    ),
    # A photo came in and turned out to be none: what was put right on the spot goes to the desk, the rest to its unit.
    Move(
        "refuse_proof", _("The photo of the fix can't be used"),
        (State.DISPOSED, State.CHECKING, State.CHECKED, State.SELF_HANDLED), State.IN_DISPOSAL, PLATFORM,
        clock=Clock.CONTINUE, also=frozenset({State.ACCEPTED}), stamps=("accepted_at",),
        icon="photo-off", tone=Tone.BAD,
    ),
    Move(
        "close", pgettext_lazy("case", "Close"), (State.CHECKED,), State.CLOSED, ACCEPTING,
        guards=(Guard.CHILDREN_DONE,), stamps=("closed_at",),
        icon="lock-check", key="c", tone=Tone.GOOD,
    ),
    Move(
        "rework", _("Send for rework"), (State.DISPOSED, State.CHECKING, State.CHECKED), State.DISPATCHED,
        LEADER_OF_SHIFT, needs=(Need.REASON,), clock=Clock.CONTINUE,
        icon="repeat", key="w", tone=Tone.BAD, counts="rework_count",
    ),
    Move(
        "recheck", _("Check again"), (State.CLOSED,), None, WALKING,
        needs=(Need.PASSED,), optional=(Need.NOTE, Need.AFTER_PHOTO, Need.CLOSING), needs_to_pass=(Need.CLOSING,),
        guards=_INDEPENDENT,
        quiet=True,
        icon="eye-check", rare=True, looks=True,
    ),
    Move(
        "reopen", _("Reopen"), (State.CLOSED,), State.DISPATCHED, LEADER_OF_SHIFT,
        needs=(Need.REASON,), clock=Clock.RESTART, also=frozenset({State.FILED}), stamps=("dispatched_at",),
        icon="lock-open", tone=Tone.BAD, counts="reopen_count",
    ),
    Move(
        "appeal", _("Appeal against the lateness"), (State.CLOSED,), None, {Role.DEPARTMENT_HEAD: OF_UNIT},
        needs=(Need.REASON,), optional=(Need.NOTE, Need.AFTER_PHOTO), guards=(Guard.WAS_LATE, Guard.NOT_APPEALED),
        icon="scale", rare=True, asks="appeal",
    ),
    Move(
        "review_appeal", _("Review the appeal"), (State.CLOSED,), None, LEADER_OF_SHIFT,
        needs=(Need.PASSED, Need.REASON), guards=(Guard.APPEAL_ASKED,),
        icon="scale", decides="appeal", verdict=_APPEAL,
    ),
    Move(
        "decide_appeal", _("Decide the appeal"), (State.CLOSED,), None, OVERSIGHT,
        needs=(Need.PASSED, Need.REASON), guards=(Guard.APPEAL_REVIEWED,),
        icon="scale", decides="appeal", verdict=_APPEAL,
    ),
)  # fmt: skip

MOVES: dict[str, Move] = {move.name: move for move in (*_INTAKE, *_DISPATCH, *_DISPOSAL, *_DISPUTE, *_CHECK, *ANYTIME)}

# Moves that the platform makes, or that other rooms ask for by name.
VERIFY, CHECK, RECHECK = "verify", "check", "recheck"
SELF_HANDLE, ASSIST, REOPEN = "self_handle", "assist", "reopen"
SUPERVISE, END_SUPERVISION = "supervise", "end_supervision"
DISPOSE, ORDER_CHECK, REFUSE_PROOF = "dispose", "order_check", "refuse_proof"
DECIDE_APPEAL = "decide_appeal"
RAISE_URGENCY, LOWER_URGENCY = "raise_urgency", "lower_urgency"
ASSIGN, UNASSIGN, AUTO_UNASSIGN = "assign", "unassign", "auto_unassign"
AUTO_VERIFICATION, AUTO_FILE, AUTO_DISPATCH, AUTO_RESUME = (
    "auto_verification", "auto_file", "auto_dispatch", "auto_resume",
)  # fmt: skip

QUIET = frozenset({*(WORDS.keys() - {REPORT}), *(move.name for move in MOVES.values() if move.quiet)})
