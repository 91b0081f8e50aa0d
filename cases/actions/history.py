"""The one set-based writer of cases with their histories: another system's past, the demo's month, seeds and benches.

What is loaded is past. No outbox row, no notice and no chase follows from it; whoever loads says what shall follow.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions.advance import advance
from cases.deadlines import CASES
from cases.models import Case, CaseEvent
from cases.rulebook import Rulebook
from cases.workflow import MOVES, QUIET, REPORT, STEPS, SYSTEM, VISIT, State, Step
from common.bulk import Maker, copy_in
from common.owed import CLOCK_ACTOR
from common.refusals import Refused

VISITS = "visits"  # who gives them
_EVENTS = Maker(CaseEvent)
_BY = CaseEvent._meta.get_field("by")
_Path = tuple[tuple[Step, str | None], ...]  # each step with the role of who made it, None where it is not known


@dataclass(slots=True)
class History:
    """A case as it stands in the end and what happened to it, in that order. Nothing of it is saved yet."""

    case: Case
    events: list[CaseEvent] = field(default_factory=list)

    def report(self, *, by: User | None = None, actor: str = "", data: Mapping[str, Any]) -> None:
        """The first event, at the moment at which the case was reported."""
        self.events.append(
            _EVENTS.make(
                case=self.case, seq=1, move=REPORT, to_state=State.REPORTED, by=by, actor=actor,
                at=self.case.reported_at, note=self.case.description, data=dict(data),
            )
        )  # fmt: skip

    def move(self, name: str, *, at: datetime, book: Rulebook, by: User | None = None, **rest: Any) -> CaseEvent:
        """One move of the table, by a person or an `actor`; `rest` is what `advance` takes. Nobody is asked here."""
        event = advance(self.case, MOVES[name], at=at, by=by, rulebook=book, **rest)
        self.events.append(event)
        return event

    def visit(self, *, to: User, kind: str, at: datetime) -> None:
        """Somebody was sent to look at it, and from then on may."""
        case = self.case
        case.visitor, case.seq = to, case.seq + 1
        self.events.append(
            _EVENTS.make(
                case=case, seq=case.seq, move=VISIT, from_state=case.state, to_state=case.state, actor=VISITS, at=at,
                data={**case.facts, "kind": kind, "inspector": to.pk, "expired": False},
            )
        )  # fmt: skip

    def raise_level(self, *, at: datetime) -> None:
        """One level of the ladder, as the clock raises a case that is due."""
        case = self.case
        clock, level = CASES.climb(case)
        case.seq += 1
        self.events.append(
            _EVENTS.make(
                case=case, seq=case.seq, move=clock.move_to(level), from_state=case.state, to_state=case.state,
                actor=CLOCK_ACTOR, at=at, data=CASES.facts_of(case, clock),
            )
        )  # fmt: skip


def bulk_load(*, histories: Sequence[History]) -> int:
    """Write new cases with all that happened to them, in one transaction; how many. The database seals the events.

    Each history must be a path through the table of moves, by roles that may, and must lead to what its case says of
    state, version and seq; else Refused names the first that is not, and nothing is written. What a move needs and
    guards is not asked again: whoever built the history knew it, and another system's past need not. A case without a
    number gets one of the day of its report. Raises IntegrityError where an id, number or imported key is there
    already. Some thousands at a time: all of them are in memory as text.
    """
    for history in histories:
        check_history(history)
    cases = [history.case for history in histories]
    with transaction.atomic():
        unnumbered = [case for case in cases if not isinstance(case.number, str)]
        for case, number in zip(unnumbered, numbers_of([each.reported_at for each in unnumbered]), strict=True):
            case.number = number
        copy_in(cases)
        copy_in(event for history in histories for event in history.events)
    return len(cases)


def check_history(history: History) -> None:
    """Raises Refused for a history that can't be, or that does not lead to how its case stands."""
    case, path = history.case, tuple(_steps(history.events))
    if no := _fault(path):
        raise Refused(_("The history of case %(id)s can't be: %(why)s") % {"id": case.pk, "why": no})
    numbers = [event.seq for event in history.events]
    version = sum(step[0] not in QUIET for step, __ in path)
    stands = (case.state, case.version, case.seq)
    if numbers != [*range(1, len(numbers) + 1)] or stands != (path[-1][0][2], version, len(numbers)):
        raise Refused(_("The history of case %(id)s does not lead to how the case stands.") % {"id": case.pk})


def _steps(events: Iterable[CaseEvent]) -> Iterator[tuple[Step, str | None]]:
    for event in events:
        who: str | None = SYSTEM
        if event.by_id is not None:
            who = event.by.role if _BY.is_cached(event) and event.by is not None else None  # never a query for it
        yield (event.move, str(event.from_state), str(event.to_state)), who


@lru_cache(maxsize=4096)
def _fault(path: _Path) -> str:
    """What is wrong with a path, in words; the same few paths are walked by thousands of cases."""
    before = ""
    for step, who in path:
        move, source, __ = step
        if source != before or step not in STEPS:
            return _("“%(move)s” does not follow here.") % {"move": move}
        if who is not None and who not in STEPS[step]:
            return _("“%(move)s” is not for %(role)s.") % {"move": move, "role": who}
        before = step[2]
    return "" if path else _("It is empty.")


def numbers_of(moments: Sequence[datetime]) -> list[str]:
    """Numbers for cases that were reported at these moments, from the counter that all cases share."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(array_agg(case_number(q.at) ORDER BY q.n), '{}')
                 FROM unnest(%s::timestamptz[]) WITH ORDINALITY AS q(at, n)""",
            ["{" + ",".join(map(datetime.isoformat, moments)) + "}"],
        )
        return list(cursor.fetchone()[0])
