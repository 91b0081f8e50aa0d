"""Ladders and clocks, pure: on which level a row stands and when it wants the next look.

Level 0 is untouched, level 1 the warning before the limit, level 2 the limit itself; each further level of a ladder
comes so long after the limit. A row without a warning time goes from 0 to 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

WARNING_LEVEL, DUE_LEVEL = 1, 2
CLOCK_ACTOR = "clock"  # who raises, in the history


@dataclass(frozen=True)
class Ladder:
    """`after_due` has one distance from the due time for each level from 2 on, the first of them 0."""

    after_due: tuple[timedelta, ...] = (timedelta(),)

    @property
    def top(self) -> int:
        """The last level: there is nothing more to raise."""
        return WARNING_LEVEL + len(self.after_due)

    @property
    def aside(self) -> int:
        """The level of what is left alone though nobody was ever told of it: one above the top."""
        return self.top + 1

    def next_chase(self, level: int, *, warn_at: datetime | None, due_at: datetime | None) -> datetime | None:
        """When something on this level wants to be raised; None when nothing is owed or it is at the top."""
        if due_at is None or level >= self.top:
            return None
        if level < WARNING_LEVEL and warn_at is not None:
            return warn_at
        return due_at + self.after_due[max(level, WARNING_LEVEL) - WARNING_LEVEL]

    def level_reached(self, *, at: datetime, warn_at: datetime | None, due_at: datetime | None) -> int:
        """The level of something that somebody else chased until `at`: the levels that lie in the past are climbed."""
        if due_at is None:
            return 0
        passed = sum(due_at + after <= at for after in self.after_due)
        if passed:
            return WARNING_LEVEL + passed
        return WARNING_LEVEL if warn_at is not None and warn_at <= at else 0


@dataclass(frozen=True)
class Clock:
    """One due time of a row. `due`, `warn` and `level` name its fields, which are called like their columns.

    `warned` and `escalated` are the moves that the history gets; `facts` are fields that the event records besides, by
    the key under which it does. `states` are those in which the clock runs, none means all. A clock that shall be left
    alone is put on the `top` of its ladder, or has no due time.
    """

    name: str
    due: str
    level: str
    ladder: Ladder
    escalated: str
    warn: str = ""
    warned: str = ""
    states: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    def next_chase(self, row: object, state: str) -> datetime | None:
        due_at = getattr(row, self.due)
        if due_at is None or (self.states and state not in self.states):
            return None
        warn_at = getattr(row, self.warn) if self.warn else None
        return self.ladder.next_chase(getattr(row, self.level), warn_at=warn_at, due_at=due_at)

    def level_reached(self, row: object, at: datetime) -> int:
        return self.ladder.level_reached(at=at, **self._times(row))

    def move_to(self, level: int) -> str:
        return self.warned if level == WARNING_LEVEL else self.escalated

    def _times(self, row: object) -> dict[str, datetime | None]:
        return {"warn_at": getattr(row, self.warn) if self.warn else None, "due_at": getattr(row, self.due)}


@dataclass(frozen=True, eq=False)
class Owed:
    """A table whose rows are chased, by one or several clocks.

    `next` names the field with the moment at which the nearest of the clocks wants a look: the only one with an index,
    so that a clock more costs no index more. `queue` names a table of (at, `subject`), kept by triggers, that holds it
    instead, for a table with so many indexes that a raise should touch none of them. `events` is the table of the
    history (an append-only chain, numbered by `seq`), `subject` its column for the row. `facts` are recorded by every
    event. `topic` is promised for each event.
    """

    table: str
    events: str
    subject: str
    topic: str
    clocks: tuple[Clock, ...]
    key: str = "id"
    seq: str = "seq"
    state: str = "state"
    next: str = "next_chase_at"
    queue: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def next_chase(self, row: object) -> datetime | None:
        """When the row wants the next look, by its fields as they are; None when nothing is owed or all is raised."""
        return min([at for __, at in self._running(row)], default=None)

    def schedule(self, row: object) -> None:
        """Set the row's next look; call it whenever a time, a level or the state has changed. Nothing is saved here."""
        setattr(row, self.next, self.next_chase(row))

    def catch_up(self, row: object, *, at: datetime) -> None:
        """Leave alone whatever lies before `at`, for rows that come with old due times from elsewhere.

        A clock that is late is put aside: nobody is told today of what was late last year, and no list says that
        somebody was. It is chased again once somebody gives the row new time. A clock of which only the warning lies in
        the past is chased from its due time on.
        """
        for clock, __ in self._running(row):
            reached = clock.level_reached(row, at)
            level = clock.ladder.aside if reached >= DUE_LEVEL else reached
            setattr(row, clock.level, max(level, getattr(row, clock.level)))
        self.schedule(row)

    def climb(self, row: object) -> tuple[Clock, int]:
        """Raise the row by one level, as the chase does when it is due; which clock, and to which level.

        In memory, for histories that are played. Raises ValueError when there is nothing to raise.
        """
        clock, __ = min(self._running(row), key=lambda found: found[1])
        first = WARNING_LEVEL if not clock.warn or getattr(row, clock.warn) is None else 0
        level = max(getattr(row, clock.level), first) + 1
        setattr(row, clock.level, level)
        self.schedule(row)
        return clock, level

    def facts_of(self, row: object, clock: Clock) -> dict[str, Any]:
        """What the event of a raise records, as the chase writes it."""
        columns = {**self.facts, "level": clock.level, **clock.facts}
        values = {key: getattr(row, column) for key, column in columns.items()}
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}

    def _running(self, row: object) -> list[tuple[Clock, datetime]]:
        state = getattr(row, self.state)
        return [(clock, at) for clock in self.clocks if (at := clock.next_chase(row, state)) is not None]
