"""What a case is on the map at a moment, and what marks add to the cells: the parts of the statements that fold."""

from datetime import datetime
from typing import Any

from django.db.models import Case as Choose
from django.db.models import DateTimeField, Expression, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce

from cases.models import Case, MapLamp
from cases.querysets.cells import FINEST, Column, Row
from cases.querysets.lateness import fix_lamp_column, fix_lamps
from common.owed import Lamp

LEVELS = (12, 14, 16)  # of the cells that are kept
MARK_COLUMNS = (
    "case_id", "department", "district", "street", "community", "private", "x", "y", "category", "reporter", "lamp",
    "turns_at",
)  # fmt: skip
CELL_KEYS = ("kept", "level", "x", "y", "department", "district", "street", "community", "private")
SUMS = ("n", "red", "yellow", "green", "grey", "sum_x", "sum_y")


def lamp_at(at: datetime) -> Expression:
    """The lamp of a case as a number of `MapLamp`."""
    return fix_lamp_column({lamp: MapLamp[lamp.name].value for lamp in Lamp}, IntegerField(), at=at)


def marks_at(at: datetime) -> tuple[str, tuple[Any, ...]]:
    """SELECT of all open cases that have a place, with the columns of a mark in their order."""
    lamps = fix_lamps(at)
    keys = {name: Coalesce(F(f"{name}_id"), Value(0)) for name in ("department", "district", "street", "community")}
    # A warning that is to come, then the due time: nothing else turns a lamp without an event.
    turns = Choose(
        When(lamps[Lamp.GREEN] & Q(warn_at__isnull=False), then=F("warn_at")),
        When(lamps[Lamp.GREEN] | lamps[Lamp.YELLOW], then=F("due_at")),
        default=Value(None), output_field=DateTimeField(),
    )  # fmt: skip
    rows = Case.objects.order_by().filter(is_open=True, location__isnull=False).values_list(
        F("pk"), *keys.values(), F("private"), Column("location"), Row("location"), F("category_id"),
        Coalesce(F("reporter_id"), Value(0)), lamp_at(at), turns,
    )  # fmt: skip
    return rows.query.sql_with_params()


def cells_of(marks: str, *, only_changes: bool) -> str:
    """SELECT of keys and sums of the cells to which rows with a `sign` and the columns of a mark add."""
    wanted = ", ".join(f"({kept}, {level})" for kept in ("false", "true") for level in LEVELS)
    keys = ", ".join(f"CASE WHEN kept THEN {name} ELSE 0 END AS {name}" for name in CELL_KEYS[4:-1])
    lamps = ", ".join(
        f"sum(CASE WHEN lamp = {MapLamp[name.upper()].value} THEN sign ELSE 0 END) AS {name}" for name in SUMS[1:5]
    )
    summed = f"sum(sign) AS n, {lamps}, sum(sign::bigint * marks.x) AS sum_x, sum(sign::bigint * marks.y) AS sum_y"
    grouped = (
        f"SELECT kept, level, marks.x >> ({FINEST} - level) AS x, marks.y >> ({FINEST} - level) AS y, {keys}, private,"
        f" {summed} FROM ({marks}) AS marks CROSS JOIN (VALUES {wanted}) AS wanted (kept, level)"
        " GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9"
    )
    changed = " OR ".join(f"{name} <> 0" for name in SUMS)
    return f"SELECT * FROM ({grouped}) AS cells" + (f" WHERE {changed}" if only_changes else "")
