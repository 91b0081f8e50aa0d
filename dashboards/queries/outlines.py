"""The areas of the city as paths of one drawing: made once for each version of the city, and drawn by the browser."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.gis.db.models import Extent, GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import Func, QuerySet

from grids.models import Area
from grids.queries import main_level

WIDTH, HEIGHT, EDGE = 1600, 900, 20  # of the drawing
FINENESS = 1500  # into how many steps the longer side is cut: finer than a wall shows
MOST = 400  # areas: more can't be told from each other on a wall


@dataclass(frozen=True)
class Outline:
    """An area as the `d` of a path, with a point in its midst."""

    area: int
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """Where a place of the earth lies on the drawing, north up, and its areas. Without areas it has no scale."""

    level: str
    areas: Sequence[Outline]
    west: float = 0
    north: float = 0
    scale: float = 0  # of a degree of latitude
    narrowing: float = 1  # of a degree of longitude
    left: float = 0
    top: float = 0

    def point(self, lng: float, lat: float) -> tuple[float, float]:
        x = self.left + (lng - self.west) * self.scale * self.narrowing
        return round(x, 1), round(self.top + (self.north - lat) * self.scale, 1)


@lru_cache(maxsize=2)
def drawing(version: int) -> Drawing:
    """Of the city as it is in this version (`city_version`). Two statements more, and none the next time."""
    level = main_level()
    rows = Area.objects.current().filter(level=level).order_by("code")
    box = rows.aggregate(box=Extent("geom"))["box"]
    if box is None:
        return Drawing(level, ())
    empty = _frame(level, box)
    return Drawing(**{**vars(empty), "areas": tuple(_outlines(rows, empty, box))})


def _frame(level: str, box: Sequence[float]) -> Drawing:
    west, south, east, north = box
    narrowing = math.cos(math.radians((south + north) / 2))
    width, height = max((east - west) * narrowing, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * EDGE) / width, (HEIGHT - 2 * EDGE) / height)
    left, top = (WIDTH - width * scale) / 2, (HEIGHT - height * scale) / 2
    return Drawing(level, (), west, north, scale, narrowing, left, top)


def _outlines(rows: QuerySet[Area], on: Drawing, box: Sequence[float]) -> Iterator[Outline]:
    step = max(box[2] - box[0], box[3] - box[1]) / FINENESS
    simple = Func("geom", step, function="ST_SimplifyPreserveTopology", output_field=GeometryField())
    inside = Func("geom", function="ST_PointOnSurface", output_field=GeometryField())
    shown = rows.annotate(shape=AsGeoJSON(simple, precision=6), inside=AsGeoJSON(inside, precision=6))
    for pk, name, shape, midst in shown.values_list("pk", "name", "shape", "inside")[:MOST]:
        x, y = on.point(*json.loads(midst)["coordinates"])
        yield Outline(pk, name, "".join(_path(json.loads(shape), on)), x, y)


def _path(geometry: dict[str, Any], on: Drawing) -> Iterator[str]:
    found = geometry["coordinates"]
    for polygon in found if geometry["type"] == "MultiPolygon" else [found]:
        for ring in polygon:
            yield "M" + "L".join("{} {}".format(*on.point(*place[:2])) for place in ring) + "Z"
