"""The table of moves of a visit, in the order of its life. The tests state it a second time by hand."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import DESK, Role
from common import workflow
from common.workflow import SYSTEM, Clock, Tone, Verdict, Word
from common.workflow.steps import Steps, steps_of
from inspections.workflow.states import LIVE, VisitState


class Relation(StrEnum):
    """How a person of a role must be related to the visit."""

    ANY = "any"
    NEAR = "near"  # the inspector to whom it was given, or one of the duty grid in which it lies


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"
    INSPECTOR = "inspector"
    PASSED = "passed"
    PHOTOS = "photos"
    CLOSING = "closing_conditions"


class Guard(StrEnum):
    """What must hold of the visit beside its state."""

    INDEPENDENT = "independent"  # who reported it, did the work, or checked it before, does not look at it
    FREE_STANDING = "free_standing"  # no case asks for it


@dataclass(frozen=True, kw_only=True)
class Move(workflow.Move[VisitState, Relation, Need, Guard]):
    """A move of a visit. `hands_over` ones take it from who had it, and give it to the next where there is one."""

    optional: tuple[Need, ...] = (Need.NOTE,)
    hands_over: bool = False
    concludes: bool = False  # somebody looked; the visit keeps what was found


Who = dict[str, Relation]
_SYSTEM: Who = {SYSTEM: Relation.ANY}
_DESK: Who = dict.fromkeys(sorted(DESK), Relation.ANY)
_GOING: Who = {Role.INSPECTOR: Relation.NEAR, Role.SHIFT_LEADER: Relation.ANY}
_FOUND = Verdict(_("What was found"), _("As it should be"), _("Not as it should be"))

_MOVES: tuple[Move, ...] = (
    Move(
        "give", pgettext_lazy("a visit", "Give"), LIVE, VisitState.GIVEN, _DESK, icon="walk", key="g",
        needs=(Need.INSPECTOR,), clock=Clock.RESTART, hands_over=True,
    ),
    Move(
        "auto_give", _("Given by the platform"), (VisitState.WAITING,), VisitState.GIVEN, _SYSTEM, icon="walk",
        clock=Clock.RESTART, hands_over=True, quiet=True,
    ),
    Move(
        "pass_on", _("Passed on to somebody else"), (VisitState.GIVEN,), VisitState.GIVEN, _SYSTEM,
        icon="arrow-forward", also=frozenset({VisitState.WAITING}), clock=Clock.RESTART, hands_over=True, quiet=True,
    ),
    Move(
        "expire", _("Nobody came"), (VisitState.GIVEN,), VisitState.EXPIRED, _SYSTEM, icon="clock-x", tone=Tone.BAD,
        clock=Clock.DROP, hands_over=True, quiet=True,
    ),
    Move(
        "do", _("Send the result"), LIVE, VisitState.DONE, _GOING, icon="eye-check", key="c", verdict=_FOUND,
        needs=(Need.PASSED,), optional=(Need.NOTE, Need.PHOTOS, Need.CLOSING), guards=(Guard.INDEPENDENT,),
        clock=Clock.STOP, concludes=True,
    ),
    Move(
        "auto_do", _("Looked at with the case"), LIVE, VisitState.DONE, _SYSTEM, icon="eye-check", verdict=_FOUND,
        needs=(Need.PASSED,), clock=Clock.STOP, concludes=True,
    ),
    Move(
        "drop", _("Not needed any more"), LIVE, VisitState.DROPPED, _SYSTEM, icon="circle-minus", clock=Clock.DROP,
    ),
    Move(
        "cancel", _("Cancel the visit"), LIVE, VisitState.DROPPED, _DESK, icon="trash", tone=Tone.BAD, rare=True,
        danger=True, needs=(Need.REASON,), guards=(Guard.FREE_STANDING,), clock=Clock.DROP,
    ),
)  # fmt: skip
MOVES: dict[str, Move] = {move.name: move for move in _MOVES}

ORDER, PHOTO_REFUSED = "order", "photo_refused"
ORDERERS = DESK | {Role.SUPERVISOR}  # who asks somebody to go and look at what is no case
_WORDS: tuple[Word[VisitState], ...] = (
    Word(ORDER, _("Ordered"), "flag", (VisitState.WAITING,), roles=frozenset({*ORDERERS, SYSTEM})),
    Word(PHOTO_REFUSED, _("A photo can't be used"), "photo-off", tuple(VisitState), Tone.BAD),
)
WORDS: dict[str, Word[VisitState]] = {word.name: word for word in _WORDS}
GIVE, AUTO_GIVE, PASS_ON, EXPIRE = "give", "auto_give", "pass_on", "expire"
DO, AUTO_DO, DROP, CANCEL = "do", "auto_do", "drop", "cancel"
QUIET = frozenset({PHOTO_REFUSED, *(move.name for move in MOVES.values() if move.quiet)})
STEPS: Steps = steps_of(MOVES, WORDS, first=ORDER)
