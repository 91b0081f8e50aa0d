"""When a case is overdue and when it was late: each once, as a function of a row and as a condition of a query.

Two things that are never the same case at one moment:

- overdue (超期未处置): still owed, not disposed, and its due time has passed. Owed is an open case whose clock runs,
  whether a unit has it or it came back from one and waits for the next; while it is suspended the clock stands.
- was late (超期处置): disposed of after its due time, whatever came then. A granted overtime appeal (超时申诉) takes
  it out; so does an end by which nothing was owed: rejected, void, or merged into another case.

Every list, filter, home, lamp, dashboard, file and answer asks here (decision 0033).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Expression, F, Field, Func, Q
from django.db.models.functions import Coalesce

from cases.workflow import OPEN, State
from common.owed import Lamp, lamp, on_time
from common.owed.conditions import lamp_column, lamp_conditions

OWES_NOTHING = (State.REJECTED, State.VOID, State.MERGED)
_RUNNING = frozenset(OPEN) - {State.SUSPENDED}


def clock_runs(*, state: str, finished_at: datetime | None) -> bool:
    """Whether the fix is still owed and its clock does not stand; whether it has a due time is another question."""
    return finished_at is None and state in _RUNNING


def is_overdue(*, state: str, due_at: datetime | None, finished_at: datetime | None, at: datetime) -> bool:
    return clock_runs(state=state, finished_at=finished_at) and on_time(at, due_at) is False


def was_late(*, state: str, due_at: datetime | None, finished_at: datetime | None, exempt: bool) -> bool:
    return on_time(finished_at, due_at) is False and not exempt and state not in OWES_NOTHING


def fix_lamp(
    *, state: str, warn_at: datetime | None, due_at: datetime | None, finished_at: datetime | None, at: datetime
) -> Lamp:
    """The lamp of the clock of the fix: red is overdue, grey is that none runs (not yet, it stands, or it is done)."""
    runs = clock_runs(state=state, finished_at=finished_at)
    return lamp(warn_at=warn_at, due_at=due_at, at=at) if runs else Lamp.GREY


class Seconds(Func):
    """Whole ones of an interval, downwards."""

    template = "floor(extract(epoch FROM %(expressions)s))::bigint"
    output_field = BigIntegerField()


def spare(*, due_at: datetime | None, finished_at: datetime | None, closed_at: datetime | None) -> int | None:
    """By how many seconds it ended, or was disposed of, before its due time; less than 0 where that was too late."""
    ended = finished_at or closed_at
    return (due_at - ended) // timedelta(seconds=1) if due_at is not None and ended is not None else None


def spare_column() -> Expression:
    """`spare` in SQL, by which lists put what was most late first."""
    return Seconds(F("due_at") - Coalesce("finished_at", "closed_at"))


def not_on_time() -> Q:
    """Finished after the due time, or not yet, whatever an appeal said; without a date neither."""
    kept = Q(finished_at__lte=F("due_at"), finished_at__isnull=False)
    return Q(due_at__isnull=False) & ~kept


def running() -> Q:
    return Q(is_open=True, finished_at=None) & ~Q(state=State.SUSPENDED)


def overdue_at(at: datetime) -> Q:
    """`is_overdue` in SQL; the index `case_due` finds them."""
    return running() & Q(due_at__lt=at)


def late() -> Q:
    """`was_late` in SQL; the index `case_was_late` finds them."""
    return Q(finished_at__gt=F("due_at"), exempt=False) & ~Q(state__in=OWES_NOTHING)


def fix_lamps(at: datetime) -> Mapping[Lamp, Q]:
    """`fix_lamp` in SQL, for each lamp."""
    return lamp_conditions("due_at", "warn_at", at=at, runs=running())


def fix_lamp_column(said: Mapping[Lamp, Any], field: "Field[Any, Any]", *, at: datetime) -> Expression:
    """`fix_lamp` as a column, each lamp called as `said` calls it."""
    return lamp_column("due_at", "warn_at", said, at=at, runs=running(), field=field)
