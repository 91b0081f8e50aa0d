"""What PostGIS says about the staged shapes: validity, gaps, overlaps, points outside. Set-based, for 100,000 grids."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

# Shapes that are about to be loaded, laid out by `grids.registers.loading`, beside those that stand already.
STAGED = "grids_staged"
# The layers of the stage, as a city's files are called.
TOLERANCE_M2 = 1.0  # of one place, as that of a folder is by default
AREAS, UNIT_GRIDS, BASE_MAP, COMPONENTS = "areas", "unit_grids", "ground", "components"

_INVALID = f"""
    SELECT line, coalesce(code, ''), reason, ST_X(place), ST_Y(place)
      FROM (SELECT line, code, (ST_IsValidDetail(geom)).reason, (ST_IsValidDetail(geom)).location AS place
              FROM {STAGED} WHERE layer = %s AND NOT ST_IsValid(geom)) bad
     ORDER BY line LIMIT %s
"""  # noqa: S608 - the name of our own temporary table

# The areas as they will be after the load: the staged ones, and those of which nothing is said.
_AREAS = f"""
    DROP TABLE IF EXISTS pg_temp.city_areas;
    CREATE TEMPORARY TABLE city_areas ON COMMIT DROP AS
    SELECT code, geom, level, line FROM {STAGED} WHERE layer = '{AREAS}' AND ended_on IS NULL
     UNION ALL
    SELECT code, geom, level, 0 FROM grids_area g WHERE ended_on IS NULL AND NOT %s
       AND NOT EXISTS (SELECT 1 FROM {STAGED} s WHERE s.layer = '{AREAS}' AND s.code = g.code);
    CREATE INDEX ON city_areas (code);
    CREATE INDEX ON city_areas USING gist (geom);
    ANALYZE city_areas;
"""  # noqa: S608

# The grids as they will be after the load, likewise.
_GRIDS = f"""
    DROP TABLE IF EXISTS pg_temp.city_grids;
    CREATE TEMPORARY TABLE city_grids ON COMMIT DROP AS
    SELECT code, community, geom, line FROM {STAGED} WHERE layer = '{UNIT_GRIDS}' AND ended_on IS NULL
     UNION ALL
    SELECT g.code, a.code, g.geom, 0 FROM grids_unitgrid g JOIN grids_area a ON a.id = g.community_id
     WHERE g.ended_on IS NULL AND NOT %s AND NOT EXISTS (SELECT 1 FROM {STAGED} s WHERE s.layer = '{UNIT_GRIDS}' AND s.code = g.code);
    CREATE INDEX ON city_grids USING gist (geom);
    CREATE INDEX ON city_grids (community);
    ANALYZE city_grids;
"""  # noqa: S608, E501


def _square_metres(shape: str) -> str:
    """The SQL of an area in m² as it is in the plane of the coordinates, where neighbours meet.

    Not ST_Area of a geography: there an edge is a piece of a great circle, which over 600 m leaves a straight line by a
    centimetre, so that a border with one more corner on one side would be a gap of several m².
    """
    at = f"radians(ST_Y(ST_Centroid({shape})))"
    east = f"(111412.84 * cos({at}) - 93.5 * cos(3 * {at}))"
    north = f"(111132.92 - 559.82 * cos(2 * {at}))"
    return f"(ST_Area({shape}) * {east} * {north})"  # metres of a degree, by the series for the ellipsoid


# Neighbours only touch; the cheap test on boxes comes first, the exact one for the few that may overlap.
_OVERLAPS = f"""
    SELECT one, other, line, m2, 2 * m2 / ST_Perimeter(shared::geography) FROM (
        SELECT *, {_square_metres("shared")} AS m2 FROM (
            SELECT a.code AS one, b.code AS other, greatest(a.line, b.line) AS line,
                   ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3) AS shared
              FROM {{table}} a JOIN {{table}} b ON a.geom && b.geom AND a.code < b.code {{alike}}
             WHERE (a.line > 0 OR b.line > 0) AND ST_Relate(a.geom, b.geom, '2********')) pairs) measured
     WHERE m2 > %s ORDER BY m2 DESC, one, other LIMIT %s
