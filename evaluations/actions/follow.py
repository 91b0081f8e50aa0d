"""Counters that are fresh when somebody reads them, where little is new; and since when they are not, where much is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from cases.actions import place_events
from evaluations.actions.fold import fold
from evaluations.models import Folding
from evaluations.queries.asking import counts_by

# So many places are folded before a page is answered; more are the clock's, which is there within seconds.
LITTLE = 200
BEHIND = timedelta(minutes=1)
_NEW = """
SELECT whole_at, turn,
       (SELECT count(*) FROM (SELECT 1 FROM cases_feedarrival LIMIT %(most)s) AS arrived),
       (SELECT count(*) FROM (SELECT 1 FROM cases_feedentry WHERE position > folding.position LIMIT %(most)s) AS placed)
  FROM evaluations_folding AS folding WHERE counts = %(counts)s AND counted_to IS NULL
"""


@dataclass(frozen=True)
class Followed:
    """`behind` is the moment until which the counters tell all that happened, where that is more than a minute ago: the
    clock stands still, or more happened than it can follow. `turn` is another one whenever they change. Both None
    while there are none, or they are counted anew: nobody reads them then."""

    behind: datetime | None
    turn: int | None


def follow() -> Followed:
    """Fold what is new if it is little; one look where nothing is. Counters that nobody began are left to the clock."""
    whole_at, turn, new, arrived = _state(LITTLE + 1)
    if whole_at is None or not new:
        return Followed(None, turn)
    if new <= LITTLE:
        if arrived:
            place_events()
        if fold(most=LITTLE) is not None:
            return Followed(None, Folding.objects.values_list("turn", flat=True).first())
    return Followed(whole_at if timezone.now() - whole_at > BEHIND else None, turn)


def waiting() -> bool:
    """Whether anything happened that is not folded yet."""
    return bool(_state(1)[2])


def _state(most: int) -> tuple[datetime | None, int | None, int, int]:
    """When they were whole, their turn, how many events are not folded yet, how many of these have no place."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {"most": most, "counts": counts_by()})
        whole_at, turn, arrived, placed = cursor.fetchone() or (None, None, 0, 0)
    return whole_at, turn, arrived + placed, arrived
