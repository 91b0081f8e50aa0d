"""The life of a stop, one place of a round: states and the table of moves."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role, role_label
from common import workflow
from common.workflow import ERASE, SYSTEM, Tone, Word
from common.workflow.charts import Chart
from common.workflow.steps import Steps, steps_of
from rounds.workflow.rounds import WALKERS


class StopState(TextChoices):
    OPEN = "open", pgettext_lazy("stop", "To look at")
    LOOKED_AT = "looked_at", pgettext_lazy("stop", "Looked at")
    COULD_NOT = "could_not", pgettext_lazy("stop", "Could not")


class Relation(StrEnum):
    """How a person of a role must be related to the stop."""

    IN_GROUP = "in_group"  # as of its round


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"


class Guard(StrEnum):
    """What must hold of the stop beside its state."""

    WALKING = "walking"  # its round is under way
    ANSWERED = "answered"  # each item of the checklist has an answer


@dataclass(frozen=True, kw_only=True)
class Move(workflow.Move[StopState, Relation, Need, Guard]):
    """A move of a stop."""

    optional: tuple[Need, ...] = (Need.NOTE,)


_WALK: dict[str, Relation] = dict.fromkeys(sorted(WALKERS), Relation.IN_GROUP)
DRAW, LOOK, GIVE_UP, LOOK_AGAIN = "draw", "look", "give_up", "look_again"
_MOVES: tuple[Move, ...] = (
    Move(
        LOOK, pgettext_lazy("stop", "Done here"), (StopState.OPEN,), StopState.LOOKED_AT, _WALK,
        guards=(Guard.WALKING, Guard.ANSWERED), icon="eye-check", key="d", tone=Tone.GOOD,
    ),
    Move(
        GIVE_UP, pgettext_lazy("stop", "Could not look"), (StopState.OPEN,), StopState.COULD_NOT, _WALK,
        needs=(Need.REASON,), guards=(Guard.WALKING,), icon="eye-off", tone=Tone.BAD, rare=True,
    ),
    Move(
        LOOK_AGAIN, pgettext_lazy("stop", "Look again"), (StopState.LOOKED_AT, StopState.COULD_NOT), StopState.OPEN,
        _WALK, guards=(Guard.WALKING,), icon="arrow-back-up", rare=True,
    ),
)  # fmt: skip
MOVES: dict[str, Move] = {move.name: move for move in _MOVES}
WORDS: dict[str, Word[StopState]] = {
    DRAW: Word(DRAW, _("Drawn"), "dice-3", (StopState.OPEN,), roles=frozenset({SYSTEM})),
    ERASE: Word(ERASE, _("Words were erased"), "eraser", tuple(StopState), roles=frozenset({Role.ADMINISTRATOR})),
}
QUIET = frozenset({ERASE})  # does not raise the version: nobody's form gets stale
STEPS: Steps = steps_of(MOVES, WORDS, first=DRAW)
CHART = Chart(
    kind="stop", source="rounds/workflow/stops.py", states=StopState,
    final=(StopState.LOOKED_AT, StopState.COULD_NOT), moves=MOVES, words=WORDS, first=DRAW, role_label=role_label,
)  # fmt: skip
