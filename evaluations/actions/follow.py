"""Counters that are fresh when somebody reads them, where little is new; and since when they are not, where much is."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from cases.actions import place_events
from evaluations.actions.fold import fold
from evaluations.models import Folding
from evaluations.queries.lag import lag

# So many places are folded before a page is answered; more are the clock's, which is there within seconds.
LITTLE = 200


@dataclass(frozen=True)
class Followed:
    """`behind` is until when the counters tell all that happened, where they lag (`Lag.behind`). `turn` is another one
    whenever they change; None while there are none, or they are counted anew."""

    behind: datetime | None
    turn: int | None


def follow() -> Followed:
    """Fold what is new if it is little; one look where nothing is. Counters that nobody began are left to the clock."""
    found = lag(LITTLE + 1)
    if not found.waiting:
        return Followed(None, found.turn)
    if found.waiting <= LITTLE:
        if found.arrived:
            place_events()
        if fold(most=LITTLE) is not None:
            return Followed(None, Folding.objects.values_list("turn", flat=True).first())
    return Followed(found.behind(timezone.now()), found.turn)


def waiting() -> bool:
    """Whether anything happened that is not folded yet."""
    return bool(lag().waiting)
