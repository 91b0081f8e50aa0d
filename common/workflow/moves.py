"""What a move is: one row of the table of moves of a kind of thing (a case, a visit).

Pages, API, permissions, forms, diagram and `fsck` read the row; nothing else decides. States, relations, needs and
guards are enums of the house that owns the table. Roles are plain strings, for people stand above this house.
"""

from collections.abc import Collection, Mapping
from dataclasses import KW_ONLY, dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

StateT = TypeVar("StateT", bound=str)
RelationT = TypeVar("RelationT", bound=str)
NeedT = TypeVar("NeedT", bound=str)
GuardT = TypeVar("GuardT", bound=str)

# What the platform does by itself is a move too, made by this role, so that no event is without an author.
SYSTEM = "system"
ERASE = "erase"  # the event that says whose words were erased, when, by whom and why


class Tone(StrEnum):
    """How an event looks in the history."""

    PLAIN = ""
    GOOD = "good"
    BAD = "bad"


class Clock(StrEnum):
    """What a move does to the clock of the thing that it moves."""

    NOTHING = "nothing"
    START = "start"  # the limit begins to run; a clock that ran before runs on where the city says so
    RESTART = "restart"  # a new clock, whatever ran before
    STOP = "stop"  # the work is finished; on time is decided here
    CONTINUE = "continue"  # the clock runs on, the first due time stands
    DROP = "drop"  # nobody owes anything any more
    EXTEND = "extend"  # one original limit more
    PAUSE = "pause"  # stands
    RESUME = "resume"  # runs on with what was left
    FOLLOW = "follow"  # another limit, counted from the first start


class Verdict(NamedTuple):
    """What "passed" means of the move that says it: the question, and both answers in words."""

    asked: Promise
    yes: Promise
    no: Promise

    def said(self, passed: bool) -> str:
        return str(self.yes if passed else self.no)


PASSED = Verdict(_("Result of the check"), _("Passed"), _("Not passed"))


@dataclass(frozen=True)
class Move(Generic[StateT, RelationT, NeedT, GuardT]):
    """`target` is the state after the move, None where the state stays; `also` are states it can lead to besides.

    `may` says which role, in which relation to the thing. A `quiet` move does not raise the version: nobody's form
    gets stale by it.
    """

    name: str
    label: Promise | str
    sources: Collection[StateT]
    target: StateT | None
    may: Mapping[str, RelationT]
    _: KW_ONLY
    # How it looks.
    icon: str
    key: str = ""  # the key of the keyboard that presses its button
    tone: Tone = Tone.PLAIN
    rare: bool = False  # never the main button, however possible: behind "more"
    danger: bool = False  # its button warns
    verdict: Verdict = PASSED
    # What it takes.
    needs: tuple[NeedT, ...] = ()
    optional: tuple[NeedT, ...] = ()
    needs_to_pass: tuple[NeedT, ...] = ()  # besides, to say that it was passed; its effect asks for them
    guards: tuple[GuardT, ...] = ()
    # What it does.
    target_if_failed: StateT | None = None
    also: frozenset[StateT] = frozenset()
    clock: Clock = Clock.NOTHING
    clock_if_failed: Clock = Clock.CONTINUE
    stamps: tuple[str, ...] = ()  # time columns that this move writes
    counts: str = ""  # the column that counts how often it was made
    counts_if_failed: str = ""  # the column that counts how often it was made and not passed
    quiet: bool = False
    # Made of the above, once: an answer of the API asks for these of every move.
    roles: frozenset[str] = field(init=False)
    fields: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", frozenset(self.sources))
        object.__setattr__(self, "roles", frozenset(self.may))
        object.__setattr__(self, "fields", frozenset(self.needs) | frozenset(self.optional))

    def outcome(self, *, passed: bool | None = None) -> tuple[StateT | None, Clock]:
        """The state after the move (None: as before) and what it does to the clock."""
        if passed is False and self.target_if_failed is not None:
            return self.target_if_failed, self.clock_if_failed
        return self.target, self.clock

    def targets(self, source: StateT) -> frozenset[StateT]:
        """All states that the move can lead to from one of its sources."""
        found = {self.target or source, *self.also}
        return frozenset(found | {self.target_if_failed} if self.target_if_failed else found)

    def counters(self, *, passed: bool | None = None) -> tuple[str, ...]:
        """The columns that it raises by one."""
        return tuple(filter(None, (self.counts, self.counts_if_failed if passed is False else "")))


@dataclass(frozen=True)
class Word(Generic[StateT]):
    """An event that is no move: the beginning of a history, or what the clock says. It changes no state.

    It counts in `seq` and not in `version`. `states` are those in which it can be said.
    """

    name: str
    label: Promise | str
    icon: str
    states: Collection[StateT]
    tone: Tone = Tone.PLAIN
    roles: frozenset[str] = frozenset({SYSTEM})  # of those who may have said it