"""  # noqa: S608 - our own measure

# What no grid of a community covers, in pieces; each between the two grids that share most of its border.
_GAPS = f"""
    WITH touched AS (SELECT DISTINCT community FROM city_grids WHERE line > 0),
    covered AS (SELECT community, ST_Union(geom) AS geom, max(line) AS line FROM city_grids
                  JOIN touched USING (community) GROUP BY community),
    pieces AS (
        SELECT c.community, c.line, (ST_Dump(ST_CollectionExtract(ST_Difference(a.geom, c.geom), 3))).geom
          FROM covered c JOIN city_areas a ON a.code = c.community
         WHERE NOT ST_Equals(a.geom, c.geom)),
    gaps AS (SELECT community, line, geom, {_square_metres("geom")} AS m2 FROM pieces)
    SELECT gaps.community, coalesce(sides.codes, ARRAY[]::text[]), gaps.line, gaps.m2
      FROM gaps LEFT JOIN LATERAL (
            SELECT array_agg(code ORDER BY code) AS codes FROM (
                SELECT g.code FROM city_grids g WHERE g.geom && gaps.geom AND ST_Intersects(g.geom, gaps.geom)
                 ORDER BY ST_Length(ST_CollectionExtract(ST_Intersection(g.geom, gaps.geom), 2)) DESC, g.code LIMIT 2
            ) near) sides ON true
     WHERE gaps.m2 > %s ORDER BY gaps.m2 DESC LIMIT %s
"""  # noqa: S608

# One community after the other: PostGIS prepares the large polygon once for all of its grids.
_MISPLACED = """
    SELECT line, code, community FROM (
        SELECT g.line, g.code, g.community, ST_Covers(a.geom, ST_PointOnSurface(g.geom)) AS within
          FROM city_areas a JOIN city_grids g ON g.community = a.code
         WHERE g.line > 0 ORDER BY g.community) placed
     WHERE NOT within ORDER BY line LIMIT %s
"""

_STAGED_OUTSIDE = f"""
    WITH city AS MATERIALIZED (SELECT ST_Subdivide(ST_Union(geom), 64) AS geom FROM city_areas)
    SELECT s.line FROM {STAGED} s
     WHERE s.layer = %s AND EXISTS (SELECT 1 FROM city)
       AND NOT EXISTS (SELECT 1 FROM city WHERE ST_Covers(city.geom, s.geom))
     ORDER BY s.line
"""  # noqa: S608

_OUTSIDE = """
    WITH city AS MATERIALIZED (SELECT ST_Subdivide(ST_Union(geom), 64) AS geom FROM city_areas)
    SELECT q.line FROM unnest(%s::int[], %s::float8[], %s::float8[]) AS q(line, lng, lat)
     WHERE EXISTS (SELECT 1 FROM city)
       AND NOT EXISTS (SELECT 1 FROM city WHERE ST_Covers(geom, ST_SetSRID(ST_MakePoint(q.lng, q.lat), 4326)))
     ORDER BY q.line
"""


_OUTSIDE_NOW = """
    SELECT q.n FROM unnest(%s::int[], %s::float8[], %s::float8[]) AS q(n, lng, lat)
     WHERE EXISTS (SELECT 1 FROM grids_area WHERE ended_on IS NULL)
       AND NOT EXISTS (SELECT 1 FROM grids_area a WHERE a.ended_on IS NULL
                          AND ST_Covers(a.geom, ST_SetSRID(ST_MakePoint(q.lng, q.lat), 4326)))
     ORDER BY q.n
"""


# Of one place that stands, what shares ground with it; of a unit grid also the gaps of its community that touch it.
_SHARED = f"""
    SELECT code, m2 FROM (SELECT code, {_square_metres("shared")} AS m2 FROM (
        SELECT b.code, ST_CollectionExtract(ST_Intersection(a.geom, b.geom), 3) AS shared
          FROM {{table}} a JOIN {{table}} b ON a.geom && b.geom AND a.code <> b.code AND b.ended_on IS NULL {{alike}}
         WHERE a.code = %s AND ST_Relate(a.geom, b.geom, '2********')) pairs) measured
     WHERE m2 > %s ORDER BY m2 DESC, code LIMIT %s
"""  # noqa: S608 - our own measure
_UNCOVERED = f"""
    WITH own AS (SELECT geom, community_id FROM grids_unitgrid WHERE code = %s),
    covered AS (SELECT ST_Union(g.geom) AS geom FROM grids_unitgrid g, own
                 WHERE g.community_id = own.community_id AND g.ended_on IS NULL),
    pieces AS (SELECT (ST_Dump(ST_CollectionExtract(ST_Difference(a.geom, c.geom), 3))).geom
                 FROM covered c, own JOIN grids_area a ON a.id = own.community_id)
    SELECT m2 FROM (SELECT {_square_metres("p.geom")} AS m2 FROM pieces p, own
                     WHERE p.geom && own.geom AND ST_Intersects(p.geom, own.geom)) gaps
     WHERE m2 > %s ORDER BY m2 DESC LIMIT %s
