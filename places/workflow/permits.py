"""The life of a permit: states and the table of moves. Pure; the tests state it a second time by hand."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import DESK, UNIT, Role, role_label
from common import workflow
from common.workflow import ERASE, SYSTEM, Tone, Word
from common.workflow.charts import Chart
from common.workflow.steps import Steps, steps_of


class PermitState(TextChoices):
    APPLIED = "applied", _("Applied for")
    GRANTED = "granted", pgettext_lazy("permit", "Granted")
    REFUSED = "refused", pgettext_lazy("permit", "Refused")
    IN_FORCE = "in_force", pgettext_lazy("permit", "In force")
    EXPIRED = "expired", pgettext_lazy("permit", "Expired")
    REVOKED = "revoked", pgettext_lazy("permit", "Revoked")


ENDED = (PermitState.REFUSED, PermitState.EXPIRED, PermitState.REVOKED)


class Relation(StrEnum):
    """How a person of a role must be related to the permit."""

    ANY = "any"
    OWN_UNIT = "own_unit"  # member of the unit that decides, or of one above it


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"


class Guard(StrEnum):
    """What must hold of the permit beside its state."""

    NOT_APPLICANT = "not_applicant"  # who entered the application does not decide on it
    NOT_OVER = "not_over"  # its term is not over


@dataclass(frozen=True, kw_only=True)
class Move(workflow.Move[PermitState, Relation, Need, Guard]):
    """A move of a permit."""

    optional: tuple[Need, ...] = (Need.NOTE,)


Who = dict[str, Relation]
_DECIDES: Who = {Role.DEPARTMENT_HEAD: Relation.OWN_UNIT}
_PLATFORM: Who = {SYSTEM: Relation.ANY}
APPLIERS = DESK | UNIT | {Role.ADMINISTRATOR}  # who enters what somebody applies for
APPLY, GRANT, REFUSE, BEGIN, EXPIRE, REVOKE = "apply", "grant", "refuse", "begin", "expire", "revoke"
_MOVES: tuple[Move, ...] = (
    Move(
        GRANT, pgettext_lazy("permit", "Grant"), (PermitState.APPLIED,), PermitState.GRANTED, _DECIDES,
        guards=(Guard.NOT_APPLICANT, Guard.NOT_OVER), icon="circle-check", key="g", tone=Tone.GOOD,
    ),
    Move(
        REFUSE, pgettext_lazy("permit", "Refuse"), (PermitState.APPLIED,), PermitState.REFUSED, _DECIDES,
        needs=(Need.REASON,), guards=(Guard.NOT_APPLICANT,), icon="circle-x", tone=Tone.BAD,
    ),
    Move(
        BEGIN, _("Comes into force"), (PermitState.GRANTED,), PermitState.IN_FORCE, _PLATFORM, icon="player-play",
    ),
    Move(
        EXPIRE, _("Expires"), (PermitState.IN_FORCE,), PermitState.EXPIRED, _PLATFORM, icon="calendar-off",
    ),
    Move(
        REVOKE, _("Revoke"), (PermitState.GRANTED, PermitState.IN_FORCE), PermitState.REVOKED, _DECIDES,
        needs=(Need.REASON,), icon="ban", tone=Tone.BAD, rare=True, danger=True,
    ),
)  # fmt: skip
MOVES: dict[str, Move] = {move.name: move for move in _MOVES}
WORDS: dict[str, Word[PermitState]] = {
    APPLY: Word(APPLY, _("Applied for"), "file-plus", (PermitState.APPLIED,), roles=frozenset({*APPLIERS, SYSTEM})),
    ERASE: Word(ERASE, _("Words were erased"), "eraser", tuple(PermitState), roles=frozenset({Role.ADMINISTRATOR})),
}
QUIET = frozenset({ERASE})  # does not raise the version: nobody's form gets stale
STEPS: Steps = steps_of(MOVES, WORDS, first=APPLY)
CHART = Chart(
    kind="permit", source="places/workflow/permits.py", states=PermitState, final=ENDED, moves=MOVES, words=WORDS,
    first=APPLY, role_label=role_label,
)  # fmt: skip
