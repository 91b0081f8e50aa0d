"""Measures in metres of shapes in degrees, and shapes with coordinates on the grid of the folder's files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
import orjson
import shapely

DECIMALS = 9  # of a degree, as files have them: a tenth of a millimetre
STEP = 10.0**-DECIMALS
INSIDE = 0.001  # of a shape: what may lie outside and it still counts as inside
Shape = Any  # shapely tells mypy nothing of its geometries


@dataclass(frozen=True)
class Scale:
    """Metres of a degree of longitude (x) and latitude (y) near a place."""

    x: float
    y: float

    @classmethod
    def at(cls, latitude: float) -> "Scale":
        """From the series for the WGS 84 ellipsoid; good to a centimetre a kilometre."""
        angle = radians(latitude)
        return cls(
            111_412.84 * cos(angle) - 93.5 * cos(3 * angle) + 0.118 * cos(5 * angle),
            111_132.92 - 559.82 * cos(2 * angle) + 1.175 * cos(4 * angle),
        )

    def area(self, shape: Shape) -> float:
        return float(shapely.area(shape)) * self.x * self.y

    def length(self, shape: Shape) -> float:
        return float(shapely.length(self.metres(shape)))

    def metres(self, shape: Shape) -> Shape:
        return shapely.transform(shape, lambda points: points * (self.x, self.y))

    def degrees(self, shape: Shape) -> Shape:
        return shapely.transform(shape, lambda points: points / (self.x, self.y))


def snapped(shape: Shape) -> Shape:
    """The shape with its coordinates on the grid, valid; what is smaller than the grid falls away."""
    return shapely.set_precision(shape, STEP)


def as_geojson(shape: Shape) -> str:
    """The shape as a geometry of GeoJSON, its coordinates as the files of the folder write them."""
    return orjson.dumps({"type": shape.geom_type, "coordinates": _coordinates(shape)}).decode()


def _coordinates(shape: Shape) -> list[Any]:
    if hasattr(shape, "geoms"):
        return [_coordinates(part) for part in shape.geoms]
    if shape.geom_type == "Polygon":
        return [_points(ring) for ring in (shape.exterior, *shape.interiors)]
    return _points(shape)[0] if shape.geom_type == "Point" else _points(shape)


def _points(shape: Shape) -> list[Any]:
    return [[round(x, DECIMALS), round(y, DECIMALS)] for x, y in shapely.get_coordinates(shape).tolist()]


def within(block: Shape, shapes: Sequence[Shape]) -> list[Shape]:
    """The shapes that lie in a block, but for the width of the grid: to snap a border moves it by as much."""
    if not len(shapes):
        return []
    found = np.array(shapes, dtype=object)
    outside = shapely.area(shapely.difference(found, block))
    return list(found[outside < INSIDE * shapely.area(found)])


def polygons(shape: Shape) -> list[Shape]:
    """Its polygons; lines and points that an operation leaves over are dropped."""
    parts = shapely.get_parts(shape, return_index=False)
    found: list[Shape] = []
    for part in parts:
        if part.geom_type == "Polygon" and not part.is_empty:
            found.append(part)
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            found += polygons(part)
    return found


def faces(lines: Iterable[Shape]) -> list[Shape]:
    """The faces of the net that these lines make where they cross; ends that lead nowhere bound none."""
    net = shapely.unary_union(np.array(list(lines), dtype=object), grid_size=STEP)
    return list(shapely.get_parts(shapely.polygonize(shapely.get_parts(net))))


def united(shapes: list[Shape]) -> Shape:
    """The union of faces of one net."""
    return shapes[0] if len(shapes) == 1 else shapely.unary_union(np.array(shapes, dtype=object), grid_size=STEP)
