"""One hand at a time writes counters."""

from django.db import connection

_LOCK = 0x636F756E  # "coun": the number of the lock, unique among those of this database


def locked(*, wait: bool) -> bool:
    """Take the lock until the end of the transaction; False where somebody else has it and nobody wants to wait.

    In a statement of its own: the next one sees what the last holder has committed.
    """
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
