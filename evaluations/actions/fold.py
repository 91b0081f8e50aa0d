"""Fold what happened into the counters: each event of the feed once, whatever dies, and whoever folds at the same time.

The feed gives places in the order of commits, so that behind the position nothing can turn up any more. What a case
adds is taken from how it stands now and not from its events: the same place folded twice changes nothing, and of many
events of a case only the last state is counted.
"""

import functools
from typing import Any

from django.db import connection, transaction

from cases.actions import place_events
from evaluations.actions.lock import locked
from evaluations.actions.rebuild import count_anew
from evaluations.dictionary.measures import MEASURES
from evaluations.models import DayCount, DayDuration, Folding
from evaluations.queries import contributions as what
from evaluations.queries.asking import counts_by

BATCH = 10_000  # places of the feed in one transaction


def fold(*, most: int = BATCH, wait: bool = False) -> int | None:
    """Fold up to `most` places of the feed, in one transaction; how many. None where somebody else is at it.

    Counters of another version of the dictionary, or none, are counted anew.
    """
    with transaction.atomic():
        if not locked(wait=wait):
            return None
        folding = Folding.objects.first()
        if folding is None or folding.counts != counts_by():
            count_anew()
            return 0
        last, number, empty_counts, empty_durations = _fold_after(folding.position, most)
        if empty_counts:
            DayCount.objects.filter(pk__in=empty_counts).delete()
        if empty_durations:
            DayDuration.objects.filter(pk__in=empty_durations).delete()
        if number:
            Folding.objects.filter(pk=folding.pk).update(position=last)
        return number


def fold_all() -> int:
    """The clock's job: give events their places, and fold until none is left."""
    done = 0
    while True:
        placed, folded = place_events(most=BATCH), fold()
        done += folded or 0
        if folded is None or (folded < BATCH and placed < BATCH):
            return done


def _fold_after(position: int, most: int) -> tuple[int, int, list[int], list[int]]:
    sql, parameters = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [position, most, *parameters])
        last, number, counts, durations = cursor.fetchone()
    return last or position, number, counts, durations


@functools.cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """One statement, so that what is counted and what is kept of it is the same state of the cases.

    `changed` leaves out cases that say what they said before: most events change nothing that is counted.
    """
    facts = ", ".join(what.FACT_COLUMNS)
    marked = what.marked("SELECT * FROM changed")
    sql = f"""
WITH taken AS MATERIALIZED (
    SELECT position, case_id FROM cases_feedentry WHERE position > %s ORDER BY position LIMIT %s
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
    {what.daily("marked", only_changes=True)}
    ON CONFLICT ({what.KEYS}) DO UPDATE SET {_added(["n", *MEASURES])}
    RETURNING id, n
), spent AS (
    INSERT INTO evaluations_dayduration AS kept ({what.SPENT_COLUMNS})
    {what.spent("marked", only_changes=True)}
    ON CONFLICT ({what.KEYS}, duration, bucket) DO UPDATE SET {_added(["n"])}
    RETURNING id, n
), remembered AS (
    INSERT INTO evaluations_fact ({facts}) SELECT {facts} FROM changed WHERE sign = 1
    ON CONFLICT (case_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in what.FACT_COLUMNS[1:])}
)
SELECT (SELECT max(position) FROM taken), (SELECT count(*) FROM taken),
       ARRAY(SELECT id FROM counted WHERE n = 0), ARRAY(SELECT id FROM spent WHERE n = 0)
"""
    return sql, marked.parameters


def _added(columns: list[str]) -> str:
    return ", ".join(f"{column} = kept.{column} + excluded.{column}" for column in columns)
