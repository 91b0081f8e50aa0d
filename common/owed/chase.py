"""The chase: raises whatever is due, and writes the history of it.

It must hold whatever happens around it: two clocks at once, a person who moves a row in the same moment, a clock that
stood still for days, a row whose history is broken.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from common import outbox
from common.owed.clocks import CLOCK_ACTOR, Owed
from common.owed.statement import due_statement, raise_statement

Key = UUID | int
log = logging.getLogger(__name__)

BATCH = 500
PUT_OFF = timedelta(minutes=5)  # for a row that can't be raised
_PUT_OFF = "UPDATE {owed.table} SET {owed.next} = %s WHERE {owed.key} = %s"


def chase_due(owed: Owed, *, at: datetime | None = None, limit: int = BATCH) -> int:
    """Raise up to `limit` due rows by one level each; how many were raised.

    1. Ask the index whether any row's `next` has come. Mostly none has, and the pass ends here: planning the statement
       of the other steps would cost ten times as much as this question.
    2. Take the rows that have been due for longest and lock them; pass over those that a person or another clock holds
       (SKIP LOCKED). They are due again next time.
    3. Choose the clock of each row that was due first. Where none is due, `next` was wrong: only it is put right.
    4. Raise that clock by one level and set `next` to what is nearest then, if the row's `seq` is still the one seen:
       of two who would raise a row only one does. A row that missed several levels (the clock was down) is due again at
       once, so that each level is raised exactly once and in its order.
    5. Write one event for each row that was raised. `seq` counts it and the row's version does not: nobody's form gets
       stale by it.
    6. Promise the notices of these events, in the same transaction.

    Steps 2 to 5 are one statement (common.owed.statement): a pass costs what is due and not what is stored.
    """
    at = at or timezone.now()
    if not _due(owed, at, 1):
        return 0
    try:
        return _raise(owed, at, limit)
    except (IntegrityError, DataError) as error:
        # A row whose history is broken must not stand before all the others for ever.
        log.warning("A pass over %s failed (%s); raising its rows singly", owed.table, error)
        return sum(_raise_alone(owed, key, at) for key in _due(owed, at, limit))


def chase_all(owed: Owed, *, at: datetime | None = None) -> int:
    """Raise until nothing is due; the clock's job."""
    raised = 0
    while step := chase_due(owed, at=at):
        raised += step
    return raised


def _raise_alone(owed: Owed, key: Key, at: datetime) -> int:
    try:
        return _raise(owed, at, 1, only=key)
    except (IntegrityError, DataError):
        log.exception("%s of %s can't be raised; `manage.py fsck` says what is wrong with it", key, owed.table)
        _put_off(owed, key, at + PUT_OFF)
        return 0


def _raise(owed: Owed, at: datetime, limit: int, *, only: Key | None = None) -> int:
    values: dict[str, Any] = {"at": at, "limit": limit, "actor": CLOCK_ACTOR, "only": only}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(raise_statement(owed, one=only is not None), values)
        events = [event for (event,) in cursor.fetchall()]
        if events:
            outbox.emit(owed.topic, events)
    return len(events)


def _due(owed: Owed, at: datetime, limit: int) -> list[Key]:
    with connection.cursor() as cursor:
        cursor.execute(due_statement(owed), [at, limit])
        return [key for (key,) in cursor.fetchall()]


def _put_off(owed: Owed, key: Key, until: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PUT_OFF.format(owed=owed), [until, key])
