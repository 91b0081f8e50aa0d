"""Counters that are fresh when somebody reads them, where little is new."""

from django.db import connection

from cases.actions import place_events
from evaluations.actions.fold import fold

# So many places are folded before a page is answered; more are the clock's, which is there within seconds.
LITTLE = 200
_NEW = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM cases_feedarrival LIMIT %(most)s) AS arrived),
       (SELECT count(*) FROM (SELECT 1 FROM cases_feedentry WHERE position > folding.position LIMIT %(most)s) AS placed)
  FROM evaluations_folding AS folding
"""


def follow() -> None:
    """Fold what is new if it is little; one look where nothing is. Counters that nobody began are left to the clock."""
    arrived, placed = waiting(LITTLE + 1)
    if 0 < arrived + placed <= LITTLE:
        if arrived:
            place_events()
        fold(most=LITTLE)


def waiting(most: int = 1) -> tuple[int, int]:
    """Of events that are not folded yet how many have no place in the feed and how many have one, each up to `most`."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {"most": most})
        arrived, placed = cursor.fetchone() or (0, 0)
    return arrived, placed
