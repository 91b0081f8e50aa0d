"""Places as vector tiles: their points, and from near their boundaries."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from common.tiles import EXTENT, MARGIN, Tile
from places.models import Place

SINCE, BOUNDARIES_FROM = 13, 15
_LAYER = """
SELECT ST_AsMVT(drawn, '{name}', {extent}, 'drawn_at') FROM (
    SELECT ST_AsMVTGeom(ST_Transform(shape, 3857), ST_TileEnvelope({z}, {x}, {y}), {extent}, {margin}) AS drawn_at,
           code, name, kind, risk
      FROM ({rows}) AS rows (shape, code, name, kind, risk)
) AS drawn WHERE drawn_at IS NOT NULL
"""


def tile_of_places(tile: Tile, places: QuerySet[Place]) -> bytes:
    """Layer `places` of points, and `boundaries`; of what stands now. Empty from far away."""
    if tile.z < SINCE:
        return b""
    standing = places.filter(ended_on=None).order_by()
    box = tile.box(MARGIN / EXTENT)
    parts = [_layer(tile, "places", "point", standing.filter(point__bboverlaps=box))]
    if tile.z >= BOUNDARIES_FROM:
        parts.append(_layer(tile, "boundaries", "boundary", standing.filter(boundary__bboverlaps=box)))
    return b"".join(parts)


def _layer(tile: Tile, name: str, shape: str, places: QuerySet[Place]) -> bytes:
    try:
        sql, parameters = places.values_list(shape, "code", "name", "kind__code", "risk").query.sql_with_params()
    except EmptyResultSet:
        return b""
    wrapped: Any = _LAYER.format(name=name, extent=EXTENT, margin=MARGIN, z=tile.z, x=tile.x, y=tile.y, rows=sql)
    with connection.cursor() as cursor:
        cursor.execute(wrapped, parameters)
        return bytes(cursor.fetchone()[0])
