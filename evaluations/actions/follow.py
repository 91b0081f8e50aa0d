"""Counters that are fresh when somebody reads them, where little is new; and since when they are not, where much is."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from cases.actions import place_events
from evaluations.actions.fold import fold
from evaluations.queries.asking import counts_by

# So many places are folded before a page is answered; more are the clock's, which is there within seconds.
LITTLE = 200
BEHIND = timedelta(minutes=1)
_NEW = """
SELECT whole_at,
       (SELECT count(*) FROM (SELECT 1 FROM cases_feedarrival LIMIT %(most)s) AS arrived),
       (SELECT count(*) FROM (SELECT 1 FROM cases_feedentry WHERE position > folding.position LIMIT %(most)s) AS placed)
  FROM evaluations_folding AS folding WHERE counts = %(counts)s AND counted_to IS NULL
"""


def follow() -> datetime | None:
    """Fold what is new if it is little; one look where nothing is. Counters that nobody began are left to the clock.

    The moment until which they tell all that happened, where that is more than a minute ago: the clock stands still, or
    more happened than it can follow. None where they follow, and while they are counted anew: nobody reads them then.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {"most": LITTLE + 1, "counts": counts_by()})
        whole_at, arrived, placed = cursor.fetchone() or (None, 0, 0)
    if whole_at is None or not arrived + placed:
        return None
    if arrived + placed <= LITTLE:
        if arrived:
            place_events()
        if fold(most=LITTLE) is not None:
            return None
    return whole_at if timezone.now() - whole_at > BEHIND else None


def waiting() -> bool:
    """Whether anything happened that is not folded yet."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {"most": 1, "counts": counts_by()})
        __, arrived, placed = cursor.fetchone() or (None, 0, 0)
    return bool(arrived + placed)
