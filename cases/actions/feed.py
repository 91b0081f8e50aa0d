"""Gives events their places in the feed of changes, in the order in which they were committed."""

from django.db import connection, transaction

from cases.models import FeedArrival

BATCH = 2_000
_LOCK = 0x66656564  # "feed": the number of the lock, unique among those of this database
# Places are given by one hand at a time, and the next one waits until they are committed: so whoever reads up to a
# place has all before it, however late an event was committed. An import of minutes delays nobody but itself.
_PLACE = """
WITH arrived AS (
    DELETE FROM cases_feedarrival WHERE id = ANY (ARRAY(SELECT id FROM cases_feedarrival ORDER BY id LIMIT %s))
    RETURNING id, event_id, case_id
)
INSERT INTO cases_feedentry (position, event_id, case_id)
SELECT (SELECT coalesce(max(position), 0) FROM cases_feedentry) + row_number() OVER (ORDER BY id), event_id, case_id
  FROM arrived
"""


def place_events(*, most: int = BATCH) -> int:
    """Give places to up to `most` events that were committed and have none; to how many.

    None where somebody else is at it just now: then they are there in a moment.
    """
    if not FeedArrival.objects.exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        # In a statement of its own: the next one sees what the last holder of the lock has committed.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_PLACE, [most])
        return int(cursor.rowcount)


def place_all_events() -> int:
    """The clock's job: until none waits. Without it a city whose feed nobody reads would keep them waiting for ever."""
    done = 0
    while placed := place_events():
        done += placed
        if placed < BATCH:
            break
    return done
