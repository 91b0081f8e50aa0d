"""The one table of moves. Pages, API, permissions, forms and the state diagram all read it; nothing else decides.

Sources: the seven links of the field (facts.md 2.6) and design.md section 3. The tests state it a second time by hand.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role

SYSTEM = "system"  # what router and clock do by themselves is a move too, so that history never has an empty hand
VERSION = 1


class State(TextChoices):
    REPORTED = "reported", _("Reported")
    ACCEPTED = "accepted", _("Accepted")
    FILED = "filed", _("Filed")
    DISPATCHED = "dispatched", _("Dispatched")
    IN_DISPOSAL = "in_disposal", _("In disposal")
    DISPOSED = "disposed", _("Disposed")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Check passed")
    CLOSED = "closed", _("Closed")
    REJECTED = "rejected", _("Rejected")
    VOID = "void", _("Void")


FINAL = (State.CLOSED, State.REJECTED, State.VOID)
OPEN = tuple(state for state in State if state not in FINAL)
OWED = (State.DISPATCHED, State.IN_DISPOSAL)  # states in which a unit owes the fix


class Stage(TextChoices):
    """What a case waits for; each stage has a clock."""

    ACCEPT = "accept", _("Acceptance")
    FILE = "file", _("Filing")
    DISPATCH = "dispatch", _("Dispatch")
    DISPOSE = "dispose", _("Disposal")
    CHECK = "check", _("Check")
    CLOSE = "close", _("Closing")


STAGE_OF: dict[State, Stage | None] = {
    State.REPORTED: Stage.ACCEPT,
    State.ACCEPTED: Stage.FILE,
    State.FILED: Stage.DISPATCH,
    State.DISPATCHED: Stage.DISPOSE,
    State.IN_DISPOSAL: Stage.DISPOSE,
    State.DISPOSED: Stage.CHECK,
    State.CHECKING: Stage.CHECK,
    State.CHECKED: Stage.CLOSE,
    State.CLOSED: None,
    State.REJECTED: None,
    State.VOID: None,
}


class Relation(StrEnum):
    """How the person must be related to the case, beside the role."""

    ANY = "any"
    OWN_UNIT = "own_unit"
    OWN_GRID = "own_grid"  # binds inspectors; the shift leader may check anywhere, on the photos


class Clock(StrEnum):
    """What a move does to the case's clock of disposal."""

    NOTHING = "nothing"
    START = "start"  # the limit of the filing condition begins to run
    STOP = "stop"  # the unit has finished; on time is decided here
    CONTINUE = "continue"  # rework: the clock runs on, the first due time stands
    DROP = "drop"  # nobody owes anything any more


class Need(StrEnum):
    NOTE = "note"
    REASON = "reason"
    DEPARTMENT = "department"
    PASSED = "passed"
    AFTER_PHOTO = "photos"


@dataclass(frozen=True)
class Move:
    """`target` is the state after it, `target_if_failed` where `passed` is no; optional needs may be omitted."""

    name: str
    label: Promise | str
    sources: frozenset[State]
    target: State
    roles: frozenset[str]
    needs: tuple[Need, ...] = ()
    optional: tuple[Need, ...] = (Need.NOTE,)
    relation: Relation = Relation.ANY
    clock: Clock = Clock.NOTHING
    target_if_failed: State | None = None
    clock_if_failed: Clock = Clock.CONTINUE
    stamps: tuple[str, ...] = ()  # time columns of the case that this move writes
    fields: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", frozenset(self.needs) | frozenset(self.optional))

    def outcome(self, *, passed: bool | None = None) -> tuple[State, Clock]:
        """The state after the move and what it does to the clock."""
        if passed is False and self.target_if_failed is not None:
            return self.target_if_failed, self.clock_if_failed
        return self.target, self.clock


def _move(
    name: str, label: Promise | str, sources: tuple[State, ...], target: State, roles: set[str], **rest: object
) -> Move:
    return Move(name, label, frozenset(sources), target, frozenset(roles), **rest)  # type: ignore[arg-type]


REPORTERS = frozenset({
    Role.INSPECTOR, Role.ACCEPTOR, Role.SHIFT_LEADER, Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER, Role.INTEGRATION,
})  # fmt: skip

