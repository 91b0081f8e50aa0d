"""The chase: raises what is due, one rung at a time, and says so in the history and to the people concerned."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from cases.deadlines import RAISES, WARNING_LEVEL
from cases.models import Case
from cases.topics import NOTICE
from cases.workflow import ESCALATE, WARN
from common import outbox

log = logging.getLogger(__name__)

CLOCK = "clock"
PUT_OFF = timedelta(minutes=5)  # for a case that cannot be raised

# One statement per pass, so that its cost is that of the due rows. The claim skips rows that a person or another clock
# holds; the UPDATE compares the level it saw. `seq` counts the event, `version` does not: nobody's press gets stale.
_RAISE = """
WITH rung AS (
    SELECT *
      FROM unnest(%(from)s::smallint[], %(to)s::smallint[], %(rest)s::interval[]) AS r(from_level, to_level, rest)
), due AS (
    SELECT id, chase_level, greatest(chase_level, CASE WHEN warn_at IS NULL THEN %(warned)s ELSE 0 END) AS from_level
      FROM cases_case WHERE next_chase_at <= %(at)s AND (%(only)s::uuid IS NULL OR id = %(only)s::uuid)
     ORDER BY next_chase_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), raised AS (
    UPDATE cases_case AS c
       SET chase_level = rung.to_level, seq = c.seq + 1, next_chase_at = c.due_at + rung.rest
      FROM due JOIN rung USING (from_level)
     WHERE c.id = due.id AND c.chase_level = due.chase_level
 RETURNING c.id, c.seq, c.state, c.chase_level, c.due_at, c.limit_text
)
INSERT INTO cases_caseevent
       (id, case_id, seq, move, from_state, to_state, actor, at, note, data, content_hash, prev_hash, hash)
SELECT gen_random_uuid(), id, seq, CASE WHEN chase_level = %(warned)s THEN %(warn)s ELSE %(escalate)s END,
       state, state, %(actor)s, %(at)s, '',
       jsonb_build_object('due_at', due_at, 'limit', limit_text, 'level', chase_level), '', '', ''
  FROM raised
RETURNING id
"""


def chase_due(*, at: datetime | None = None, limit: int = 500) -> int:
    """Raise up to `limit` due cases by one rung each; how many were raised.

    A case that missed several rungs (the clock was down) is due again at once, so each rung is raised exactly once.
    """
    at = at or timezone.now()
    try:
        return _raise(at, limit)
    except (IntegrityError, DataError) as error:
        # A case whose history is broken must not stand before all the others for ever.
        log.warning("A pass of the chase failed (%s); raising its cases singly", error)
        due = Case.objects.filter(next_chase_at__lte=at).order_by("next_chase_at", "id")
        return sum(_raise_alone(case, at) for case in list(due.values_list("pk", flat=True)[:limit]))


def _raise_alone(case: UUID, at: datetime) -> int:
    try:
        return _raise(at, 1, only=case)
    except (IntegrityError, DataError):
        log.exception("Case %s cannot be chased; `manage.py fsck` says what is wrong with it", case)
        Case.objects.filter(pk=case).update(next_chase_at=at + PUT_OFF)
        return 0


def _raise(at: datetime, limit: int, *, only: UUID | None = None) -> int:
    values: dict[str, Any] = {
        "from": [step.from_level for step in RAISES],
        "to": [step.to_level for step in RAISES],
        "rest": [step.rest for step in RAISES],
        "warned": WARNING_LEVEL, "warn": WARN, "escalate": ESCALATE, "actor": CLOCK,
        "at": at, "limit": limit, "only": str(only) if only else None,
    }  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RAISE, values)
        events = [event for (event,) in cursor.fetchall()]
        if events:
            outbox.emit(NOTICE, events)
    return len(events)


def chase_all(*, at: datetime | None = None) -> int:
    """Raise until nothing is due; the clock's job."""
    raised = 0
    while step := chase_due(at=at):
        raised += step
    return raised
