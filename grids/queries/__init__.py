"""Finding the place of a point, in one statement for one point or for thousands; the version of the city's data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection
from django.db.models import Subquery

from common import prepared
from grids.models import Area, CityVersion, Level


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point lies; ids, each None where nothing of that level covers it."""

    unit_grid: int | None = None
    duty_grid: int | None = None
    community: int | None = None
    street: int | None = None
    district: int | None = None
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict, compare=False)  # level: (code, name)

    def __bool__(self) -> bool:
        return any((self.unit_grid, self.community, self.street, self.district))


NOWHERE = Place()

# The areas of one level look for those points that nothing deeper holds: a district's border is the longest of all, and
# what lies in a community need not be compared with it. Areas are few and large, so each is taken once: to read one
# costs as much as to compare it with a thousand; without ST_SetSRID, which makes a copy, it would be read for each
# point again. Without OFFSET the planner would put points and areas into another order.
_LEVEL = """
    {level} AS MATERIALIZED (
        SELECT DISTINCT ON (inside.n) inside.n, a.id
          FROM (SELECT id, code, ST_SetSRID(geom, 4326) AS geom FROM grids_area
                 WHERE ended_on IS NULL AND level = '{level}'
                   AND geom && (SELECT ST_SetSRID(ST_Extent(point)::geometry, 4326) FROM {points}) OFFSET 0) AS a
         CROSS JOIN LATERAL (
            SELECT n FROM {points} AS p WHERE a.geom && p.point AND ST_Covers(a.geom, p.point) OFFSET 0) AS inside
         ORDER BY inside.n, a.code),
    {rest} AS MATERIALIZED (
        SELECT n, point FROM {points} WHERE NOT EXISTS (SELECT FROM {level} WHERE {level}.n = {points}.n))"""
# As grids_locate (migrations/0002_locate.py) says: the unit grid and the areas above it; where no grid covers the
# point, the deepest area; on a border the polygon whose code sorts first. Grids are small and many, so each point looks
# for its own.
_GRIDDED = """
    WITH q AS MATERIALIZED (
        SELECT n, ST_SetSRID(ST_MakePoint(lng, lat), 4326) AS point
          FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS q(lng, lat, n)),
    gridded AS MATERIALIZED (
        SELECT q.n, q.point, g.id, g.duty_grid_id, g.community_id FROM q LEFT JOIN LATERAL (
            SELECT id, duty_grid_id, community_id FROM grids_unitgrid
             WHERE ended_on IS NULL AND ST_Covers(geom, q.point) ORDER BY code LIMIT 1) AS g ON true),
    rest AS MATERIALIZED (SELECT n, point FROM gridded WHERE id IS NULL),"""
_LEVELS = ",".join(
    _LEVEL.format(level=level, points=points, rest=rest)
    for level, points, rest in (
        ("community", "rest", "out_of_communities"),
        ("street", "out_of_communities", "out_of_streets"),
        ("district", "out_of_streets", "out_of_all"),
    )
)
_ABOVE = """,
    found AS MATERIALIZED (
        SELECT n, community_id AS id FROM gridded WHERE community_id IS NOT NULL
        UNION ALL SELECT n, id FROM community UNION ALL SELECT n, id FROM street UNION ALL SELECT n, id FROM district),
    above AS MATERIALIZED (
        SELECT a.id, max(x.id) FILTER (WHERE x.level = 'community') AS community,
               max(x.id) FILTER (WHERE x.level = 'street') AS street,
               max(x.id) FILTER (WHERE x.level = 'district') AS district
          FROM grids_area a LEFT JOIN grids_area p ON p.id = a.parent_id LEFT JOIN grids_area pp ON pp.id = p.parent_id,
               LATERAL (VALUES (a.id, a.level), (p.id, p.level), (pp.id, pp.level)) AS x(id, level)
         WHERE a.id IN (SELECT id FROM found) GROUP BY a.id)
    SELECT gridded.id, gridded.duty_grid_id, above.community, above.street, above.district
      FROM gridded LEFT JOIN found ON found.n = gridded.n LEFT JOIN above ON above.id = found.id
     ORDER BY gridded.n
"""
_LOCATE = "".join((_GRIDDED, _LEVELS, _ABOVE))


def locate_many(points: Sequence[tuple[float, float]]) -> list[Place]:
    """The places of (longitude, latitude) pairs in WGS 84, in their order; `NOWHERE` outside the city.

    For thousands of points: they come without names.
    """
    if not points:
        return []
    with connection.cursor() as cursor:
        # As one text each: an array of its parts would cost PostgreSQL a microsecond for each of them.
        cursor.execute(_LOCATE, ["{" + ",".join(map(repr, numbers)) + "}" for numbers in zip(*points, strict=True)])
        rows = cursor.fetchall()
    places = {row: Place(*row) for row in set(rows)}  # there are fewer of them than points
    return [places[row] for row in rows]


def locate(lng: float, lat: float) -> Place:
    with connection.cursor() as cursor:
        prepared.execute(cursor, "SELECT * FROM grids_locate(%s, %s)", [lng, lat])
        return _place(cursor.fetchone())


def _place(row: Sequence[Any]) -> Place:
    unit_grid, duty_grid, community, street, district, names = row
    return Place(unit_grid, duty_grid, community, street, district, orjson.loads(names)) if names else NOWHERE


def main_level() -> Level:
    """The level a city is looked at by: sub-districts where it has them, else districts."""
    return Level.STREET if Area.objects.current().filter(level=Level.STREET).exists() else Level.DISTRICT


# The version as a part of another query, which saves a query of its own.
CITY_VERSION = Subquery(CityVersion.objects.order_by("-number").values("number")[:1])
CITY_VERSION_SQL = "(SELECT max(number) FROM grids_cityversion)"


@dataclass(frozen=True)
class City:
    """What the folder that was loaded last says of the city.

    `centre` is (longitude, latitude) in WGS 84; `chosen` where the folder says it, else it is the middle of the areas.
    """

    name: str = ""
    centre: tuple[float, float] | None = None
    chosen: bool = False


_CITY = """
    SELECT v.name, ST_X(p.point), ST_Y(p.point), v.centre IS NOT NULL FROM (SELECT 1) AS one
      LEFT JOIN (SELECT name, centre FROM grids_cityversion ORDER BY number DESC LIMIT 1) v ON true
      LEFT JOIN LATERAL (SELECT coalesce(v.centre, (
            SELECT ST_Centroid(ST_SetSRID(ST_Extent(geom), 4326)) FROM grids_area
             WHERE ended_on IS NULL AND parent_id IS NULL)) AS point) p ON true
"""


def city() -> City:
    """Its name, and where its maps begin: as its folder says, else in the middle of its areas."""
    with connection.cursor() as cursor:
        cursor.execute(_CITY)
        name, lng, lat, chosen = cursor.fetchone()
    return City(name or "", (lng, lat) if lng is not None else None, chosen)


def city_version() -> int:
    """The number of the city's data: it grows with every change of what the city keeps. 0 before the first."""
    with connection.cursor() as cursor:  # with each page: the ORM would take a millisecond to write it
        cursor.execute(f"SELECT {CITY_VERSION_SQL}")
        return int(cursor.fetchone()[0] or 0)