_MOVES = (
    _move(
        "accept", _("Accept"), (State.REPORTED,), State.ACCEPTED, {Role.ACCEPTOR, Role.SHIFT_LEADER},
        stamps=("accepted_at",),
    ),
    _move("file", _("File"), (State.ACCEPTED,), State.FILED, {Role.SHIFT_LEADER}, stamps=("filed_at",)),
    _move(
        "auto_file", _("File by the platform"), (State.REPORTED,), State.FILED, {SYSTEM},
        needs=(Need.REASON,), stamps=("accepted_at", "filed_at"),
    ),
    _move(
        "auto_dispatch", _("Dispatch by rule"), (State.REPORTED, State.FILED), State.DISPATCHED, {SYSTEM},
        needs=(Need.DEPARTMENT,), clock=Clock.START, stamps=("accepted_at", "filed_at", "dispatched_at"),
    ),
    _move(
        "dispatch", _("Dispatch"), (State.FILED,), State.DISPATCHED, {Role.DISPATCHER, Role.SHIFT_LEADER},
        needs=(Need.DEPARTMENT,), clock=Clock.START, stamps=("dispatched_at",),
    ),
    _move(
        "take", _("Take"), (State.DISPATCHED,), State.IN_DISPOSAL, {Role.HANDLER, Role.DEPARTMENT_HEAD},
        relation=Relation.OWN_UNIT, stamps=("taken_at",),
    ),
    _move(
        "dispose", _("Disposal done"), OWED, State.DISPOSED, {Role.HANDLER, Role.DEPARTMENT_HEAD},
        needs=(Need.AFTER_PHOTO,), relation=Relation.OWN_UNIT, clock=Clock.STOP, stamps=("finished_at",),
    ),
    _move(
        "send_back", _("Send back"), OWED, State.FILED, {Role.HANDLER, Role.DEPARTMENT_HEAD},
        needs=(Need.REASON,), relation=Relation.OWN_UNIT,
    ),
    _move("order_check", _("Order a check"), (State.DISPOSED,), State.CHECKING, {Role.ACCEPTOR, Role.SHIFT_LEADER}),
    _move(
        "check", _("Check"), (State.DISPOSED, State.CHECKING), State.CHECKED,
        {Role.INSPECTOR, Role.SHIFT_LEADER},
        needs=(Need.PASSED,), optional=(Need.NOTE, Need.AFTER_PHOTO), relation=Relation.OWN_GRID,
        target_if_failed=State.DISPATCHED, stamps=("checked_at",),
    ),
    _move(
        "close", pgettext_lazy("case", "Close"), (State.CHECKED,), State.CLOSED, {Role.SHIFT_LEADER, Role.ACCEPTOR},
        stamps=("closed_at",),
    ),
    _move(
        "rework", _("Send for rework"), (State.DISPOSED, State.CHECKING, State.CHECKED), State.DISPATCHED,
        {Role.SHIFT_LEADER}, needs=(Need.REASON,), clock=Clock.CONTINUE,
    ),
    _move(
        "reject", _("Reject"), (State.REPORTED, State.ACCEPTED), State.REJECTED, {Role.ACCEPTOR, Role.SHIFT_LEADER},
        needs=(Need.REASON,), clock=Clock.DROP, stamps=("closed_at",),
    ),
    _move(
        "void", _("Void"), tuple(state for state in OPEN if state != State.REPORTED), State.VOID, {Role.SHIFT_LEADER},
        needs=(Need.REASON,), clock=Clock.DROP, stamps=("closed_at",),
    ),
    # The history of another system knows when a case ended, not who disposed of it and who checked.
    _move(
        "import_close", _("Closed in the system it comes from"), (State.FILED, State.DISPATCHED), State.CLOSED,
        {SYSTEM}, clock=Clock.STOP, stamps=("finished_at", "closed_at"),
    ),
    _move(
        "import_void", _("Void in the system it comes from"), (State.FILED, State.DISPATCHED), State.VOID,
        {SYSTEM}, clock=Clock.DROP, stamps=("closed_at",),
    ),
)  # fmt: skip

MOVES: dict[str, Move] = {move.name: move for move in _MOVES}

REPORT = "report"
# Events that change no state: the clock's words in the history. They count in `seq` and not in `version`.
WARN = "warn"
ESCALATE = "escalate"
CLOCK_WORDS = (WARN, ESCALATE)
