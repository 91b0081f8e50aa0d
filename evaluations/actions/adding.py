"""Add to the counters what cases say now less what was counted of them before: one statement."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from evaluations.dictionary.cuts import WHOLE
from evaluations.dictionary.durations import BUCKETS
from evaluations.dictionary.measures import MEASURES
from evaluations.models import DayCount, DayDuration
from evaluations.queries import contributions as what

# Where cases are taken from: after a place, in the order of their places, at most so many.
OF_FEED = "SELECT position AS place, case_id FROM cases_feedentry WHERE position > %s ORDER BY position LIMIT %s"
OF_CASES = "SELECT id AS place, id AS case_id FROM cases_case WHERE id > %s ORDER BY id LIMIT %s"


@dataclass(frozen=True)
class Taken:
    """Of how many places the cases were taken, and the last of these; None where there was none."""

    number: int
    last: Any


def add(source: str, after: Any, most: int) -> Taken:
    """For who has the lock, and counts the turn. What the cases said already changes nothing, however often they are
    taken."""
    sql, parameters = _statement(source)
    with connection.cursor() as cursor:
        cursor.execute(sql, [after, most, *parameters])
        last, number, empty_counts, empty_durations = cursor.fetchone()
    if empty_counts:
        DayCount.objects.filter(pk__in=empty_counts).delete()
    if empty_durations:
        DayDuration.objects.filter(pk__in=empty_durations).delete()
    return Taken(number, last)


@functools.cache
def _statement(source: str) -> tuple[str, tuple[Any, ...]]:
    """One statement, so that what is counted and what is kept of it is the same state of the cases.

    `changed` leaves out cases that say what they said before: most events change nothing that is counted.
    """
    facts = ", ".join(what.FACT_COLUMNS)
    marked = what.marked("SELECT * FROM changed")
    sql = f"""
WITH taken AS MATERIALIZED (
    {source}
), touched AS MATERIALIZED (
    SELECT DISTINCT case_id FROM taken
), new AS MATERIALIZED (
    SELECT {what.of_cases()} FROM cases_case WHERE id IN (SELECT case_id FROM touched)
), old AS MATERIALIZED (
    SELECT {facts} FROM evaluations_fact WHERE case_id IN (SELECT case_id FROM touched)
), changed AS MATERIALIZED (
    SELECT 1 AS sign, said.* FROM (TABLE new EXCEPT ALL TABLE old) AS said
    UNION ALL
    SELECT -1, said.* FROM (TABLE old EXCEPT ALL TABLE new) AS said
), marked AS MATERIALIZED (
    {marked.sql}
), counted AS (
    INSERT INTO evaluations_daycount AS kept ({what.COUNT_COLUMNS})
    {what.daily("marked")}
    ON CONFLICT ({what.KEYS}) DO UPDATE SET {_added(["n", *MEASURES])}
    RETURNING id, n, cut, day
), days AS (
    INSERT INTO evaluations_daychange (day, turn)
    SELECT DISTINCT day, (SELECT turn + 1 FROM evaluations_folding) FROM counted WHERE cut = {WHOLE.number}
    ON CONFLICT (day) DO UPDATE SET turn = excluded.turn
), spent AS (
    INSERT INTO evaluations_dayduration AS kept ({what.SPENT_COLUMNS})
    {what.spent("marked")}
    ON CONFLICT ({what.KEYS}, duration) DO UPDATE SET {_added(["n"])}, {_filled(BUCKETS)}
    RETURNING id, n
), remembered AS (
    INSERT INTO evaluations_fact ({facts}) SELECT {facts} FROM changed WHERE sign = 1
    ON CONFLICT (case_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in what.FACT_COLUMNS[1:])}
)
SELECT (SELECT place FROM taken ORDER BY place DESC LIMIT 1), (SELECT count(*) FROM taken),
       ARRAY(SELECT id FROM counted WHERE n = 0), ARRAY(SELECT id FROM spent WHERE n = 0)
"""
    return sql, marked.parameters


def _added(columns: list[str]) -> str:
    return ", ".join(f"{column} = kept.{column} + excluded.{column}" for column in columns)


def _filled(columns: Sequence[str]) -> str:
    """The same of columns that hold nothing where others hold 0."""
    return ", ".join(
        f"{column} = nullif(coalesce(kept.{column}, 0) + coalesce(excluded.{column}, 0), 0)" for column in columns
    )
