"""When a case asks for a visit: read from its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from inspections.workflow.states import KIND_OF, Kind


@dataclass(frozen=True, slots=True)
class CaseStep:
    """What an event says to those who go and look."""

    seq: int
    move: str
    before: str
    after: str
    at: datetime
    by: int | None
    passed: bool | None


@dataclass(slots=True)
class VisitOccasion:
    """A stay of a case in the states that ask for one kind of visit; `since` is the number of the event it began with.

    `end` is the event that made the visit needless, None while it is still asked for.
    """

    kind: Kind
    since: int
    end: CaseStep | None = None

    @property
    def done(self) -> bool:
        """Whether somebody looked: the move of a visit has the name of its kind."""
        return self.end is not None and self.end.move == self.kind


def occasions(steps: Iterable[CaseStep]) -> list[VisitOccasion]:
    """All occasions of one case, from its events in their order."""
    found: list[VisitOccasion] = []
    now: VisitOccasion | None = None
    for step in steps:
        kind = KIND_OF.get(step.after)
        if now is not None and now.end is None and (kind != now.kind or step.move == now.kind):
            now.end = step
        if kind is not None and (now is None or kind != KIND_OF.get(step.before)):
            now = VisitOccasion(kind, step.seq)
            found.append(now)
    return found
