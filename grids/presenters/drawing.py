"""A map of one place as SVG, drawn from the city's own layers, for paper: no tiles, no script, one picture."""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON, Intersection
from django.contrib.gis.geos import Polygon
from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from grids.models import Area, BaseMapFeature, Level, UnitGrid

METRES_A_DEGREE = 111_320
MOST = 1500  # features of a layer: paper shows a few streets, not a city
LABELS = 8
_STYLES = {
    "green": 'fill="#d5e0cb" stroke="none"',
    "water": 'fill="#c5d7e2" stroke="#c5d7e2" stroke-width="2"',
    "building": 'fill="#e3ded4" stroke="#d3cdc0" stroke-width="0.6"',
    "market": 'fill="#eee3cf" stroke="none"',
    "road": 'fill="none" stroke="#ffffff" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"',
    "edge": 'fill="none" stroke="#8b90a0" stroke-width="1.4" stroke-dasharray="5 4"',
    "grid": 'fill="none" stroke="#a4a8b4" stroke-width="0.7"',
}
# Surfaces that come as a line or a point: a stream, a market stand.
_THIN = {"green": "#d5e0cb", "water": "#c5d7e2", "building": "#d3cdc0", "market": "#eee3cf"}
_ORDER = ("green", "water", "market", "building", "road", "grid", "edge")


class _Paper:
    """From degrees to points of the drawing, whose middle is the place."""

    def __init__(self, lng: float, lat: float, metres: float, width: int, height: int) -> None:
        scale = width / 2 / metres
        self.x = METRES_A_DEGREE * math.cos(math.radians(lat)) * scale
        self.y = METRES_A_DEGREE * scale
        self.lng, self.lat, self.width, self.height = lng, lat, width, height
        half = (width / 2 / self.x, height / 2 / self.y)
        self.box = Polygon.from_bbox((lng - half[0], lat - half[1], lng + half[0], lat + half[1]))
        self.box.srid = 4326

    def point(self, position: list[float]) -> tuple[float, float]:
        return (
            round(self.width / 2 + (position[0] - self.lng) * self.x, 1),
            round(self.height / 2 - (position[1] - self.lat) * self.y, 1),
        )

    def path(self, line: list[list[float]]) -> str:
        return "M" + "L".join(f"{x} {y}" for x, y in map(self.point, line))


def map_around(lng: float, lat: float, *, metres: float = 150, width: int = 520, height: int = 300) -> SafeString:
    """The surroundings of a place as an SVG element: `metres` from the middle to the left and right edge."""
    paper = _Paper(lng, lat, metres, width, height)
    shapes = list(_shapes(paper))
    drawn = [f'<path d="{path}" {_style(kind, path)}/>' for kind, path in _in_order(shapes)]
    x, y = width / 2, height / 2
    place = (
        f'<circle cx="{x}" cy="{y}" r="16" fill="none" stroke="#c0262d" stroke-width="2"/>'
        f'<circle cx="{x}" cy="{y}" r="5" fill="#c0262d" stroke="#ffffff" stroke-width="1.5"/>'
    )
    return mark_safe(  # noqa: S308 - numbers of ours, and names that were escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="#eceae4"/>{"".join(drawn)}{"".join(_names(shapes, paper))}'
        f"{place}{_scale(metres, paper)}</svg>"
    )


def _in_order(shapes: Iterable["Shape"]) -> Iterator[tuple[str, str]]:
    yield from ((kind, path) for layer in _ORDER for kind, path, *__ in shapes if kind == layer)


def _style(kind: str, path: str) -> str:
    """A surface is filled; what does not close is drawn with a broad pen, a point as a dot."""
    if kind not in _THIN or path.endswith("Z"):
        return _STYLES[kind]
    return f'fill="none" stroke="{_THIN[kind]}" stroke-width="6" stroke-linecap="round"'


Shape = tuple[str, str, str, tuple[float, float]]


def _shapes(paper: _Paper) -> Iterator[Shape]:
    """(kind, path, name, a point on it) of all that lies on the paper."""
    ground = BaseMapFeature.objects.order_by("rank", "id")
    areas = Area.objects.current().filter(level=Level.STREET)
    for rows, kind in ((ground, ""), (areas, "edge"), (UnitGrid.objects.current(), "grid")):
        for found, name, text in _clipped(rows, kind, paper):
            for lines, closed in _lines(json.loads(text)):
                path = "".join(paper.path(line) + ("Z" if closed else "") for line in lines)
                yield found, path, name, paper.point(lines[0][len(lines[0]) // 2])


def _clipped(rows: QuerySet[Any], kind: str, paper: _Paper) -> Iterable[tuple[str, str, str]]:
    shape = AsGeoJSON(Intersection("geom", paper.box), precision=6)
    near = rows.filter(geom__intersects=paper.box).annotate(shape=shape)
    if kind:
        return [(kind, "", text) for text in near.values_list("shape", flat=True)[:MOST]]
    return list(near.filter(kind__in=_ORDER).values_list("kind", "name", "shape")[:MOST])


def _lines(geometry: dict[str, Any]) -> Iterator[tuple[list[list[list[float]]], bool]]:
    """The lines of a shape, and whether they close: a polygon with its holes, or one line."""
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _lines(part)
        return
    single = kind.removeprefix("Multi")
    for shape in (coordinates if kind != single else [coordinates]) if coordinates else ():
        yield _AS_LINES[single](shape)


_AS_LINES: dict[str, Callable[[Any], tuple[list[list[list[float]]], bool]]] = {
    "Point": lambda point: ([[point, point]], False),
    "LineString": lambda line: ([line], False),
    "Polygon": lambda rings: (rings, True),
}


def _names(shapes: Iterable[Shape], paper: _Paper) -> Iterator[str]:
    """The names of the nearest roads and waters, each once."""
    middle = (paper.width / 2, paper.height / 2)
    named = sorted((math.dist(at, middle), name, at) for kind, __, name, at in shapes if name and kind != "building")
    seen: set[str] = set()
    for distance, name, (x, y) in named:
        if name in seen or distance < 20 or len(seen) == LABELS:
            continue
        seen.add(name)
        left, top = min(max(x, 40), paper.width - 40), min(max(y, 14), paper.height - 6)
        yield f'<text x="{left}" y="{top}" font-size="11" fill="#4f5666" text-anchor="middle">{escape(name)}</text>'


def _scale(metres: float, paper: _Paper) -> str:
    """A bar of a round length."""
    length = next(step for step in (500, 200, 100, 50, 20, 10, 5) if step <= max(5, metres / 2))
    width, y = round(length * paper.y / METRES_A_DEGREE, 1), paper.height - 10
    return (
        f'<path d="M10 {y}H{10 + width}" stroke="#1c2230" stroke-width="2"/>'
        f'<text x="10" y="{y - 5}" font-size="10" fill="#1c2230">{length} m</text>'
    )
