"""Finding the place of a point, in one statement for one point or for thousands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


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

# The unit grid gives the community above it; where no grid covers the point, the deepest area does. On a border the
# polygon whose code sorts first wins. Both look-ups are index scans on the GiST indexes.
_LOCATE = """
    SELECT g.id, g.code, d.id, d.code, d.name,
           a.id, a.level, a.code, a.name, p.id, p.level, p.code, p.name, pp.id, pp.level, pp.code, pp.name
      FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS q(lng, lat, n)
 LEFT JOIN LATERAL (
           SELECT id, code, duty_grid_id, community_id FROM grids_unitgrid
            WHERE ended_on IS NULL AND ST_Covers(geom, ST_SetSRID(ST_MakePoint(q.lng, q.lat), 4326))
            ORDER BY code LIMIT 1) g ON true
 LEFT JOIN LATERAL (
           SELECT id, level, code, name, parent_id FROM grids_area WHERE g.id IS NOT NULL AND id = g.community_id
            UNION ALL
           (SELECT id, level, code, name, parent_id FROM grids_area
             WHERE g.id IS NULL AND ended_on IS NULL AND ST_Covers(geom, ST_SetSRID(ST_MakePoint(q.lng, q.lat), 4326))
             ORDER BY array_position(ARRAY['community', 'street', 'district'], level::text), code LIMIT 1)) a ON true
 LEFT JOIN grids_dutygrid d ON d.id = g.duty_grid_id
 LEFT JOIN grids_area p ON p.id = a.parent_id
 LEFT JOIN grids_area pp ON pp.id = p.parent_id
     ORDER BY q.n
"""


def locate_many(points: Sequence[tuple[float, float]]) -> list[Place]:
    """The places of (longitude, latitude) pairs in WGS 84, in their order; `NOWHERE` outside the city."""
    if not points:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LOCATE, [[lng for lng, _ in points], [lat for _, lat in points]])
        return [_place(row) for row in cursor.fetchall()]


def locate(lng: float, lat: float) -> Place:
    return locate_many([(lng, lat)])[0]


def _place(row: Sequence[Any]) -> Place:
    """From a row of grid, duty grid and up to three areas from the deepest up."""
    grid, grid_code, duty_grid, duty_code, duty_name, *areas = row
    quads = [areas[at : at + 4] for at in range(0, len(areas), 4)]
    levels = {level: id_ for id_, level, __, __ in quads if id_ is not None}
    if not levels:
        return NOWHERE
    names = {level: (code, name) for id_, level, code, name in quads if id_ is not None}
    if grid is not None:
        names["unit_grid"] = (grid_code, "")
    if duty_grid is not None:
        names["duty_grid"] = (duty_code, duty_name)
    return Place(grid, duty_grid, **levels, names=names)
