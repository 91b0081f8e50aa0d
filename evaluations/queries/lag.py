"""How far the counters are behind what happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from evaluations.queries.asking import counts_by

BEHIND = timedelta(minutes=1)
_NEW = """
SELECT whole_at, turn,
       (SELECT count(*) FROM (SELECT 1 FROM cases_feedarrival LIMIT %(most)s) AS arrived),
       (SELECT count(*) FROM (SELECT 1 FROM cases_feedentry WHERE position > folding.position LIMIT %(most)s) AS placed)
  FROM evaluations_folding AS folding WHERE counts = %(counts)s AND counted_to IS NULL
"""


@dataclass(frozen=True)
class Lag:
    """What waits to be folded: events without a place, and places that are not folded, each up to the `most` looked at.

    `whole_at` is until when the counters held all, `turn` another one whenever they change; both None while there are
    none, or they are counted anew: nobody reads them then.
    """

    whole_at: datetime | None
    turn: int | None
    arrived: int
    placed: int

    @property
    def waiting(self) -> int:
        return self.arrived + self.placed if self.whole_at is not None else 0

    def behind(self, at: datetime) -> datetime | None:
        """Until when the counters tell all that happened, where that is more than a minute ago: the clock stands still,
        or more happened than it can follow. None where they follow."""
        if self.whole_at is None or not self.waiting:
            return None
        return self.whole_at if at - self.whole_at > BEHIND else None


def lag(most: int = 1) -> Lag:
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {"most": most, "counts": counts_by()})
        return Lag(*(cursor.fetchone() or (None, None, 0, 0)))
