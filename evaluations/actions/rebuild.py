"""Count everything anew, from the cases as they stand, by the statement that folds.

In short steps, each in a transaction of its own, so that a city of millions neither holds back the vacuum nor keeps
anybody waiting: first the old counters go, then the cases are counted in the order of their ids. Whatever dies, the
next step goes on where the last one ended. Until all are counted readers are answered live, or told that it takes too
long (queries/asking.py). What happens meanwhile has a later place in the feed than the first step, and is folded after
the last.
"""

from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from cases.queries.feed import last_position
from evaluations.actions.adding import OF_CASES, add
from evaluations.actions.lock import locked
from evaluations.models import DayChange, DayCount, DayDuration, Fact, Folding
from evaluations.queries.asking import counts_by

CASES = 5_000  # counted in one step
ROWS = 50_000  # of old counters that go in one step
_FIRST = UUID(int=0)


def rebuild() -> int:
    """Facts and counters from nothing; of how many cases. One hand at a time: it waits for whoever folds just now."""
    with transaction.atomic():
        locked(wait=True)
        Folding.objects.update(counts="")
    while count_on(wait=True):
        pass
    return Fact.objects.count()


def count_on(*, wait: bool = False) -> bool:
    """One step; False where all is counted by the dictionary as it is, or somebody else is at it."""
    with transaction.atomic():
        if not locked(wait=wait):
            return False
        folding = Folding.objects.first() or Folding.objects.create(counts="")
        if folding.counts != counts_by():
            _empty(folding)
        elif folding.counted_to is not None:
            _count(folding.pk, folding.counted_to)
        else:
            return False
        return True


def _empty(folding: Folding) -> None:
    """Old rows go, as many as there may be in one step; after the last of them the count begins."""
    Folding.objects.filter(pk=folding.pk).update(counts="")
    if not any(_fewer(kept._meta.db_table) for kept in (DayCount, DayDuration, Fact)):
        DayChange.objects.update(turn=folding.turn + 1)  # also of what no case says any more
        begun = {"position": last_position(), "turn": F("turn") + 1, "counted_to": _FIRST}
        Folding.objects.filter(pk=folding.pk).update(counts=counts_by(), **begun)


def _fewer(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} LIMIT %s))", [ROWS])
        return int(cursor.rowcount)


def _count(key: int, counted_to: UUID) -> None:
    taken = add(OF_CASES, counted_to, CASES)
    Folding.objects.filter(pk=key).update(counted_to=taken.last, turn=F("turn") + 1)
