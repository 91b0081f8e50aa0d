"""Gives visits to inspectors by themselves: each to who fits best."""

from collections.abc import Sequence
from datetime import datetime

from cases.actions import VisitAssignment, assign_visits
from cases.rulebook import Rulebook
from inspections.actions.advance import advance, save_moved
from inspections.actions.reconcile import ACTOR
from inspections.models import Visit, VisitEvent
from inspections.routing import Watch
from inspections.workflow import AUTO_GIVE, MOVES, PASS_ON, VisitState


def give(visits: Sequence[Visit], *, at: datetime, book: Rulebook, history: Sequence[VisitEvent] = ()) -> int:
    """Each to whom it fits best; how many. Where nobody on duty may go, the visit waits.

    `history` is what happened to visits before in the same transaction; it is kept here too.
    """
    watch = Watch(visits, at=at)
    new = [event for visit in visits if (event := _moved(visit, watch, at, book)) is not None]
    moved = [event.visit for event in new]
    save_moved(moved, [*history, *new])
    # Of one taken from somebody for whom nobody else is there, the desk hears as of one for which nobody came.
    tell(moved, at=at)
    return sum(visit.state == VisitState.GIVEN for visit in moved)


def _moved(visit: Visit, watch: Watch, at: datetime, book: Rulebook) -> VisitEvent | None:
    """In memory: the visit is somebody's from now, or waits for somebody; None where it waits as before."""
    to = watch.choose(visit)
    if visit.state == VisitState.WAITING and to is None:
        return None
    move = MOVES[AUTO_GIVE if visit.state == VisitState.WAITING else PASS_ON]
    return advance(visit, move, at=at, book=book, actor=ACTOR, to=to)


def tell(visits: Sequence[Visit], *, at: datetime) -> None:
    """Cases say in their histories who goes, and with that the people concerned hear."""
    assign_visits(
        assignments=[
            VisitAssignment(visit.case_id, visit.kind, visit.inspector_id)
            for visit in visits
            if visit.case_id is not None
        ],
        at=at,
        actor=ACTOR,
    )