"""  # noqa: S608
_ELSEWHERE = """
    SELECT a.code FROM grids_unitgrid g JOIN grids_area a ON a.id = g.community_id
     WHERE g.code = %s AND NOT ST_Covers(a.geom, ST_PointOnSurface(g.geom))
"""


def invalid(layer: str, *, limit: int) -> list[tuple[int, str, str, float, float]]:
    """Feature number, code, GEOS's reason and the place of each shape that is not valid (a bow-tie, say)."""
    return list(_rows(_INVALID, [layer, limit]))


Overlap = tuple[str, str, int, float, float]  # both codes, feature number, m², the mean width in metres


def overlaps(*, tolerance_m2: float, limit: int) -> list[Overlap]:
    """Pairs of unit grids that share more than the tolerance: the largest first."""
    return list(_rows(_OVERLAPS.format(table="city_grids", alike=""), [tolerance_m2, limit]))


def overlapping_areas(*, tolerance_m2: float, limit: int) -> list[Overlap]:
    """Pairs of areas of one level that do, likewise."""
    alike = "AND a.level = b.level"
    return list(_rows(_OVERLAPS.format(table="city_areas", alike=alike), [tolerance_m2, limit]))


def gaps(*, tolerance_m2: float, limit: int) -> list[tuple[str, list[str], int, float]]:
    """Pieces of communities that no grid covers: community, the two grids beside it, feature number, m²."""
    return list(_rows(_GAPS, [tolerance_m2, limit]))


def sharing_with(layer: str, code: str, *, limit: int) -> list[tuple[str, float]]:
    """What stands and overlaps this place (of AREAS those of its level): the codes with m², the largest first."""
    table, alike = ("grids_area", "AND a.level = b.level") if layer == AREAS else ("grids_unitgrid", "")
    return list(_rows(_SHARED.format(table=table, alike=alike), [code, TOLERANCE_M2, limit]))


def gaps_beside(code: str, *, limit: int) -> list[float]:
    """The m² of each piece of its community beside this unit grid that no grid covers."""
    return [m2 for (m2,) in _rows(_UNCOVERED, [code, TOLERANCE_M2, limit])]


def lies_elsewhere(code: str) -> str:
    """The code of the community that this unit grid names and does not lie in; empty where all is well."""
    return next((str(community) for (community,) in _rows(_ELSEWHERE, [code])), "")


def misplaced(*, limit: int) -> list[tuple[int, str, str]]:
    """Unit grids that lie outside the community they name: feature number and both codes."""
    return list(_rows(_MISPLACED, [limit]))


def outside(layer: str) -> list[int]:
    """The lines of staged points that lie in no area of the city; none where the city has no areas."""
    return [line for (line,) in _rows(_STAGED_OUTSIDE, [layer])]


def is_outside(lng: float, lat: float) -> bool:
    """Whether a point lies in no area of the city; never where the city has no areas."""
    return bool(list(_rows(_OUTSIDE, [[0], [lng], [lat]])))


def outside_the_areas(points: Mapping[int, tuple[float, float]]) -> list[int]:
    """Which of these points (by number) lie in no area that stands; none where the city has no areas."""
    if not points:
        return []
    lngs, lats = [lng for lng, __ in points.values()], [lat for __, lat in points.values()]
    return [number for (number,) in _rows(_OUTSIDE_NOW, [[*points], lngs, lats])]


def prepare_areas(*, only_staged: bool) -> None:
    """Lay out the areas as they will be, for the questions above. Needs valid shapes, inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_AREAS, [only_staged])


def areas_are_prepared() -> bool:
    """Not where a staged area is no valid shape: then nothing can be asked of the others."""
    [(name,)] = _rows("SELECT to_regclass('pg_temp.city_areas')::text", [])
    return name is not None


def prepare_grids(*, only_staged: bool) -> None:
    """Lay out the unit grids as they will be, likewise."""
    with connection.cursor() as cursor:
        cursor.execute(_GRIDS, [only_staged])


def _rows(statement: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        yield from cursor.fetchall()
