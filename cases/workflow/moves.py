"""What a move is: one row of the table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.workflow.states import State


class Relation(StrEnum):
    """How a person of a role must be related to the case."""

    ANY = "any"
    OWN_UNIT = "own_unit"  # member of the unit that answers for the fix
    OWN_HANDS = "own_hands"  # member of that unit or of the squad it sent the case to
    OWN_SQUAD = "own_squad"
    OWN_FIND = "own_find"  # who reported it, or the inspector of the duty grid
    OWN_GRID = "own_grid"  # inspector of the duty grid, or the one to whom the visit was given
    ASSISTING = "assisting"  # member of a unit that owes a part
    PARTY = "party"  # member of a unit that is party to the dispute


class Clock(StrEnum):
    """What a move does to the case's clock of disposal."""

    NOTHING = "nothing"
    START = (
        "start"  # the limit of the filing condition begins to run; a clock that ran before runs on, as the city says
    )
    RESTART = "restart"  # a new clock, whatever ran before
    STOP = "stop"  # the unit has finished; on time is decided here
    CONTINUE = "continue"  # rework: the clock runs on, the first due time stands
    DROP = "drop"  # nobody owes anything any more
    EXTEND = "extend"  # one original limit more
    PAUSE = "pause"  # stands
    RESUME = "resume"  # runs on with what was left
    FOLLOW = "follow"  # another limit, counted from the first start


class Need(StrEnum):
    """What a move takes from the person who makes it."""

    NOTE = "note"
    REASON = "reason"
    REASON_CLASS = "reason_class"
    DEPARTMENT = "department"
    PASSED = "passed"
    AFTER_PHOTO = "photos"
    CLOSING = "closing_conditions"
    UNTIL = "until"
    INTO = "into"
    CATEGORY = "category"
    CONDITION = "condition"
    LOCATION = "location"
    PARTS = "parts"
    RULING = "ruling"


class Guard(StrEnum):
    """What must hold of the case beside its state; `cases.guards` has the question and the sentence for each."""

    VERIFIED = "verified"
    BEFORE_DUE = "before_due"
    EXTENSION_LEFT = "extension_left"
    EXTENSION_FREE = "extension_free"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_ENDORSED = "extension_endorsed"
    EXTENSION_PENDING = "extension_pending"
    SUSPENSION_LEFT = "suspension_left"
    SUSPENSION_FREE = "suspension_free"
    SUSPENSION_ASKED = "suspension_asked"
    WAS_LATE = "was_late"
    NOT_APPEALED = "not_appealed"
    APPEAL_ASKED = "appeal_asked"
    APPEAL_REVIEWED = "appeal_reviewed"
    NOT_RULED = "not_ruled"
    PARTS_DONE = "parts_done"
    CHILDREN_DONE = "children_done"
    SUPERVISED = "supervised"
    HAS_SQUAD = "has_squad"
    HAS_TERRITORY = "has_territory"
    NOT_DISPOSER = "not_disposer"  # who disposed, or belongs to the unit that did, does not check it


class Ask(TextChoices):
    """How far a request (extension, suspension, appeal) has come."""

    NONE = "", _("None")
    ASKED = "asked", _("Asked for")
    ENDORSED = "endorsed", _("Endorsed by the unit head")
    REVIEWED = "reviewed", _("Passed the first review")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


@dataclass(frozen=True)
class Move:
    """`target` is the state after it, None where the state stays; `also` are states it can lead to besides.

    `may` says which role, in which relation to the case. A `quiet` move does not raise the case's version: nobody's
    form gets stale by it.
    """

    name: str
    label: Promise | str
    sources: frozenset[State]
    target: State | None
    may: Mapping[str, Relation]
    needs: tuple[Need, ...] = ()
    optional: tuple[Need, ...] = (Need.NOTE,)
    guards: tuple[Guard, ...] = ()
    clock: Clock = Clock.NOTHING
    target_if_failed: State | None = None
    clock_if_failed: Clock = Clock.CONTINUE
    also: frozenset[State] = frozenset()
    stamps: tuple[str, ...] = ()  # time columns of the case that this move writes
    quiet: bool = False
    fields: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", frozenset(self.needs) | frozenset(self.optional))

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(self.may)

    def outcome(self, *, passed: bool | None = None) -> tuple[State | None, Clock]:
        """The state after the move (None: as before) and what it does to the clock."""
        if passed is False and self.target_if_failed is not None:
            return self.target_if_failed, self.clock_if_failed
        return self.target, self.clock

    def targets(self, source: State) -> frozenset[State]:
        """All states that the move can lead to from one of its sources."""
        found = {self.target or source, *self.also}
        return frozenset(found | {self.target_if_failed} if self.target_if_failed else found)
