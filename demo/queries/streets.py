"""What the demo's month needs to know of the city: places with their roads, components, people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from django.db import connection

from accounts.models import User
from accounts.roles import Role
from cases.models import Case
from grids.models import Component, UnitGrid

Point = tuple[float, float]
ROAD_NEAR = """
    SELECT q.n, road.name
      FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS q(lng, lat, n)
 LEFT JOIN LATERAL (SELECT name FROM grids_basemapfeature WHERE kind = 'road' AND name <> ''
             ORDER BY geom <-> ST_SetSRID(ST_MakePoint(q.lng, q.lat), 4326) LIMIT 1) road ON true
     ORDER BY q.n
"""


@dataclass(frozen=True)
class Spot:
    """A unit grid as a place where things happen."""

    code: str
    land_use: str
    duty_grid: int | None
    ring: tuple[Point, ...]
    centre: Point
    road: str

    def point(self, rng: Random) -> Point:
        """Somewhere between the middle and a corner, inside the grid."""
        x, y = rng.choice(self.ring)
        share = rng.uniform(0.05, 0.8)
        return (
            round(self.centre[0] + share * (x - self.centre[0]), 6),
            round(self.centre[1] + share * (y - self.centre[1]), 6),
        )


@dataclass(frozen=True)
class Standing:
    """A component that something can happen to."""

    code: str
    point: Point
    road: str


def others(people: Sequence[User], case: Case) -> list[User]:
    """Those who did not report the case: one of them checks it."""
    return [user for user in people if user.pk != case.reporter_id]


@dataclass(frozen=True)
class People:
    by_role: dict[str, list[User]]
    by_unit: dict[int, list[User]]
    by_duty_grid: dict[int, list[User]]


def spots(only: Sequence[int] | None = None) -> list[Spot]:
    """All unit grids, or those with these ids."""
    current = UnitGrid.objects.current()
    grids = list((current if only is None else current.filter(pk__in=only)).order_by("code"))
    centres = [(middle.x, middle.y) for middle in (grid.geom.centroid for grid in grids)]
    roads = roads_near(centres)
    return [
        Spot(grid.code, grid.land_use, grid.duty_grid_id, _ring(grid), centre, road)
        for grid, centre, road in zip(grids, centres, roads, strict=True)
    ]


def _ring(grid: UnitGrid) -> tuple[Point, ...]:
    return tuple((x, y) for x, y in grid.geom.exterior_ring.coords)


def standing(categories: Sequence[str]) -> dict[str, list[Standing]]:
    """Components by their category."""
    rows = list(Component.objects.filter(category_code__in=categories).order_by("code"))
    found: dict[str, list[Standing]] = defaultdict(list)
    points = [(row.point.x, row.point.y) for row in rows]
    for row, point, road in zip(rows, points, roads_near(points), strict=True):
        found[row.category_code].append(Standing(row.code, point, road))
    return found


def roads_near(points: Sequence[Point]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(ROAD_NEAR, [[lng for lng, __ in points], [lat for __, lat in points]])
        return [name or "" for __, name in cursor.fetchall()]


def people() -> People:
    found = People(defaultdict(list), defaultdict(list), defaultdict(list))
    active = User.objects.filter(is_active=True).select_related("membership").prefetch_related("duty_grids")
    for user in active.order_by("username"):
        found.by_role[user.role].append(user)
        if user.role == Role.INSPECTOR:
            for grid in user.duty_grids.all():
                found.by_duty_grid[grid.pk].append(user)
        elif (membership := getattr(user, "membership", None)) is not None:
            found.by_unit[membership.department_id].append(user)
    return found
