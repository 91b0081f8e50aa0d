"""Borders drawn from points: around each point what is nearest to it, and the pieces of one name joined."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection, transaction

from common.datum import Point

_POINTS = """
    SET LOCAL statement_timeout = '10min';
    CREATE TEMPORARY TABLE drawn_points ON COMMIT DROP AS
    SELECT name, ST_SetSRID(ST_MakePoint(lng, lat), 4326) AS point
      FROM unnest(%s::text[], %s::float8[], %s::float8[]) AS q(name, lng, lat);
    CREATE INDEX ON drawn_points USING gist (point);
    ANALYZE drawn_points;
"""

# The cells end 500 m from the outermost points: beyond them nobody knows. Corners are rounded to a centimetre, for of
# points on a lattice the cells meet within what a float can tell apart, and a plain union breaks on that.
_DRAW = """
    WITH land AS MATERIALIZED (
        SELECT ST_Buffer(ST_ConcaveHull(ST_Collect(point), 0.2)::geography, 500)::geometry AS geom FROM drawn_points),
    cells AS MATERIALIZED (
        SELECT (ST_Dump(ST_VoronoiPolygons((SELECT ST_Collect(point) FROM drawn_points), 0, geom))).geom FROM land),
    named AS (SELECT name, ST_Union(ST_MakeValid(cells.geom), 1e-7) AS geom
                FROM cells JOIN drawn_points ON ST_Intersects(cells.geom, point) GROUP BY name)
    SELECT name, ST_AsBinary(ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Intersection(named.geom, land.geom)), 3)))
      FROM named, land ORDER BY name
"""


def drawn(points: Iterable[tuple[str, Point]]) -> dict[str, MultiPolygon]:
    """The borders of names from points in WGS 84 that bear them; where a point bears several, the most frequent."""
    names: dict[Point, Counter[str]] = defaultdict(Counter)
    for name, point in points:
        names[point][name] += 1
    rows = [(min(found, key=lambda name: (-found[name], name)), *point) for point, found in names.items()]
    if not rows:
        return {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_POINTS, [list(column) for column in zip(*rows, strict=True)])
        cursor.execute(_DRAW)
        return {name: _multi(shape) for name, shape in cursor.fetchall()}


def _multi(shape: memoryview) -> MultiPolygon:
    found = GEOSGeometry(shape, srid=4326)
    assert isinstance(found, MultiPolygon)
    return found
