"""Fold what happened into the cells of the map: each event of the feed once, whatever dies, and whoever else folds.

As the counters of the evaluations do (decision 0058): a mark holds what was counted of a case, and the cells change by
what the case says now less what its mark said. A lamp that turns by itself is found by the moment at which it does.
"""

import time
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from cases.actions.feed import place_events
from cases.models import MapCell, MapFolding, MapMark
from cases.queries.feed import last_position
from cases.queries.map_marks import CELL_KEYS, MARK_COLUMNS, SUMS, cells_of, marks_at

BATCH = 5_000  # places of the feed, and lamps that turn, in one transaction
LITTLE = 300  # so many are folded before a tile is answered; more are the clock's, which is there within seconds
TRIES, PAUSE = 20, 0.02  # seconds between two tries where somebody else folds
_LOCK = 0x6D617063  # "mapc": the number of the lock, unique among those of this database
_MARKED, _KEYS, _SUMS = ", ".join(MARK_COLUMNS), ", ".join(CELL_KEYS), ", ".join(SUMS)
_ADDED = ", ".join(f"{name} = cell.{name} + excluded.{name}" for name in SUMS)
_KEPT = ", ".join(f"{name} = excluded.{name}" for name in MARK_COLUMNS[1:])
_FOLD = """
WITH taken AS MATERIALIZED (
    SELECT position, case_id FROM cases_feedentry WHERE position > %s ORDER BY position LIMIT %s
), turned AS MATERIALIZED (
    SELECT case_id FROM cases_mapmark WHERE turns_at <= %s ORDER BY turns_at LIMIT %s
), touched AS MATERIALIZED (
    SELECT case_id FROM taken UNION SELECT case_id FROM turned
), new AS MATERIALIZED (
    SELECT * FROM ({marks}) AS said ({columns}) WHERE case_id IN (SELECT case_id FROM touched)
), old AS MATERIALIZED (
    SELECT {columns} FROM cases_mapmark WHERE case_id IN (SELECT case_id FROM touched)
), changed AS MATERIALIZED (
    SELECT 1 AS sign, said.* FROM (TABLE new EXCEPT ALL TABLE old) AS said
    UNION ALL
    SELECT -1, said.* FROM (TABLE old EXCEPT ALL TABLE new) AS said
), counted AS (
    INSERT INTO cases_mapcell AS cell ({keys}, {sums}) {cells}
    ON CONFLICT ({keys}) DO UPDATE SET {added} RETURNING id, n
), remembered AS (
    INSERT INTO cases_mapmark ({columns}) SELECT {columns} FROM changed WHERE sign = 1
    ON CONFLICT (case_id) DO UPDATE SET {kept}
), gone AS (
    DELETE FROM cases_mapmark WHERE case_id IN (SELECT case_id FROM old EXCEPT SELECT case_id FROM new)
)
SELECT (SELECT max(position) FROM taken), (SELECT count(*) FROM taken), (SELECT count(*) FROM turned),
       (SELECT count(*) FROM changed), ARRAY(SELECT id FROM counted WHERE n = 0)
"""
_NEW = """
SELECT version, (SELECT count(*) FROM (SELECT 1 FROM cases_feedarrival LIMIT %(most)s) AS arrived),
       (SELECT count(*) FROM (
           SELECT 1 FROM cases_feedentry WHERE position > folding.position LIMIT %(most)s) AS placed),
       (SELECT count(*) FROM (SELECT 1 FROM cases_mapmark WHERE turns_at <= %(at)s LIMIT %(most)s) AS turned)
  FROM cases_mapfolding AS folding
"""


def fold_map(*, at: datetime, most: int = BATCH) -> int | None:
    """Fold up to `most` places of the feed and turned lamps; how many. None where somebody else is at it.

    Where nothing was ever counted, everything is.
    """
    with transaction.atomic():
        if not _locked():
            return None
        folding = MapFolding.objects.first()
        if folding is None:
            return _count_anew(at)
        last, placed, turned, changed, empty = _fold_after(folding.position, most, at)
        if empty:
            MapCell.objects.filter(pk__in=empty).delete()
        if placed or changed:
            folding.position, folding.version = last or folding.position, folding.version + bool(changed)
            folding.save()
        return int(placed + turned)


def fold_whole_map() -> int:
    """The clock's job: give events their places, and fold until none is left."""
    done = 0
    while True:
        placed, folded = place_events(most=BATCH), fold_map(at=timezone.now())
        done += folded or 0
        if folded is None or (folded < BATCH and placed < BATCH):
            return done


def follow_map(*, at: datetime) -> int | None:
    """Fold what is new, if it is little, and say the version of the cells; None while there are none.

    Where somebody else folds just now, it waits a moment for them: the tiles of one look are then of one state.
    """
    version = None
    for __ in range(TRIES):
        version, arrived, others = _news(at)
        if not 0 < arrived + others <= LITTLE:
            break
        if arrived:
            place_events()
        if fold_map(at=at, most=LITTLE) is None:
            time.sleep(PAUSE)
    return version


def _news(at: datetime) -> tuple[int | None, int, int]:
    """The version, how many events have no place yet, and how many placed ones and turned lamps are not folded."""
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {"most": LITTLE + 1, "at": at})
        version, arrived, placed, turned = cursor.fetchone() or (None, 0, 0, 0)
    return version, arrived, placed + turned


def count_map_anew(*, at: datetime) -> int:
    """Marks and cells from nothing, in one transaction; of how many cases. Readers see the old ones until its end."""
    with transaction.atomic():
        _locked(wait=True)
        return _count_anew(at)


def _locked(*, wait: bool = False) -> bool:
    """In a statement of its own: the next one sees what the last holder has committed."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _count_anew(at: datetime) -> int:
    """What is committed while it counts has a later place in the feed, and is folded after it.

    In one transaction, for what it reads are the open cases: seconds for a hundred thousand, whatever is stored.
    """
    position, folding = last_position(), MapFolding.objects.first()
    for kept in (MapCell, MapMark, MapFolding):
        kept.objects.all().delete()
    marks, parameters = marks_at(at)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # the biggest city takes longer than a page may
        cursor.execute(f"INSERT INTO cases_mapmark ({_MARKED}) {marks}", parameters)
        number = int(cursor.rowcount)
        cells = cells_of("SELECT 1 AS sign, * FROM cases_mapmark", only_changes=False)
        cursor.execute(f"INSERT INTO cases_mapcell ({_KEYS}, {_SUMS}) {cells}")
    MapFolding.objects.create(position=position, version=folding.version + 1 if folding is not None else 1)
    return number


def _fold_after(position: int, most: int, at: datetime) -> tuple[int | None, int, int, int, list[int]]:
    marks, parameters = marks_at(at)
    sql = _FOLD.format(
        marks=marks, columns=_MARKED, keys=_KEYS, sums=_SUMS, added=_ADDED, kept=_KEPT,
        cells=cells_of("SELECT * FROM changed", only_changes=True),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, [position, most, at, most, *parameters])
        last, placed, turned, changed, empty = cursor.fetchone()
    return last, placed, turned, changed, empty
