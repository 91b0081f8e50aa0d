"""Where something is. The border rule: a point on a border belongs to the polygon whose code sorts first."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.gis.geos import Point
from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from grids.models import Area, Outline, UnitGrid  # noqa: F401 - read by mypy in the strings below


def in_force(on: date | None) -> Q:
    return Q(ended_on=None) if on is None else Q(started_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gt=on))


class AreaQuerySet(QuerySet["Area"]):
    def current(self, on: date | None = None) -> "AreaQuerySet":
        return self.filter(in_force(on))

    def containing(self, point: Point) -> "AreaQuerySet":
        return self.filter(geom__covers=point).order_by("code")


class UnitGridQuerySet(QuerySet["UnitGrid"]):
    def current(self, on: date | None = None) -> "UnitGridQuerySet":
        return self.filter(in_force(on))

    def containing(self, point: Point) -> "UnitGridQuerySet":
        # ST_Covers, not ST_Contains: that one loses every point on a border.
        return self.filter(geom__covers=point).order_by("code")


class OutlineQuerySet(QuerySet["Outline"]):
    def before(self, kind: str, code: str) -> "OutlineQuerySet":
        """Those that the place had and has no more."""
        return self.filter(kind=kind, code=code, until__isnull=False)
