"""Cases as vector tiles: gathered by the cells of a net, so that a tile is small however many cases it holds.

Each feature is a point in the middle of its cases, with `n`, how many of each lamp (`red`, `yellow`, `green`, `grey`),
the worst as `lamp`, and its `cell`, by which the list shows exactly these (`?cell=`). A single one from near has its
`number` and the `name` of its subclass. Far away the sums of `MapCell` answer, else the cases themselves.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case as Choose
from django.db.models import F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import get_language

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT
from cases.models import Case, MapCell, MapLamp, MapMark
from cases.queries.map_marks import LEVELS, SUMS, lamp_at
from cases.querysets import SEES_PRIVATE
from cases.querysets.cells import FINEST, Cells, Column, Row
from cases.querysets.scopes import scope_of
from common.owed import Lamp
from common.tiles import EXTENT, Tile

GATHERED = 3  # levels below the tile: 8 by 8 cells in each
SPOTS_FROM, SPOT = 17, 24  # from this zoom on only what lies on one spot is gathered
CELLS_TO = LEVELS[-1] - GATHERED  # the closest zoom that the kept cells answer
COLOURS = tuple(lamp.value for lamp in (Lamp.RED, Lamp.YELLOW, Lamp.GREEN, Lamp.GREY))
_FAR = """
SELECT ST_AsMVT(drawn, 'cases', {extent}, 'geom') FROM (
    SELECT ST_MakePoint(floor((middle_x - {left}) * {extent} / {side}), floor((middle_y - {top}) * {extent} / {side}))
            AS geom, n, red, yellow, green, grey,
           CASE WHEN red > 0 THEN 'red' WHEN yellow > 0 THEN 'yellow' WHEN green > 0 THEN 'green' ELSE 'grey'
            END AS lamp,
           '{level}/' || cell_x::text || '/' || cell_y::text AS cell
      FROM ({gathered}) AS gathered
) AS drawn
"""


@dataclass(frozen=True)
class MapSight:
    """What of the cells a person sees, and what of the marks beside: their own private reports.

    `kept`: whether cells are needed that keep unit and areas apart.
    """

    where: Q = field(default_factory=Q)
    kept: bool = False
    reporter: int | None = None

    def narrowed(self, where: Q) -> "MapSight":
        return MapSight(self.where & where, kept=True, reporter=self.reporter)


def map_sight_of(user: User) -> MapSight | None:
    """As `CaseQuerySet.visible_to` says; None for those whose cases are told by more than the keys of a cell."""
    if not user.is_active or user.role not in DESK | OVERSIGHT:
        return None
    scope = scope_of(user)
    if scope.categories is not None:
        return None
    return MapSight(scope.where(), bool(scope), None if user.role in SEES_PRIVATE else user.pk)


def level_of(tile: Tile) -> int:
    return tile.z + GATHERED if tile.z < SPOTS_FROM else SPOT


def tile_of_cells(tile: Tile, sight: MapSight, *, lamp: str = "") -> bytes:
    """From the sums that are kept; with `lamp` only the cases of that colour."""
    kept = next(level for level in LEVELS if level >= level_of(tile))
    rows = [_of_cells(tile, sight, kept), *([_own_private(tile, sight)] if sight.reporter is not None else [])]
    parts = [rows.query.sql_with_params() for rows in rows]
    shift, columns = FINEST - level_of(tile), ", ".join(("x", "y", *SUMS))
    sums = ", ".join(f"sum({name}) AS {name}" for name in SUMS)
    counted = {name: name if lamp in ("", name) else "0" for name in COLOURS}
    gathered = f"""
SELECT {lamp or "n"} AS n, {", ".join(f"{said} AS {name}" for name, said in counted.items())}, sum_x / n AS middle_x,
       sum_y / n AS middle_y, cell_x, cell_y
  FROM (SELECT x >> {shift} AS cell_x, y >> {shift} AS cell_y, {sums}
          FROM ({" UNION ALL ".join(sql for sql, __ in parts)}) AS parts ({columns}) GROUP BY 1, 2) AS summed
 WHERE {lamp or "n"} > 0
