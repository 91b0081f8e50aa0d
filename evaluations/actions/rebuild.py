"""Count everything anew, from the cases as they stand, by the statement that folds."""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from cases.queries.feed import last_position
from evaluations.actions.lock import locked
from evaluations.models import DayCount, DayDuration, Fact, Folding
from evaluations.queries import contributions as what
from evaluations.queries.asking import counts_by


def rebuild() -> int:
    """Facts and counters from nothing, in one transaction; of how many cases. Readers see the old ones until its end.

    Waits for whoever folds just now, and folding waits for it.
    """
    with transaction.atomic():
        locked(wait=True)
        return count_anew()


def count_anew() -> int:
    """For who has the lock. What is committed while it counts has a later place in the feed, and is folded after it."""
    position = last_position()
    for kept in (DayCount, DayDuration, Fact, Folding):
        kept.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO evaluations_fact ({', '.join(what.FACT_COLUMNS)})"
                       f" SELECT {what.of_cases()} FROM cases_case")  # fmt: skip
        number = int(cursor.rowcount)
        _count(cursor)
    Folding.objects.create(position=position, counts=counts_by())
    return number


def _count(cursor: CursorWrapper) -> None:
    marked = what.marked("SELECT 1 AS sign, * FROM evaluations_fact")
    for into, columns, rows in (
        ("evaluations_daycount", what.COUNT_COLUMNS, what.daily),
        ("evaluations_dayduration", what.SPENT_COLUMNS, what.spent),
    ):
        cursor.execute(
            f"WITH marked AS ({marked.sql}) INSERT INTO {into} ({columns}) {rows('marked', only_changes=False)}",
            marked.parameters,
        )
