"""Cases as vector tiles: gathered by the cells of a net, so that a tile is small however many cases it holds.

Each feature is a point in the middle of its cases, with `n`, how many of each lamp (`red`, `yellow`, `green`, `grey`),
the worst as `lamp`, and its `cell`, by which the list shows exactly these (`?cell=`). A single one from near has its
`number` and the `name` of its subclass. Far away the sums of `MapCell` answer, else the cases themselves.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case as Choose
from django.db.models import ExpressionWrapper, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.utils.translation import get_language

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT
from cases.models import Case, MapCell, MapLamp, MapMark
from cases.queries.map_marks import LEVELS, SUMS, lamp_at
from cases.querysets import SEES_PRIVATE
from cases.querysets.cells import FINEST, Cells
from cases.querysets.scopes import scope_of
from common import prepared
from common.owed import Lamp
from common.stand_ins import MOMENT, Slotted, slotted
from common.tiles import EXTENT, Tile
from registry.homes.viewers import keys_of, shape_of, somebody, stand_ins_named

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


def level_of(z: int) -> int:
    """Of the cells by which cases are gathered at a zoom."""
    return z + GATHERED if z < SPOTS_FROM else SPOT


def tile_of_cells(tile: Tile, sight: MapSight, *, lamp: str = "") -> bytes:
    """From the sums that are kept; with `lamp` only the cases of that colour."""
    level = level_of(tile.z)
    kept = next(each for each in LEVELS if each >= level)
    rows = [_of_cells(tile, sight, kept), *([_own_private(tile, sight)] if sight.reporter is not None else [])]
    parts = [rows.query.sql_with_params() for rows in rows]
    shift, columns = FINEST - level, ", ".join(("x", "y", *SUMS))
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
    side = 2 ** (FINEST - tile.z)
    said = {"extent": EXTENT, "side": side, "left": tile.x * side, "top": tile.y * side, "level": level}
    with connection.cursor() as cursor:
        cursor.execute(_FAR.format(gathered=gathered, **said), parameters)
        return bytes(cursor.fetchone()[0])


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
    SELECT ST_MakePoint(sum(x & {side} - 1) / count(*) * {extent} / {side},
                        sum(y & {side} - 1) / count(*) * {extent} / {side}) AS geom,
           count(*) AS n, {counts}, (ARRAY[{lamps}])[1 + max(lamp)] AS lamp,
           '{level}/' || (x >> {shift})::text || '/' || (y >> {shift})::text AS cell,
           CASE WHEN count(*) = 1 THEN min(number) END AS number,
           CASE WHEN count(*) = 1 THEN subclass_name(min(category), {english}) END AS name
      FROM (SELECT map_x(location), map_y(location), lamp, number, category
              FROM ({cases}) AS cases (location, lamp, number, category)
             WHERE location && %s::geometry OFFSET 0) AS cases (x, y, lamp, number, category)
     WHERE x >> {inside} = %s AND y >> {inside} = %s GROUP BY x >> {shift}, y >> {shift}
) AS drawn
"""
_LAMPS = {
    "counts": ", ".join(f"count(*) FILTER (WHERE lamp = {MapLamp[name.upper()].value}) AS {name}" for name in COLOURS),
    "lamps": ", ".join(f"'{lamp.name.lower()}'" for lamp in sorted(MapLamp)),  # the worst is the last
}


def tile_of_cases(tile: Tile, cases: QuerySet[Case], *, at: datetime) -> bytes:
    """From the cases themselves, which are those that the person sees, narrowed as they asked."""
    try:
        sql, parameters = _points(cases, at)
    except EmptyResultSet:  # of who sees no cases at all
        return b""
    with connection.cursor() as cursor:
        cursor.execute(_near(sql, tile.z, english=get_language() == "en"), [*parameters, *_place(tile)])
        return bytes(cursor.fetchone()[0])


def tile_of_open(tile: Tile, user: User, *, at: datetime) -> bytes:
    """The same of all open cases that the person sees, which most ask for: written once for a role and planned once
    for a connection, for that takes longer than to make a small tile."""
    keys = keys_of(user)
    written = _open_ones(user.role, shape_of(keys), tile.z, english=get_language() == "en") if user.is_active else None
    if written is None:
        return b""
    given = written.values({"moment": at, "person": user.pk, **keys})
    with connection.cursor() as cursor:
        prepared.execute(cursor, written.sql, [*given, *_place(tile)])
        return bytes(cursor.fetchone()[0])


@lru_cache(maxsize=256)
def _open_ones(role: str, shape: frozenset[str], z: int, *, english: bool) -> Slotted | None:
    """For everybody of the role; None where they see none."""
    cases = Case.objects.visible_to(somebody(role, shape)).filter(is_open=True)
    try:
        found = slotted(*_points(cases, MOMENT), stand_ins_named())
    except EmptyResultSet:
        return None
    return Slotted(_near(found.sql, z, english=english), found.names)


def _points(cases: QuerySet[Case], at: datetime) -> tuple[str, tuple[Any, ...]]:
    """SELECT of what `_NEAR` gathers. Raises EmptyResultSet."""
    point = ExpressionWrapper(F("location"), TextField())  # as it is: a point's own field would be read as bytes
    rows = cases.order_by().values_list(point, lamp_at(at), F("number"), F("category_id"))
    return rows.query.sql_with_params()


def _near(cases: str, z: int, *, english: bool) -> str:
    """The text of a zoom. What `_place` says comes behind the parameters of the cases."""
    level, inside = level_of(z), FINEST - z
    return _NEAR.format(
        cases=cases, english=english, extent=EXTENT, side=2**inside, inside=inside, level=level, shift=FINEST - level,
        **_LAMPS,
    )  # fmt: skip


def _place(tile: Tile) -> tuple[str, int, int]:
    return Cells.of(tile).box.hexewkb.decode(), tile.x, tile.y
