"""Fold what happened into the counters: each event of the feed once, whatever dies, and whoever folds at the same time.

The feed gives places in the order of commits, so that behind the position nothing can turn up any more. What a case
adds is taken from how it stands now and not from its events: the same place folded twice changes nothing, and of many
events of a case only the last state is counted.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cases.actions import place_events
from evaluations.actions.adding import OF_FEED, add
from evaluations.actions.lock import locked
from evaluations.actions.rebuild import count_on
from evaluations.models import Folding
from evaluations.queries.asking import counts_by

BATCH = 10_000  # places of the feed in one transaction
SELDOM = timedelta(seconds=10)  # between two notes that all is folded, of a clock that looks every three


def fold(*, most: int = BATCH, wait: bool = False) -> int | None:
    """Fold up to `most` places of the feed, in one transaction; how many. None where somebody else is at it.

    Where all has to be counted anew first, nothing is folded: that is the clock's.
    """
    with transaction.atomic():
        if not locked(wait=wait):
            return None
        folding = Folding.objects.filter(counts=counts_by(), counted_to=None).first()
        if folding is None:
            return 0
        taken = add(OF_FEED, folding.position, most)
        if taken.number:
            Folding.objects.filter(pk=folding.pk).update(position=taken.last, turn=F("turn") + 1)
        return taken.number


def fold_all() -> int:
    """The clock's job: count on what has to be counted anew, give events their places, fold until none is left."""
    while count_on():
        pass
    done, began = 0, timezone.now()
    while True:
        placed, folded = place_events(most=BATCH), fold()
        done += folded or 0
        if folded is None:
            return done
        if folded < BATCH and placed < BATCH:
            Folding.objects.filter(whole_at__lt=began - SELDOM).update(whole_at=began)
            return done
