"""Counters that are fresh when somebody reads them, where little is new; and since when they are not, where much is."""

from datetime import datetime

from django.utils import timezone

from cases.actions import place_events
from evaluations.actions.fold import fold
from evaluations.queries.lag import lag

# So many places are folded before a page is answered; more are the clock's, which is there within seconds.
LITTLE = 200


def follow() -> datetime | None:
    """Fold what is new if it is little; one look where nothing is. Counters that nobody began are left to the clock.

    The moment until which they tell all that happened, where they are behind (`Lag.behind`); else None.
    """
    found = lag(LITTLE + 1)
    if not found.waiting:
        return None
    if found.waiting <= LITTLE:
        if found.arrived:
            place_events()
        if fold(most=LITTLE) is not None:
            return None
    return found.behind(timezone.now())


def waiting() -> bool:
    """Whether anything happened that is not folded yet."""
    return bool(lag().waiting)
