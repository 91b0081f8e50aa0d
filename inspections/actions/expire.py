"""The clock's part: what was not done in time goes to another, what waited to who has come on duty."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases.rulebook import Rulebook, rulebook
from inspections.actions.advance import advance, save_moved
from inspections.actions.give import give, tell
from inspections.actions.reconcile import ACTOR, lock_cases, reconcile
from inspections.models import Visit, VisitEvent
from inspections.queries import on_duty
from inspections.workflow import EXPIRE, LIVE, MOVES, VisitState

BATCH = 200
MOST_GIVINGS = 3  # after so many the desk is told
Key = tuple[int, UUID | None]  # a visit and its case
Do = Callable[[Sequence[Visit], list[VisitEvent], Rulebook], int]


def look_after_visits(*, at: datetime | None = None) -> int:
    """Give what is overdue to others and what waits to who is there; how many. Two clocks at once share the work."""
    at, done = at or timezone.now(), 0
    while step := _pass_on(at):
        done += step
    return done + (_give_waiting(at) if on_duty(at=at).exists() else 0)


def _pass_on(at: datetime) -> int:
    due = Visit.objects.overdue(at=at).order_by("due_at", "pk").values_list("pk", "case_id")
    return _with_live(list(due[:BATCH]), at, lambda live, history, book: _pass_on_held(live, history, at, book))


def _pass_on_held(live: Sequence[Visit], history: list[VisitEvent], at: datetime, book: Rulebook) -> int:
    late = [visit for visit in live if visit.state == VisitState.GIVEN and visit.due_at and visit.due_at <= at]
    spent = [visit for visit in late if visit.times_given >= MOST_GIVINGS]
    # Nobody came: the case says so, and with it the desk hears.
    history += [advance(visit, MOVES[EXPIRE], at=at, book=book, actor=ACTOR) for visit in spent]
    save_moved(spent, history)
    tell(spent, at=at)
    give([visit for visit in late if visit not in spent], at=at, book=book)
    return len(late)


def _give_waiting(at: datetime) -> int:
    """All that waits, in pieces: one for whom nobody is there must not stand before the others."""
    given, last = 0, 0
    waiting = Visit.objects.filter(state=VisitState.WAITING).order_by("pk").values_list("pk", "case_id")
    while piece := list(waiting.filter(pk__gt=last)[:BATCH]):
        last = piece[-1][0]
        given += _with_live(piece, at, lambda live, history, book: _give_held(live, history, at, book))
    return given


def _give_held(live: Sequence[Visit], history: list[VisitEvent], at: datetime, book: Rulebook) -> int:
    waiting = [visit for visit in live if visit.state == VisitState.WAITING]
    return give(waiting, at=at, book=book, history=history)


def _with_live(keys: Sequence[Key], at: datetime, do: Do) -> int:
    """Do something with the live visits among those that nobody else holds just now, as they then stand."""
    if not keys:
        return 0
    cases = [case for __, case in keys if case is not None]
    free = [visit for visit, case in keys if case is None]
    with transaction.atomic():
        book, history = rulebook(), list[VisitEvent]()
        live = reconcile(lock_cases(cases, skip_locked=True), at=at, book=book, history=history) if cases else []
        if free:
            held = Visit.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=free, state__in=LIVE)
            live += held.order_by("pk")
        return do(live, history, book)
