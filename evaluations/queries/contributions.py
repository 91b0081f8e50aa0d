"""What cases add to the counters: one statement over rows that look like facts, for folding and for counting anew.

Each row of `rows` has a `sign`: 1 for what a case says now, -1 for what was counted of it before. It becomes one row
for each of its moments, with the measures that count on that day, and these are added up for each cut. The conditions
are those of the dictionary, written by the ORM.
"""

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from cases.models import Case as ACase
from catalogue.choices import Source
from evaluations.dictionary.cuts import COLUMNS, CUTS, MONTHS, OF_DURATIONS, PERSON, Cut
from evaluations.dictionary.durations import BUCKETS, DURATIONS
from evaluations.dictionary.measures import MEASURES, MOMENTS, Measure
from evaluations.models import DayCount, DayDuration, Fact

_FACTS = Fact._meta.db_table
FACT_COLUMNS = [str(field.column) for field in Fact._meta.concrete_fields]
_KEPT = [column for column in COLUMNS if column != PERSON]
_COLUMNS = {field.name: str(field.column) for field in ACase._meta.concrete_fields}
_NOTHING = {"source": "''"}  # what a cut has in a column it does not keep; 0 in all others


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: tuple[Any, ...] = ()


@functools.cache
def of_cases() -> str:
    """Select list that makes a fact of a case."""
    keys = {
        name: f"coalesce({_column(name)}, 0)" for name in (*_KEPT, "reporter") if name not in ("source", "category")
    }
    return ", ".join(f"{keys.get(name) or _column(name)} AS {name}" for name in FACT_COLUMNS)


def _column(name: str) -> str:
    return "id" if name == "case_id" else _COLUMNS[name]


@functools.cache
def _marked() -> Statement:
    """Of each row its keys, the day of each moment, and for each measure and duration whether it counts."""
    zone = timezone.get_default_timezone()
    person = Case(When(source=Source.INSPECTOR, then=F("reporter")), default=Value(0))
    days = {f"day_{name}": TruncDate(moment, tzinfo=zone) for name, moment in MOMENTS.items()}
    flags = {f"is_{each.name}": _flag(each.condition) for each in MEASURES.values()}
    buckets = {f"in_{each.name}": Case(When(each.known, then=each.bucket)) for each in DURATIONS.values()}
    rows = Fact.objects.order_by().annotate(person=person, **days, **flags, **buckets)
    sql, parameters = rows.values(*COLUMNS, "private", *days, *flags, *buckets).query.sql_with_params()
    selected, __, __ = sql.partition(f' FROM "{_FACTS}"')
    return Statement(selected.replace("SELECT", "SELECT sign,", 1), tuple(parameters))


def _flag(condition: Any) -> Any:
    whole = Value(1, IntegerField())
    return Case(When(condition, then=whole), default=Value(0, IntegerField())) if condition else whole


def marked(rows: str) -> Statement:
    """`rows` is a SELECT of `sign` and all columns of a fact."""
    inner = _marked()
    return Statement(f'{inner.sql} FROM ({rows}) AS "{_FACTS}"', inner.parameters)


def _sets(cuts: Sequence[Cut], *more: str) -> str:
    """By day and by month."""
    return ", ".join(f"({', '.join((span, *more, *cut.columns))})" for span in ("day", "month") for cut in cuts)


_MONTH = "CROSS JOIN LATERAL (SELECT date_trunc('month', day::timestamp)::date AS month) AS of_month"


def _keys(cuts: Sequence[Cut]) -> str:
    """The number of the cut, whose bits are those of the columns it keeps, and each column or nothing."""
    kept = [column for column in COLUMNS if any(column in cut.columns for cut in cuts)]
    bits = " + ".join(f"{Cut('', (column,)).number} * (1 - GROUPING({column}))" for column in kept)
    columns = (f"{_or_nothing(column, grouped=column in kept)} AS {column}" for column in COLUMNS)
    span = f"{MONTHS} * GROUPING(day) + {bits} AS cut", "coalesce(day, month) AS day"
    return ", ".join([*span, *columns, "private"])


