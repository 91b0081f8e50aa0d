"""The clock's part: overdue rounds go up the ladder, and those that nobody began are missed in the end."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from common import outbox
from common.owed.chase import chase_all
from registry.queries import settings_in_force
from rounds.actions.advance import CLOCK, MOVED, advance
from rounds.deadlines.rounds import ROUNDS
from rounds.models import Round
from rounds.topics import ROUND
from rounds.workflow.rounds import MISS, MOVES, RoundState

BATCH = 100
log = logging.getLogger(__name__)
_UNBEGUN = (RoundState.PLANNED, RoundState.DRAWN)


def look_after_rounds(*, at: datetime | None = None) -> int:
    """Warn of rounds, say which are overdue, and end those that nobody began; how many events. Two clocks at once
    share the work."""
    at = at or timezone.now()
    return chase_all(ROUNDS, at=at) + miss_rounds(at=at)


def miss_rounds(*, at: datetime | None = None) -> int:
    """End the rounds that nobody began and that were due so many days ago; how many."""
    at = at or timezone.now()
    days = int(settings_in_force("round_missed_days")["round_missed_days"])
    done, last = 0, ""
    while step := _miss_some(at, at - timedelta(days=days), last):
        done, last = done + sum(missed for __, missed in step), step[-1][0]
    return done


def _miss_some(at: datetime, before: datetime, last: str) -> list[tuple[str, bool]]:
    due = Round.objects.filter(state__in=_UNBEGUN, due_at__lt=before, number__gt=last).order_by("number")
    return [(number, _miss_alone(number, at)) for number in due.values_list("number", flat=True)[:BATCH]]


def _miss_alone(number: str, at: datetime) -> bool:
    try:
        with transaction.atomic():
            held = Round.objects.select_for_update(of=("self",), skip_locked=True)
            found = held.filter(number=number, state__in=_UNBEGUN).first()
            if found is not None:
                _miss(found, at)
            return found is not None
    except IntegrityError:
        log.exception("Round %s can't be ended; `manage.py fsck` says what is wrong with it", number)
        return False


def _miss(of: Round, at: datetime) -> None:
    event = advance(of, MOVES[MISS], at=at, actor=CLOCK)
    of.save(update_fields=MOVED)
    event.save(force_insert=True)
    outbox.emit(ROUND, [event.pk])
