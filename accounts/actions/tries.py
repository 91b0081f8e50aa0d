"""How often passwords may be tried, counted in PostgreSQL: no restart and no empty Redis makes it begin anew."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db import connection

from accounts.models import Tries

LOGS_KEPT = timedelta(days=190)  # 网络安全法 art. 23: no less than six months

# What is left grows back evenly with time; a try that finds less than one is refused and costs nothing.
_SPEND = """
WITH told (key, most, per_second, at) AS (SELECT %s, %s::float8, %s::float8, %s::timestamptz)
INSERT INTO accounts_tries AS had (key, remaining, allowed, at) SELECT key, most - 1, true, at FROM told
ON CONFLICT (key) DO UPDATE SET (remaining, allowed, at) = (
    SELECT CASE WHEN tank.now >= 1 THEN tank.now - 1 ELSE tank.now END, tank.now >= 1, told.at
      FROM told, LATERAL (SELECT least(
               told.most, had.remaining + extract(epoch FROM told.at - had.at) * told.per_second) AS now) AS tank)
RETURNING allowed, remaining
"""


def spend_try(*, key: str, most: int, every: timedelta, at: datetime) -> timedelta | None:
    """One try of those under this key: None where it is allowed, else how long to wait.

    `most` tries can be made at once, and one more grows back `every` so long. Two at the same moment count as two.
    """
    per_second = 1 / every.total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [key, most, per_second, at])
        allowed, remaining = cursor.fetchone()
    return None if allowed else timedelta(seconds=(1 - remaining) / per_second)


def give_back(*, key: str, most: int) -> None:
    """The try was none: the password was right."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_tries SET remaining = least(%s, remaining + 1) WHERE key = %s", [most, key])


def forget_tries(*, at: datetime) -> int:
    """Forget what has grown back long since; how many. Also who failed where, for people type passwords into the field
    of the name, and the rows of sign-ins that versions before 0.3 kept, after the half year for which logs are kept."""
    number, __ = Tries.objects.filter(at__lt=at - timedelta(days=1)).delete()
    paused = timedelta(days=1, hours=settings.AXES_COOLOFF_TIME)
    AccessAttempt.objects.filter(attempt_time__lt=at - paused).delete()
    AccessLog.objects.filter(attempt_time__lt=at - LOGS_KEPT).delete()
    return number


def take_slot() -> int | None:
    """One of the places in which a password may be hashed at the same time; None where all are taken.

    The hash is meant to be slow, and strangers may ask for as many as they like: beyond these places nobody waits in a
    web process. The place is a lock of this connection, so it falls free when the process dies. `free_slot` frees it.
    """
    with connection.cursor() as cursor:
        for slot in range(settings.SIGN_INS_AT_ONCE):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_SLOTS, slot])
            if cursor.fetchone()[0]:
                return slot
    return None


def free_slot(slot: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_SLOTS, slot])


_SLOTS = 0x51671  # the first half of the keys of these locks; nothing else of ours has it
