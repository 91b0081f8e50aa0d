"""Suspended cases go on by themselves when their term is over."""

import logging
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions.advance import advance
from cases.actions.save import save_moved
from cases.models import Case, CaseEvent
from cases.querysets import CaseQuerySet
from cases.rulebook import rulebook
from cases.topics import NOTICE
from cases.workflow import AUTO_RESUME, MOVES, State
from common import outbox
from common.owed import CLOCK_ACTOR

BATCH = 200
log = logging.getLogger(__name__)


def resume_all(*, at: datetime | None = None) -> int:
    """Resume all whose term is over; how many. Two clocks at once share the work."""
    resumed, at = 0, at or timezone.now()
    while step := _resume_some(at):
        resumed += step
    return resumed


def _resume_some(at: datetime) -> int:
    try:
        return _resume(_over(at)[:BATCH], at)
    except IntegrityError as error:
        # A case whose history is broken must not keep all the others suspended for ever.
        log.warning("Resuming together failed (%s); resuming singly", error)
        return sum(_resume_alone(key, at) for key in _over(at).values_list("pk", flat=True)[:BATCH])


def _resume_alone(key: UUID, at: datetime) -> int:
    try:
        return _resume(_over(at).filter(pk=key), at)
    except IntegrityError:
        log.exception("%s can't be resumed; `manage.py fsck` says what is wrong with it", key)
        return 0


def _over(at: datetime) -> CaseQuerySet:
    return Case.objects.filter(state=State.SUSPENDED, suspended_until__lte=at).order_by("suspended_until")


@transaction.atomic
def _resume(over: CaseQuerySet, at: datetime) -> int:
    cases = list(over.select_for_update(of=("self",), skip_locked=True).select_related("department", "condition"))
    book, events = rulebook(), []
    for case in cases:
        events.append(advance(case, MOVES[AUTO_RESUME], at=at, by=None, actor=CLOCK_ACTOR, rulebook=book))
        case.suspended_until = None
    if cases:
        save_moved(cases)
        CaseEvent.objects.bulk_create(events)
        outbox.emit(NOTICE, [event.pk for event in events])
    return len(cases)
