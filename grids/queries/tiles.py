"""The city's ground as vector tiles: what each layer holds and from which zoom on, encoded by PostGIS.

Each layer is as fine as a tile shows it. What would be dust from far away comes from nearer only: a tile stays small
however much of the city it holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from common.tiles import EXTENT, MARGIN, Tile

MOST = 50_000  # features of a layer in one tile, against a city of another kind than these zooms were chosen for


@dataclass(frozen=True)
class Layer:
    """`rows` is a SELECT of `geom` and the attributes; in it `%(box)s` is the tile's box in degrees, `%(rank)s` the
    lowest rank of roads that it shows; `said` are the attributes. Below zoom `since` the layer is empty."""

    rows: str
    said: str
    since: int = 0


def _ground(kind: str, *, ranked: bool = False) -> str:
    rank = " AND rank <= %(rank)s" if ranked else ""
    return (
        f"SELECT geom, name, rank FROM grids_basemapfeature WHERE kind = '{kind}' AND geom && %(box)s::geometry{rank}"
    )


_AREAS = (
    "SELECT {shape} AS geom, code, name, level FROM grids_area WHERE ended_on IS NULL AND geom && %(box)s::geometry"
)
_UNIT_GRIDS = "SELECT geom, code, grade FROM grids_unitgrid WHERE ended_on IS NULL AND geom && %(box)s::geometry"
# The outline of a duty grid is that of its unit grids together, as far as the tile shows them.
_DUTY_GRIDS = """
SELECT ST_Union(g.geom) AS geom, d.code, d.name FROM grids_unitgrid g JOIN grids_dutygrid d ON d.id = g.duty_grid_id
 WHERE g.ended_on IS NULL AND d.ended_on IS NULL AND g.geom && %(box)s::geometry GROUP BY d.id
"""
_COMPONENTS = """
SELECT point AS geom, code, name, category_code AS category, state FROM grids_component
 WHERE point && %(box)s::geometry
"""
NAMED, AREA = "name, rank", "code, name, level"
LAYERS: Mapping[str, Layer] = {
    "green": Layer(_ground("green"), NAMED),
    "water": Layer(_ground("water"), NAMED),
    "markets": Layer(_ground("market"), NAMED, 11),
    "buildings": Layer(_ground("building"), NAMED, 14),
    "roads": Layer(_ground("road", ranked=True), NAMED),
    "areas": Layer(_AREAS.format(shape="geom"), AREA),
    "area_names": Layer(_AREAS.format(shape="ST_PointOnSurface(geom)"), AREA),
    "unit_grids": Layer(_UNIT_GRIDS, "code, grade", 14),
    "duty_grids": Layer(_DUTY_GRIDS, "code, name", 12),
    "components": Layer(_COMPONENTS, "code, name, category, state", 15),
}
# What a map asks for at once, in the order in which it is drawn.
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "ground": ("green", "water", "markets", "buildings", "roads", "unit_grids", "areas", "area_names"),
    "areas": ("areas", "area_names"),
}
MINOR_FROM, MAIN_FROM = 12, 9  # zooms from which roads of rank 3 and 2 are shown
_TILE = """
SELECT ST_AsMVT(drawn, '{name}', {extent}, 'drawn_at') FROM (
    SELECT ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope({z}, {x}, {y}), {extent}, {margin}) AS drawn_at,
           {said}
      FROM ({rows} LIMIT {most}) AS rows
) AS drawn WHERE drawn_at IS NOT NULL
"""


def known_layers() -> frozenset[str]:
    """All that may be asked for: each layer alone, and those that come together."""
    return frozenset(LAYERS) - {"area_names"} | frozenset(TOGETHER)


def tile_of_ground(name: str, tile: Tile) -> bytes:
    """One layer, or several in one tile; empty where there is nothing."""
    names = [each for each in TOGETHER.get(name, (name,)) if tile.z >= LAYERS[each].since]
    if not names:
        return b""
    sql = " || ".join(f"({_sql(each, tile)})" for each in names)
    rank = 3 if tile.z >= MINOR_FROM else 2 if tile.z >= MAIN_FROM else 1
    box = tile.box(MARGIN / EXTENT).hexewkb.decode()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", {"box": box, "rank": rank})
        return bytes(cursor.fetchone()[0])


def _sql(name: str, tile: Tile) -> str:
    layer = LAYERS[name]
    return _TILE.format(
        name=name,
        extent=EXTENT,
        margin=MARGIN,
        z=tile.z,
        x=tile.x,
        y=tile.y,
        rows=layer.rows,
        said=layer.said,
        most=MOST,
    )
