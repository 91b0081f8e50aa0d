"""Which open cases a report about to be sent may repeat: same class, close by, of the last hours.

Cases are found by the duty grids around the place, through the index of the lists (case_open_of_grid): no index of its
own is written with every report.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.gis.measure import D
from django.db.models import Q

from cases.models import Case
from cases.rulebook import rulebook
from grids.models import UnitGrid

MOST = 5
METRES_A_DEGREE = 111_320


@dataclass(frozen=True)
class Nearness:
    """What counts as likely the same: so close, and so recent."""

    metres: int
    hours: int


@dataclass(frozen=True)
class Alike:
    """A case that the report may repeat, and how far away it is."""

    case: Case
    metres: int


def nearness() -> Nearness:
    """The city's own measure."""
    settings = rulebook().settings
    return Nearness(metres=int(settings["duplicate_metres"]), hours=int(settings["duplicate_hours"]))


def likely_duplicates(
    *, category: str, lng: float, lat: float, at: datetime, without: Case | None = None
) -> list[Alike]:
    """Open cases of the subclass within the city's nearness, the nearest first; WGS 84. `without` is left out itself.

    Nobody's sight is asked: the caller shows number, class, distance and state, and no more. Private ones are not told.
    """
    near, point = nearness(), Point(lng, lat, srid=4326)
    box = _box(lng, lat, near.metres)
    grids = UnitGrid.objects.current().filter(geom__intersects=box).order_by()
    around = Q(duty_grid__in=set(grids.values_list("duty_grid", flat=True)) - {None}) | Q(duty_grid=None)
    recent = Case.objects.filter(around, is_open=True, private=False, reported_at__gte=at - timedelta(hours=near.hours))
    same = recent.filter(category__code=category, location__coveredby=box).select_related("category")
    if without is not None:
        same = same.exclude(pk=without.pk)
    found: Any = same.annotate(distance=Distance("location", point)).order_by("distance")[: 4 * MOST]
    return [Alike(case, round(case.distance.m)) for case in found if case.distance <= D(m=near.metres)][:MOST]


def duplicates_of(case: Case) -> list[Alike]:
    """Open cases that a case may repeat, or that repeat it: of the hours before its report, and of all since."""
    if case.location is None:
        return []
    lng, lat = case.location.coords
    return likely_duplicates(category=case.category.code, lng=lng, lat=lat, at=case.reported_at, without=case)


def _box(lng: float, lat: float, metres: int) -> Polygon:
    """The square around the circle, a little larger: distances then decide."""
    high = 1.02 * metres / METRES_A_DEGREE
    wide = high / max(0.01, math.cos(math.radians(lat)))
    box = Polygon.from_bbox((lng - wide, lat - high, lng + wide, lat + high))
    box.srid = 4326
    return box
