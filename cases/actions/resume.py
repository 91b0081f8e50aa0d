"""Suspended cases go on by themselves when their term is over."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.actions.advance import advance
from cases.actions.save import save_moved
from cases.models import Case, CaseEvent
from cases.rulebook import rulebook
from cases.topics import NOTICE
from cases.workflow import AUTO_RESUME, MOVES, State
from common import outbox
from common.owed import CLOCK_ACTOR

BATCH = 200


def resume_all(*, at: datetime | None = None) -> int:
    """Resume all whose term is over; how many. Two clocks at once share the work."""
    resumed, at = 0, at or timezone.now()
    while step := _resume(at):
        resumed += step
    return resumed


@transaction.atomic
def _resume(at: datetime) -> int:
    over = Case.objects.filter(state=State.SUSPENDED, suspended_until__lte=at).order_by("suspended_until")
    locked = over.select_for_update(of=("self",), skip_locked=True).select_related("department", "condition")
    cases, book, events = list(locked[:BATCH]), rulebook(), []
    for case in cases:
        events.append(advance(case, MOVES[AUTO_RESUME], at=at, by=None, actor=CLOCK_ACTOR, rulebook=book))
        case.suspended_until = None
    if cases:
        save_moved(cases)
        CaseEvent.objects.bulk_create(events)
        outbox.emit(NOTICE, [event.pk for event in events])
    return len(cases)
