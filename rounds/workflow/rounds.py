"""The life of a round: states and the table of moves. The tests state it a second time by hand."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import DESK, UNIT, Role, role_label
from common import workflow
from common.workflow import ERASE, SYSTEM, Clock, Tone, Word
from common.workflow.charts import Chart
from common.workflow.steps import Steps, steps_of


class RoundState(TextChoices):
    PLANNED = "planned", pgettext_lazy("round", "Planned")
    DRAWN = "drawn", pgettext_lazy("round", "Drawn")
    WALKING = "walking", pgettext_lazy("round", "Under way")
    HANDED_IN = "handed_in", pgettext_lazy("round", "Handed in")
    SETTLED = "settled", pgettext_lazy("round", "Settled")
    MISSED = "missed", pgettext_lazy("round", "Missed")
    CANCELLED = "cancelled", pgettext_lazy("round", "Cancelled")


FINAL = (RoundState.SETTLED, RoundState.MISSED, RoundState.CANCELLED)
OWED = (RoundState.PLANNED, RoundState.DRAWN, RoundState.WALKING)  # somebody has to walk it still
TOLD = (RoundState.HANDED_IN, RoundState.SETTLED)  # units see what was found at theirs


class Relation(StrEnum):
    """How a person of a role must be related to the round."""

    ANY = "any"
    IN_GROUP = "in_group"  # a member of its group today; a supervisor where it has none


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"


class Guard(StrEnum):
    """What must hold of the round beside its state."""

    ALL_SEEN = "all_seen"  # no stop of it is open
    NOT_WALKER = "not_walker"  # who handed it in does not settle it
    OBJECTED = "objected"  # the time for objections is over, and each is decided


@dataclass(frozen=True, kw_only=True)
class Move(workflow.Move[RoundState, Relation, Need, Guard]):
    """A move of a round."""

    optional: tuple[Need, ...] = (Need.NOTE,)


Who = dict[str, Relation]
RUNNERS = frozenset({Role.SUPERVISOR, Role.LEADER})  # who makes, cancels and settles rounds
WALKERS = DESK | UNIT | RUNNERS | {Role.INSPECTOR}  # who walks, in a group
_RUN: Who = dict.fromkeys(sorted(RUNNERS), Relation.ANY)
_WALK: Who = dict.fromkeys(sorted(WALKERS), Relation.IN_GROUP)
_PLATFORM: Who = {SYSTEM: Relation.ANY}
PLAN, DRAW, NOTHING, REDRAW, BEGIN, HAND_IN = "plan", "draw", "nothing", "redraw", "begin", "hand_in"
GIVE_BACK, SETTLE, MISS, CANCEL = "give_back", "settle", "miss", "cancel"
WARN, LATE = "warn", "late"
_MOVES: tuple[Move, ...] = (
    Move(
        DRAW, _("Places drawn"), (RoundState.PLANNED,), RoundState.DRAWN, _PLATFORM, icon="dice-3", clock=Clock.START,
    ),
    Move(
        NOTHING, _("No place to look at"), (RoundState.PLANNED,), RoundState.CANCELLED, _PLATFORM, icon="map-pin-off",
        clock=Clock.DROP,
    ),
    Move(
        BEGIN, pgettext_lazy("round", "Set out"), (RoundState.DRAWN,), RoundState.WALKING, _WALK, icon="walk", key="b",
        clock=Clock.CONTINUE,
    ),
    Move(
        HAND_IN, pgettext_lazy("round", "Hand in"), (RoundState.WALKING,), RoundState.HANDED_IN, _WALK,
        guards=(Guard.ALL_SEEN,), icon="send", key="h", clock=Clock.STOP,
    ),
    Move(
        GIVE_BACK, pgettext_lazy("round", "Give back"), (RoundState.HANDED_IN,), RoundState.WALKING, _RUN,
        needs=(Need.REASON,), icon="arrow-back-up", rare=True, clock=Clock.RESUME,
    ),
    Move(
        SETTLE, pgettext_lazy("round", "Settle"), (RoundState.HANDED_IN,), RoundState.SETTLED, _RUN,
        guards=(Guard.NOT_WALKER, Guard.OBJECTED), icon="rubber-stamp", key="s", tone=Tone.GOOD,
    ),
    Move(
        REDRAW, _("Draw again"), (RoundState.DRAWN,), RoundState.CANCELLED, _RUN, needs=(Need.REASON,), icon="dice-5",
        rare=True, danger=True, clock=Clock.DROP,
    ),
    Move(
        CANCEL, pgettext_lazy("round", "Cancel"), OWED, RoundState.CANCELLED, _RUN, needs=(Need.REASON,), icon="ban",
        tone=Tone.BAD, rare=True, danger=True, clock=Clock.DROP,
    ),
    Move(
        MISS, _("Nobody walked it"), (RoundState.PLANNED, RoundState.DRAWN), RoundState.MISSED, _PLATFORM,
        icon="clock-x", tone=Tone.BAD, clock=Clock.DROP,
    ),
)  # fmt: skip
MOVES: dict[str, Move] = {move.name: move for move in _MOVES}
_WORDS: tuple[Word[RoundState], ...] = (
    Word(PLAN, pgettext_lazy("round", "Planned"), "calendar-plus", (RoundState.PLANNED,), roles=RUNNERS | {SYSTEM}),
    Word(WARN, _("The round is due soon"), "bell", OWED),
    Word(LATE, _("The round is overdue"), "alarm", OWED, Tone.BAD),
    Word(ERASE, _("Words were erased"), "eraser", tuple(RoundState), roles=frozenset({Role.ADMINISTRATOR})),
)
WORDS: dict[str, Word[RoundState]] = {word.name: word for word in _WORDS}
QUIET = frozenset({WARN, LATE, ERASE})
STEPS: Steps = steps_of(MOVES, WORDS, first=PLAN)
CHART = Chart(
    kind="round", source="rounds/workflow/rounds.py", states=RoundState, final=FINAL, moves=MOVES, words=WORDS,
    first=PLAN, role_label=role_label,
)  # fmt: skip
