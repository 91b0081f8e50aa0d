"""A block cut into cells of like size, across its longer side, and where it can be between the buildings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, sin

import numpy as np
import shapely

from grids.carving.plane import STEP, Scale, Shape, polygons, united, within

STEPS = 16  # halvings of the way to a cut: finer than a thousandth of the block
FREEDOM = 0.25  # of a cell: so far a cut may move to pass a building by
BESIDE = 0.05  # metres between a cut and the building that it passes
CRUMB = 0.3  # of a cell: smaller pieces that a cut leaves over are given away


@dataclass(frozen=True)
class _Frame:
    """A block in metres, turned so that its longer side lies along the first axis."""

    scale: Scale
    angle: float

    @classmethod
    def along(cls, block: Shape, scale: Scale) -> "_Frame":
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(scale.metres(block)))
        sides = [corners[1] - corners[0], corners[2] - corners[1]]
        longer = max(sides, key=lambda side: round(hypot(*side), 3))
        return cls(scale, atan2(longer[1], longer[0]))

    def turned(self, shape: Shape) -> Shape:
        turn = np.array([[cos(self.angle), -sin(self.angle)], [sin(self.angle), cos(self.angle)]])
        return shapely.transform(self.scale.metres(shape), lambda points: points @ turn)

    def back(self, shape: Shape) -> Shape:
        turn = np.array([[cos(self.angle), sin(self.angle)], [-sin(self.angle), cos(self.angle)]])
        return self.scale.degrees(shapely.transform(shape, lambda points: points @ turn))


def halve(block: Shape, buildings: Sequence[Shape], scale: Scale, *, number: int) -> list[Shape]:
    """The block in so many cells of like size, and maybe crumbs beside them. `buildings` are those wholly in it."""
    if number <= 1:
        return [block]
    first, second = _cut(block, buildings, scale, share=(number // 2) / number, cells=number)
    least = CRUMB * scale.area(block) / number
    cells: list[Shape] = []
    for half, count in ((first, number // 2), (second, number - number // 2)):
        parts = sorted(polygons(half), key=lambda part: -scale.area(part))
        for part, cells_of_it in zip(parts, _counts(parts, count, scale, least), strict=True):
            inside = within(part, buildings) if cells_of_it > 1 else []
            cells += halve(part, inside, scale, number=cells_of_it)
    return cells


def _counts(parts: Sequence[Shape], count: int, scale: Scale, least: float) -> list[int]:
    """How many cells each part of a half becomes; a crumb stays whole."""
    areas = [scale.area(part) for part in parts]
    size = sum(areas) / count if count else 1.0
    return [max(1, round(area / size)) if area >= least else 1 for area in areas]


def _cut(
    block: Shape, buildings: Sequence[Shape], scale: Scale, *, share: float, cells: int
) -> tuple[Shape, Shape]:  # fmt: skip
    """The block in two, the first with this share of it."""
    frame = _Frame.along(block, scale)
    turned = frame.turned(block)
    low, bottom, high, top = shapely.bounds(turned)
    ideal = _place(turned, share)
    spans = [(bounds[0], bounds[2]) for bounds in (shapely.bounds(frame.turned(each)) for each in buildings)]
    at = _between(ideal, spans, (high - low) / cells * FREEDOM)
    half = frame.back(shapely.box(low - 1, bottom - 1, at, top + 1))
    first = shapely.intersection(block, half, grid_size=STEP)
    crossed = [each for each, (start, end) in zip(buildings, spans, strict=True) if start < at < end]
    if crossed:
        first = _with_whole(first, crossed, half)
    return first, shapely.difference(block, first, grid_size=STEP)


def _place(turned: Shape, share: float) -> float:
    """Where a cut across leaves this share of the area before it."""
    low, bottom, high, top = (float(value) for value in shapely.bounds(turned))
    start, wanted = low, share * shapely.area(turned)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if shapely.area(shapely.clip_by_rect(turned, start, bottom, middle, top)) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _between(ideal: float, spans: Sequence[tuple[float, float]], freedom: float) -> float:
    """The place near the ideal one that crosses the fewest buildings, the nearest of those."""
    near = [(start - BESIDE, end + BESIDE) for start, end in spans if start < ideal + freedom and end > ideal - freedom]
    places = [ideal, *(place for span in near for place in span if abs(place - ideal) <= freedom)]

    def cost(place: float) -> tuple[int, float, float]:
        return sum(start < place < end for start, end in spans), abs(place - ideal), place

    return min(places, key=cost)


def _with_whole(first: Shape, crossed: Sequence[Shape], half: Shape) -> Shape:
    """Give each building that the cut crosses whole to the side that has more of it."""
    ours = [each for each in crossed if 2 * shapely.area(shapely.intersection(each, half)) >= shapely.area(each)]
    theirs = [each for each in crossed if not any(each is one for one in ours)]
    if ours:
        first = shapely.union(first, united([*ours]), grid_size=STEP)
    return shapely.difference(first, united(theirs), grid_size=STEP) if theirs else first