"""
    parameters = [value for __, values in parts for value in values]
    return _made(_FAR, tile, parameters, gathered=gathered)


def _of_cells(tile: Tile, sight: MapSight, level: int) -> QuerySet[Any]:
    """Cells by their first column and row among the finest."""
    rows = MapCell.objects.order_by().filter(sight.where, kept=sight.kept, level=level, **_spread(tile, level))
    rows = rows if sight.reporter is None else rows.filter(private=False)
    finest = 2 ** (FINEST - level)
    return rows.values_list(F("x") * finest, F("y") * finest, *SUMS)


def _spread(tile: Tile, level: int) -> dict[str, tuple[int, int]]:
    """The columns and rows of a net that lie in the tile."""
    across = 2 ** (level - tile.z)
    return {
        f"{name}__range": (first * across, (first + 1) * across - 1) for name, first in (("x", tile.x), ("y", tile.y))
    }


def _own_private(tile: Tile, sight: MapSight) -> QuerySet[Any]:
    own: dict[str, Any] = {"private": True, "reporter": sight.reporter, **_spread(tile, FINEST)}
    rows = MapMark.objects.order_by().filter(sight.where, **own)
    lamps = (_one(Q(lamp=MapLamp[name.upper()])) for name in COLOURS)
    return rows.values_list("x", "y", Value(1), *lamps, F("x"), F("y"))


def _one(condition: Q) -> Choose:
    return Choose(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


# A small tile takes PostgreSQL longer to read and plan than to make, so this one is as short as it can be. The fence
# (OFFSET 0) lets places be reckoned once for each case, and the planner guess rightly how many cases there are.
_NEAR = """
SELECT ST_AsMVT(drawn, 'cases', {extent}, 'geom') FROM (
    SELECT ST_MakePoint((sum(x) / count(*) - {left}) * {extent} / {side},
                        (sum(y) / count(*) - {top}) * {extent} / {side}) AS geom,
           count(*) AS n, {counts}, (ARRAY[{lamps}])[1 + max(lamp)] AS lamp,
           '{level}/' || (x >> {shift})::text || '/' || (y >> {shift})::text AS cell,
           CASE WHEN count(*) = 1 THEN min(number) END AS number,
           CASE WHEN count(*) = 1 THEN subclass_name(min(category), {english}) END AS name
      FROM ({cases} OFFSET 0) AS cases (x, y, lamp, number, category)
     WHERE x >> {inside} = {tile.x} AND y >> {inside} = {tile.y} GROUP BY x >> {shift}, y >> {shift}
) AS drawn
"""
_LAMPS = {
    "counts": ", ".join(f"count(*) FILTER (WHERE lamp = {MapLamp[name.upper()].value}) AS {name}" for name in COLOURS),
    "lamps": ", ".join(f"'{lamp.name.lower()}'" for lamp in sorted(MapLamp)),  # the worst is the last
}


def tile_of_cases(tile: Tile, cases: QuerySet[Case], *, at: datetime) -> bytes:
    """From the cases themselves, which are those that the person sees, narrowed as they asked."""
    inside = cases.filter(location__bboverlaps=Cells.of(tile).box).order_by()
    rows = inside.values_list(Column("location"), Row("location"), lamp_at(at), F("number"), F("category_id"))
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # of who sees no cases at all
        return b""
    return _made(
        _NEAR, tile, parameters, cases=sql, english=get_language() == "en", inside=FINEST - tile.z,
        shift=FINEST - level_of(tile), **_LAMPS,
    )  # fmt: skip


def _made(sql: str, tile: Tile, parameters: Any, **said: Any) -> bytes:
    """Encoded by PostGIS, in units of the tile."""
    side = 2 ** (FINEST - tile.z)
    said |= {"extent": EXTENT, "side": side, "left": tile.x * side, "top": tile.y * side, "level": level_of(tile)}
    with connection.cursor() as cursor:
        cursor.execute(sql.format(tile=tile, **said), parameters)
        return bytes(cursor.fetchone()[0])
