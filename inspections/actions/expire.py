"""The clock's part: what was not done in time goes to another, what waited to who has come on duty."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases.actions import VisitAssignment, assign_visits
from cases.rulebook import Rulebook, rulebook
from inspections.actions.give import ACTOR, GIVEN, give
from inspections.actions.reconcile import lock_cases, reconcile
from inspections.models import Visit
from inspections.queries import on_duty
from inspections.workflow import VisitState

BATCH = 200
MOST_GIVINGS = 3  # after so many the desk is told


def look_after_visits(*, at: datetime | None = None) -> int:
    """Give what is overdue to others and what waits to who is there; how many. Two clocks at once share the work."""
    at, done = at or timezone.now(), 0
    while step := _pass_on(at):
        done += step
    return done + (_give_waiting(at) if on_duty(at=at).exists() else 0)


def _pass_on(at: datetime) -> int:
    due = Visit.objects.overdue(at=at).order_by("due_at", "pk").values_list("case_id", flat=True)
    return _with_live(list(due[:BATCH]), at, lambda live, book: _pass_on_held(live, at, book))


def _pass_on_held(live: Sequence[Visit], at: datetime, book: Rulebook) -> int:
    late = [visit for visit in live if visit.state == VisitState.GIVEN and visit.due_at and visit.due_at <= at]
    spent = [visit for visit in late if visit.times_given >= MOST_GIVINGS]
    _expire(spent, at)
    give([visit for visit in late if visit not in spent], at=at, book=book)
    return len(late)


def _expire(visits: Sequence[Visit], at: datetime) -> None:
    """Nobody came: the case says so, and with it the desk hears."""
    for visit in visits:
        visit.previous_inspectors = [*visit.previous_inspectors, *filter(None, [visit.inspector_id])]
        visit.state, visit.inspector, visit.given_at, visit.due_at = VisitState.EXPIRED, None, None, None
    Visit.objects.bulk_update(visits, GIVEN)
    assign_visits(
        assignments=[VisitAssignment(visit.case_id, visit.kind, None) for visit in visits], at=at, actor=ACTOR
    )


def _give_waiting(at: datetime) -> int:
    """All that waits, in pieces: one for whom nobody is there must not stand before the others."""
    given, last = 0, 0
    waiting = Visit.objects.filter(state=VisitState.WAITING).order_by("pk").values_list("pk", "case_id")
    while piece := list(waiting.filter(pk__gt=last)[:BATCH]):
        last = piece[-1][0]
        given += _with_live([case for __, case in piece], at, lambda live, book: _give_held(live, at, book))
    return given


def _give_held(live: Sequence[Visit], at: datetime, book: Rulebook) -> int:
    return give([visit for visit in live if visit.state == VisitState.WAITING], at=at, book=book)


def _with_live(cases: Sequence[UUID], at: datetime, do: Callable[[Sequence[Visit], Rulebook], int]) -> int:
    """Do something with the live visits of those cases that nobody else holds just now, as they then stand."""
    if not cases:
        return 0
    with transaction.atomic():
        book = rulebook()
        return do(reconcile(lock_cases(cases, skip_locked=True), at=at, book=book), book)
