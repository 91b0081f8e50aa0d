"""The statement that answers any number of questions at once, written once for what they want and for whose eyes.

`asked` has a row for each run of days of each question, and all that differs from one request to the next comes in one
JSON value: so the text is one of few, and PostgreSQL plans it once for a connection. What the counters do not hold
stands beside them as rows of the same columns, one for each case and day: `begun`, what has fallen due on the day that
is not over yet, and `own`, the private reports of a person who sees no others. Without counters for this person's
eyes (`live`), `own` is everything that they see.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.models import Category, MajorClass
from common.stand_ins import slotted
from evaluations.dictionary.cuts import AREA, CLASS, COLUMNS, UNIT
from evaluations.dictionary.durations import BUCKETS
from evaluations.dictionary.measures import DUE, MEASURES, STOCKS, Measure
from evaluations.models import DayCount, DayDuration, Fact, Folding
from evaluations.queries import contributions as what

_STOCKS = {stock.name: stock for stock in STOCKS}
_COUNTS, _SPENT = DayCount._meta.db_table, DayDuration._meta.db_table
_FACTS, _FOLDING = Fact._meta.db_table, Folding._meta.db_table
VISIBLE = "/*visible*/"  # in the live statement: where the SELECT of the cases that the person sees is put


@dataclass(frozen=True)
class Sums:
    """Names of measures whose sums are wanted together, or of stocks."""

    names: tuple[str, ...]
    stock: bool

    @property
    def measures(self) -> list[Measure]:
        if not self.stock:
            return [MEASURES[name] for name in self.names]
        return [each for name in self.names for each in (_STOCKS[name].begins, _STOCKS[name].ends)]


@dataclass(frozen=True)
class Shape:
    """What the text of a statement depends on. `own` says that private reports of the person are added."""

    live: bool
    own: bool = False
    areas: bool = False
    categories: bool = False


_SUBCLASSES = (
    f"SELECT c.id FROM {Category._meta.db_table} c JOIN {MajorClass._meta.db_table} m ON m.id = c.major_id"
    " WHERE called IN (c.code, m.code) ORDER BY c.id"
)
_MOST = 2**63 - 1
_GIVEN = f"""
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_record(%s) AS given (
        asked json, start timestamptz, until timestamptz, areas bigint[], categories bigint[], reporter bigint,
        counts text, codes text[]
    )
), named AS MATERIALIZED (
    SELECT called, ARRAY({_SUBCLASSES}) AS categories FROM given, unnest(codes) AS called
), asked AS MATERIALIZED (
    SELECT r.*, named.categories, (SELECT jsonb_object_agg(key, true) FROM unnest(r.keys) AS key) AS members,
           coalesce(CASE r.among WHEN '{CLASS}' THEN r.least END, named.categories[1], 0) AS low,
           coalesce(
               CASE r.among WHEN '{CLASS}' THEN r.most END, named.categories[cardinality(named.categories)], {_MOST}
           ) AS high
      FROM given CROSS JOIN json_to_recordset(asked) AS r (
        number int, sums int, cut int, first date, last date, due date, begun bool, by text, since date,
        department bigint, district bigint, street bigint, community bigint, category text, source text,
        among text, keys text[], least bigint, most bigint
    ) LEFT JOIN named ON named.called = r.category
)"""


def _range(column: str) -> str:
    """Of one unit or area itself, of several from the first to the last."""
    among = f"CASE r.among WHEN '{column}' THEN {{}} END"
    low, high = (
        f"coalesce(r.{column}, {among.format(bound)}, {end})" for bound, end in (("r.least", 0), ("r.most", _MOST))
    )
    return f"d.{column} BETWEEN {low} AND {high}"


# Ranges, and no OR: so PostgreSQL passes over what other units and areas have in the index and does not read it. Of
# subclasses it passes over those before the first and behind the last: the keys of a class mostly stand together.
_OWN = " AND ".join(
    [
        *map(_range, (UNIT, *AREA)),
        "d.category BETWEEN r.low AND r.high",
        "d.source BETWEEN r.source AND coalesce(nullif(r.source, ''), 'zzz')",
    ]
)
_PART = f"{_OWN} AND (r.categories IS NULL OR d.category = ANY (r.categories))"
_DAYS = "d.day BETWEEN r.first AND r.last"


def _key(asked: str) -> str:
    """A column of a row as text, the one whose name `asked` holds."""
    columns = " ".join(f"WHEN '{column}' THEN d.{column}::text" for column in COLUMNS)
    return f"CASE r.{asked} {columns}"


# Sorted by bytes: by the rules of a language it took half of the whole statement.
_KEY = (
    f"({_key('by')} WHEN 'day' THEN CASE WHEN d.day < r.since THEN '' ELSE d.day::text END ELSE '' END) COLLATE \"C\""
)
# Looked up by halves: among hundreds of subclasses each row was compared with each of them.
_AMONG = f"(r.among = '' OR jsonb_exists(r.members, {_key('among')} END))"


def _whole(shape: Shape) -> str:
    """What the person sees of rows with the keys of counters, own private reports aside."""
    seen = ["true"]
    if shape.areas:
        seen.append("ARRAY[d.community, d.street, d.district] && (SELECT areas FROM given)")
    if shape.categories:
        seen.append("ARRAY[d.category] && (SELECT categories FROM given)")
    return " AND ".join(seen)


@functools.lru_cache(maxsize=256)
def counts(shape: Shape, wanted: tuple[Sums, ...]) -> str:
    """Rows of number, key, sums. Number -1 says that the counters follow the dictionary as it is."""
    measures = list({each.name: each for sums in wanted for each in sums.measures}.values())
    due = [each for each in measures if each.moment == DUE]
    beside = _mine(shape) + f", own AS MATERIALIZED ({what.of_each('marked', measures)})" if _single(shape) else ""
    selects = [_follows(shape, "ARRAY[]::bigint[]")]
    for number, sums in enumerate(wanted):
        where = f"r.sums = {number} AND {_PART} AND {_AMONG}"
        if not shape.live:
            selects.append(
                _select(sums, _kept(_COUNTS, f"{_PART} AND {_AMONG} AND {_eyes(shape)}"), f"r.sums = {number}")
            )
        if _single(shape):
            selects.append(_select(sums, f"own d ON {_DAYS}", where))
        if any(each.moment == DUE for each in sums.measures):
            selects.append(_select(sums, f"begun d ON r.begun AND {_DAYS}", where, begun=True))
    return f"{_GIVEN}{beside}{_begun(shape, due)} {' UNION ALL '.join(filter(None, selects))}"


def _single(shape: Shape) -> bool:
    """Whether cases are added up one by one."""
    return shape.live or shape.own


def _eyes(shape: Shape) -> str:
    return f"{_whole(shape)} AND NOT d.private" if shape.own else _whole(shape)


def _follows(shape: Shape, nothing: str) -> str:
    if shape.live:
        return ""
    return (
        f"SELECT -1, '', {nothing} FROM {_FOLDING} f JOIN given ON given.counts = f.counts WHERE f.counted_to IS NULL"
    )


def _select(sums: Sums, joined: str, where: str, *, begun: bool = False) -> str:
    columns = [_stock(name, begun=begun) if sums.stock else _flow(MEASURES[name], begun=begun) for name in sums.names]
    return (
        f"SELECT r.number, {_KEY} AS key, ARRAY[{', '.join(columns)}]::bigint[] FROM asked r JOIN {joined}"
        f" WHERE {where} GROUP BY r.number, key"
    )


def _kept(table: str, where: str) -> str:
    """The rows of counters of a run, by their index. OFFSET 0 keeps PostgreSQL from reading the whole table once for
    all runs instead: it takes a run for thousands of rows, whatever it is."""
    return f"LATERAL (SELECT * FROM {table} d WHERE d.cut = r.cut AND {_DAYS} AND {where} OFFSET 0) d ON true"


def _flow(measure: Measure, *, begun: bool) -> str:
    """Of the day that has begun nothing is added but what fell due; of counters what was due by the last whole day."""
    if begun and measure.moment != DUE:
        return "0"
    until = " FILTER (WHERE d.day <= r.due)" if measure.moment == DUE and not begun else ""
    return f"coalesce(sum(d.{measure.name}){until}, 0)"


def _stock(name: str, *, begun: bool) -> str:
    stock = _STOCKS[name]
    return f"{_flow(stock.begins, begun=begun)} - {_flow(stock.ends, begun=begun)}"


def _mine(shape: Shape) -> str:
    """The cases that are added up one by one, as facts and marked."""
    if shape.live:
        mine = f"SELECT {what.of_cases()} FROM cases_case WHERE id IN ({VISIBLE})"
    else:
        mine = (
            f"SELECT {_fact()} FROM {_FACTS} d WHERE d.private AND d.reporter = (SELECT reporter FROM given)"
            f" AND {_whole(shape)}"
        )
    return f", mine AS MATERIALIZED ({mine}), marked AS ({_marks('SELECT 1 AS sign, d.* FROM mine d')})"


def _begun(shape: Shape, due: Sequence[Measure]) -> str:
    if not due:
        return ""
    rows, eyes = ("mine", "true") if shape.live else (_FACTS, _whole(shape))
    if shape.own:
        eyes += " AND (NOT d.private OR d.reporter = (SELECT reporter FROM given))"
    fell = "d.due_at >= (SELECT start FROM given) AND d.due_at < (SELECT until FROM given)"
    falling = _marks(f"SELECT 1 AS sign, {_fact()} FROM {rows} d WHERE {fell} AND {eyes}")
    return f", falling AS ({falling}), begun AS MATERIALIZED ({what.of_each('falling', due)})"


def _fact() -> str:
    return ", ".join(f"d.{name}" for name in what.FACT_COLUMNS)


def _marks(rows: str) -> str:
    """Without parameters: what the dictionary says stands in the text, and no other value comes from there."""
    marked = what.marked(rows)
    return slotted(marked.sql, marked.parameters, {}).sql


@functools.lru_cache(maxsize=16)
def durations(shape: Shape) -> str:
    """Rows of number, key, duration, sums of its buckets; number -1 as in `counts`."""
    where = f"{_PART} AND {_AMONG}"
    selects = [_follows(shape, "'', ARRAY[]::bigint[]")]
    if not shape.live:
        selects.append(_of_buckets(_kept(_SPENT, f"{where} AND {_eyes(shape)}")))
    beside = ""
    if _single(shape):
        beside = _mine(shape) + f", own AS MATERIALIZED ({what.times_of_each('marked')})"
        selects.append(_of_single(f"own d ON {_DAYS}", where))
    return f"{_GIVEN}{beside} {' UNION ALL '.join(filter(None, selects))}"


def _of_buckets(joined: str) -> str:
    sums = ", ".join(f"sum(d.{name})" for name in BUCKETS)
    return (
        f"SELECT r.number, {_KEY} AS key, d.duration, ARRAY[{sums}]::bigint[] FROM asked r JOIN {joined}"
        " GROUP BY r.number, key, d.duration"
    )


def _of_single(joined: str, where: str) -> str:
    """The same of rows with a bucket each."""
    each = (
        f"SELECT r.number, {_KEY} AS key, d.duration, d.bucket, sum(d.n) AS n FROM asked r JOIN {joined}"
        f" WHERE {where} GROUP BY r.number, key, d.duration, d.bucket"
    )
    sums = ", ".join(BUCKETS)
    sides = f"SELECT number, key, duration, {what.side_by_side()} FROM ({each}) AS each GROUP BY number, key, duration"
    return f"SELECT number, key, duration, ARRAY[{sums}]::bigint[] FROM ({sides}) AS sides"