def _or_nothing(column: str, *, grouped: bool) -> str:
    nothing = _NOTHING.get(column, "0")
    return f"coalesce({column}, {nothing})" if grouped else nothing


KEYS = ", ".join(["cut", "day", *COLUMNS, "private"])
_SUMS = ", ".join(MEASURES)


def _counted(measures: Collection[Measure]) -> str:
    """Of each marked row the days on which it counts, with 1 for what counts there."""
    days = {each.moment: f"day_{each.moment}" for each in measures}
    rows = ", ".join(
        f"({', '.join([day, *(f'is_{each.name}' if each.moment == moment else '0' for each in measures)])})"
        for moment, day in days.items()
    )
    return f"CROSS JOIN LATERAL (VALUES {rows}) AS counted (day, {', '.join(each.name for each in measures)})"


_TAKEN = "CROSS JOIN LATERAL (VALUES {}) AS taken (duration, day, bucket)".format(
    ", ".join(f"('{each.name}', day_{each.end}, in_{each.name})" for each in DURATIONS.values())
)


def of_each(marks: str, measures: Collection[Measure]) -> str:
    """Like rows of `DayCount`, but one for each case and day on which it counts: of cases for which nothing is kept."""
    names = ", ".join(each.name for each in measures)
    return f"SELECT day, {', '.join(COLUMNS)}, private, {names} FROM {marks} {_counted(measures)} WHERE day IS NOT NULL"


def times_of_each(marks: str) -> str:
    """The same of durations, each with its bucket."""
    return (
        f"SELECT day, {', '.join(COLUMNS)}, private, duration, bucket, 1 AS n FROM {marks} {_TAKEN}"
        " WHERE day IS NOT NULL AND bucket IS NOT NULL"
    )


def daily(marks: str) -> str:
    """Rows of `DayCount` from marked rows: KEYS, n and the measures, summed up for each cut, where anything changes."""
    sums = ", ".join(f"sum(sign * counted.{name}) AS {name}" for name in MEASURES)
    changed = " OR ".join(["sum(sign) <> 0", *(f"sum(sign * counted.{name}) <> 0" for name in MEASURES)])
    return (
        f"SELECT {_keys(CUTS)}, sum(sign) AS n, {sums} FROM {marks}"
        f" {_counted(MEASURES.values())} {_MONTH} WHERE day IS NOT NULL"
        f" GROUP BY GROUPING SETS ({_sets(CUTS, 'private')}) HAVING {changed}"
    )


def spent(marks: str) -> str:
    """Rows of `DayDuration` from marked rows: KEYS, n, duration and the buckets."""
    each = (
        f"SELECT {_keys(OF_DURATIONS)}, sum(sign) AS n, duration, bucket FROM {marks} {_TAKEN} {_MONTH}"
        f" WHERE day IS NOT NULL AND bucket IS NOT NULL"
        f" GROUP BY GROUPING SETS ({_sets(OF_DURATIONS, 'private', 'duration', 'bucket')})"
        " HAVING sum(sign) <> 0"
    )
    return f"SELECT {KEYS}, sum(n), duration, {side_by_side()} FROM ({each}) AS each GROUP BY {KEYS}, duration"


def side_by_side() -> str:
    """Columns of the buckets, from rows of bucket and n."""
    return ", ".join(f"sum(n) FILTER (WHERE bucket = {number}) AS {name}" for number, name in enumerate(BUCKETS))


COUNTS, SPENT = DayCount._meta.db_table, DayDuration._meta.db_table
COUNT_COLUMNS = f"{KEYS}, n, {_SUMS}"
SPENT_COLUMNS = f"{KEYS}, n, duration, {', '.join(BUCKETS)}"
