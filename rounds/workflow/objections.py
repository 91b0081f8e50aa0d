"""The life of an objection of a unit to a finding: states and the table of moves."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import UNIT, Role, role_label
from common import workflow
from common.workflow import ERASE, SYSTEM, Clock, Tone, Word
from common.workflow.charts import Chart
from common.workflow.steps import Steps, steps_of
from rounds.workflow.rounds import RUNNERS


class ObjectionState(TextChoices):
    RAISED = "raised", pgettext_lazy("objection", "Raised")
    UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
    DISMISSED = "dismissed", pgettext_lazy("objection", "Dismissed")
    LAPSED = "lapsed", pgettext_lazy("objection", "Lapsed")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Withdrawn")


FINAL = (ObjectionState.UPHELD, ObjectionState.DISMISSED, ObjectionState.LAPSED, ObjectionState.WITHDRAWN)


class Relation(StrEnum):
    """How a person of a role must be related to the objection."""

    ANY = "any"
    OWN_UNIT = "own_unit"  # member of the unit that raised it, or of one above it


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"


class Guard(StrEnum):
    """What must hold of the objection beside its state."""

    NOT_FINDER = "not_finder"  # who answered at a stop of that round does not decide on the objection


@dataclass(frozen=True, kw_only=True)
class Move(workflow.Move[ObjectionState, Relation, Need, Guard]):
    """A move of an objection."""

    optional: tuple[Need, ...] = (Need.NOTE,)


_DECIDE: dict[str, Relation] = dict.fromkeys(sorted(RUNNERS), Relation.ANY)
_OWN: dict[str, Relation] = dict.fromkeys(sorted(UNIT), Relation.OWN_UNIT)
RAISE, UPHOLD, DISMISS, WITHDRAW, LAPSE = "raise", "uphold", "dismiss", "withdraw", "lapse"
WARN, LATE = "warn", "late"
_OPEN = (ObjectionState.RAISED,)
_MOVES: tuple[Move, ...] = (
    Move(
        UPHOLD, pgettext_lazy("objection", "Uphold"), (ObjectionState.RAISED, ObjectionState.LAPSED),
        ObjectionState.UPHELD, _DECIDE, needs=(Need.REASON,), guards=(Guard.NOT_FINDER,), icon="circle-check", key="u",
        tone=Tone.GOOD, clock=Clock.STOP,
    ),
    Move(
        DISMISS, pgettext_lazy("objection", "Dismiss"), _OPEN, ObjectionState.DISMISSED, _DECIDE, needs=(Need.REASON,),
        guards=(Guard.NOT_FINDER,), icon="circle-x", tone=Tone.BAD, clock=Clock.STOP,
    ),
    Move(
        WITHDRAW, pgettext_lazy("objection", "Withdraw"), _OPEN, ObjectionState.WITHDRAWN, _OWN, icon="arrow-back-up",
        rare=True, clock=Clock.DROP,
    ),
    Move(
        LAPSE, _("Nobody answered in time"), _OPEN, ObjectionState.LAPSED, {SYSTEM: Relation.ANY}, icon="clock-x",
        tone=Tone.BAD, clock=Clock.DROP,
    ),
)  # fmt: skip
MOVES: dict[str, Move] = {move.name: move for move in _MOVES}
_WORDS: tuple[Word[ObjectionState], ...] = (
    Word(RAISE, pgettext_lazy("objection", "Raised"), "message-exclamation", _OPEN, roles=UNIT),
    Word(WARN, _("The answer is due soon"), "bell", _OPEN),
    Word(LATE, _("The answer is overdue"), "alarm", _OPEN, Tone.BAD),
    Word(ERASE, _("Words were erased"), "eraser", tuple(ObjectionState), roles=frozenset({Role.ADMINISTRATOR})),
)
WORDS: dict[str, Word[ObjectionState]] = {word.name: word for word in _WORDS}
QUIET = frozenset({WARN, LATE, ERASE})
STEPS: Steps = steps_of(MOVES, WORDS, first=RAISE)
CHART = Chart(
    kind="objection", source="rounds/workflow/objections.py", states=ObjectionState, final=FINAL, moves=MOVES,
    words=WORDS, first=RAISE, role_label=role_label,
)  # fmt: skip
