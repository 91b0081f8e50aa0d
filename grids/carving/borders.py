"""Faces of one net with what they share, and small ones given to the neighbour with the longest common border."""

import heapq
from collections.abc import Callable, Sequence
from itertools import pairwise

import shapely

from grids.carving.plane import Scale, Shape, united

Segment = tuple[tuple[float, float], tuple[float, float]]
Borders = list[dict[int, float]]  # for each face its neighbours, with the metres they share
THIN = 12.0  # metres: what is narrower on average is a strip between two carriageways, not a cell


def borders(shapes: Sequence[Shape], scale: Scale) -> Borders:
    """What the faces of one net share: neighbours have the very same segments there."""
    owner: dict[Segment, int] = {}
    shared: Borders = [{} for _ in shapes]
    for number, shape in enumerate(shapes):
        for segment in _segments(shape):
            other = owner.setdefault(segment, number)
            if other != number:
                (x, y), (u, v) = segment
                metres = ((x - u) ** 2 * scale.x**2 + (y - v) ** 2 * scale.y**2) ** 0.5
                shared[number][other] = shared[number].get(other, 0.0) + metres
                shared[other][number] = shared[other].get(number, 0.0) + metres
    return shared


def _segments(shape: Shape) -> list[Segment]:
    """Each with the smaller end first, so that both sides say it alike."""
    found: list[Segment] = []
    for ring in (shape.exterior, *shape.interiors):
        points = [(x, y) for x, y in shapely.get_coordinates(ring).tolist()]
        found += [(one, other) if one < other else (other, one) for one, other in pairwise(points)]
    return found


class Merging:
    """Faces that are joined two by two; `members` of each that is left."""

    def __init__(self, shapes: Sequence[Shape], scale: Scale) -> None:
        self.shared = borders(shapes, scale)
        self.areas = [scale.area(each) for each in shapes]
        self.rims = [scale.length(each.boundary) for each in shapes]
        self.members: dict[int, list[int]] = {number: [number] for number in range(len(shapes))}

    def is_small(self, face: int, least: float, thin: float) -> bool:
        return self.areas[face] < least or 2 * self.areas[face] < thin * self.rims[face]

    def join(self, face: int, other: int) -> None:
        """Let `other` have the face with its borders."""
        self.rims[other] += self.rims[face] - 2 * self.shared[face][other]
        self.areas[other] += self.areas[face]
        self.members[other] += self.members.pop(face)
        for neighbour, metres in self.shared[face].items():
            del self.shared[neighbour][face]
            if neighbour != other:
                self.shared[other][neighbour] = self.shared[other].get(neighbour, 0.0) + metres
                self.shared[neighbour][other] = self.shared[other][neighbour]
        self.shared[face] = {}


def absorb(shapes: Sequence[Shape], scale: Scale, *, least: float, thin: float = THIN) -> list[Shape]:
    """The faces of a net, each smaller than `least` m² or narrower than `thin` m given away, the smallest first.

    It goes to the neighbour with the longest common border; among those alike to the first. Without one it stays.
    """
    merging = Merging(shapes, scale)
    _merge(merging, lambda face: merging.is_small(face, least, thin))
    return [united([shapes[each] for each in members]) for members in merging.members.values()]


def _merge(merging: Merging, is_due: Callable[[int], bool]) -> None:
    waiting = [(merging.areas[face], face) for face in merging.members if is_due(face)]
    heapq.heapify(waiting)
    while waiting:
        area, face = heapq.heappop(waiting)
        if face not in merging.members or area != merging.areas[face] or not merging.shared[face]:
            continue
        other = max(merging.shared[face].items(), key=lambda item: (item[1], -item[0]))[0]
        merging.join(face, other)
        if is_due(other):
            heapq.heappush(waiting, (merging.areas[other], other))
