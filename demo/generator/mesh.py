"""A plane cut into convex faces that share their corners, so that there is never a gap or an overlap between them.

Every cut puts its new corners into both faces beside the edge it meets. Coordinates are metres.
"""

from collections.abc import Iterable, Iterator
from math import hypot

Point = tuple[float, float]
Edge = tuple[int, int]
SNAP = 6.0  # metres: a cut that meets an edge this near to a corner goes through the corner
ON_LINE = 1e-6


class Line:
    """All points with a·x + b·y = c; (a, b) has length one, so that distances are metres."""

    def __init__(self, through: Point, direction: Point) -> None:
        length = hypot(*direction)
        self.a, self.b = -direction[1] / length, direction[0] / length
        self.c = self.a * through[0] + self.b * through[1]

    def distance(self, point: Point) -> float:
        return self.a * point[0] + self.b * point[1] - self.c


class Mesh:
    def __init__(self, outline: list[Point]) -> None:
        """`outline` is convex and goes counter-clockwise."""
        self.points = list(outline)
        self.faces: dict[int, list[int]] = {}
        self.sides: dict[Edge, int] = {}  # each edge in the direction in which it borders its face
        self.tags: dict[Edge, str] = {}  # what runs along an edge: a road; both directions
        self._next = 0
        self._add(list(range(len(outline))))

    def area(self, face: int) -> float:
        return ring_area([self.points[corner] for corner in self.faces[face]])

    def centre(self, face: int) -> Point:
        return ring_centre([self.points[corner] for corner in self.faces[face]])

    def ring(self, face: int) -> list[Point]:
        return [self.points[corner] for corner in self.faces[face]]

    def neighbours(self, face: int) -> Iterator[tuple[int, float]]:
        """Faces beside this one, each with the length of an edge they share."""
        for start, end in edges(self.faces[face]):
            other = self.sides.get((end, start))
            if other is not None:
                (x, y), (u, v) = self.points[start], self.points[end]
                yield other, hypot(u - x, v - y)

    def cut(self, face: int, line: Line, tag: str = "") -> tuple[int, int] | None:
        """Cut a face in two along a line; None where the line passes it by. The first part keeps the number."""
        corners = list(dict.fromkeys(self._crossings(face, line)))
        ring = self.faces[face]
        if len(corners) != 2:
            return None
        first, second = sorted(ring.index(corner) for corner in corners)
        if second - first in (1, len(ring) - 1):
            if tag:
                self._tag(ring[first], ring[second], tag)  # it runs along an edge that stands already
            return None
        self._remove(face)
        one = self._add(ring[first : second + 1], face)
        other = self._add(ring[second:] + ring[: first + 1])
        if tag:
            self._tag(ring[first], ring[second], tag)
        return one, other

    def cut_all(self, line: Line, tag: str = "") -> None:
        for face in list(self.faces):
            self.cut(face, line, tag)

    def outline(self, faces: Iterable[int]) -> list[list[int]]:
        """The borders of some faces taken together: rings of corners, outer ones counter-clockwise, holes clockwise."""
        inside = {edge for face in faces for edge in edges(self.faces[face])}
        after: dict[int, list[int]] = {}
        for start, end in sorted(inside):
            if (end, start) not in inside:
                after.setdefault(start, []).append(end)
        rings = []
        while after:
            rings.append(self._walk(after))
        return rings

    def lines(self) -> dict[str, list[list[int]]]:
        """What runs along the edges: by tag, chains of corners."""
        by_tag: dict[str, dict[int, list[int]]] = {}
        for (start, end), tag in sorted(self.tags.items()):
            by_tag.setdefault(tag, {}).setdefault(start, []).append(end)
        return {tag: list(_chains(ends)) for tag, ends in by_tag.items()}

    def _walk(self, after: dict[int, list[int]]) -> list[int]:
        """One ring. Where two rings touch at a corner, the sharpest turn keeps each of them simple."""
        start = corner = next(iter(after))
        ring, before = [], corner
        while True:
            ring.append(corner)
            ends = after[corner]
            end = ends[0] if len(ends) == 1 else max(ends, key=lambda e, b=before, c=corner: self._turn(b, c, e))  # type: ignore[misc]
            ends.remove(end)
            if not ends:
                del after[corner]
            before, corner = corner, end
            if corner == start:
                return ring

    def _turn(self, before: int, corner: int, after: int) -> float:
        (x, y), (u, v), (s, t) = self.points[before], self.points[corner], self.points[after]
        return (u - x) * (t - v) - (v - y) * (s - u)

    def _crossings(self, face: int, line: Line) -> Iterator[int]:
        """The corners through which the cut goes, made where there are none yet."""
        for start, end in list(edges(self.faces[face])):
            here, there = line.distance(self.points[start]), line.distance(self.points[end])
            if abs(here) <= ON_LINE:
                yield start
            elif abs(there) > ON_LINE and here * there < 0:
                yield self._crossing(start, end, here / (here - there))

    def _crossing(self, start: int, end: int, share: float) -> int:
        (x, y), (u, v) = self.points[start], self.points[end]
        length = hypot(u - x, v - y)
        if share * length < SNAP:
            return start
        if (1 - share) * length < SNAP:
            return end
        self.points.append((x + share * (u - x), y + share * (v - y)))
        corner = len(self.points) - 1
        for edge in ((start, end), (end, start)):
            self._split(edge, corner)
        return corner

    def _split(self, edge: Edge, corner: int) -> None:
        start, end = edge
        if edge in self.tags:
            self.tags[start, corner] = self.tags[corner, end] = self.tags.pop(edge)
        face = self.sides.pop(edge, None)
        if face is not None:
            self.faces[face].insert(self.faces[face].index(start) + 1, corner)
            self.sides[start, corner] = self.sides[corner, end] = face

    def _tag(self, start: int, end: int, tag: str) -> None:
        self.tags.setdefault((start, end), tag)
        self.tags.setdefault((end, start), tag)

    def _add(self, ring: list[int], face: int | None = None) -> int:
        if face is None:
            face, self._next = self._next, self._next + 1
        self.faces[face] = ring
        self.sides.update(dict.fromkeys(edges(ring), face))
        return face

    def _remove(self, face: int) -> None:
        for edge in edges(self.faces.pop(face)):
            del self.sides[edge]


def edges(ring: list[int]) -> Iterator[Edge]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def ring_area(ring: list[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x * v - u * y for (x, y), (u, v) in pairs) / 2


def ring_centre(ring: list[Point]) -> Point:
    """The centre of mass of a ring that is not flat."""
    twice, sum_x, sum_y = 0.0, 0.0, 0.0
    for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x * v - u * y
        twice, sum_x, sum_y = twice + cross, sum_x + (x + u) * cross, sum_y + (y + v) * cross
    return sum_x / (3 * twice), sum_y / (3 * twice)


def _chains(ends: dict[int, list[int]]) -> Iterator[list[int]]:
    """Paths through edges that are listed in both directions."""
    while ends:
        start = next((corner for corner, others in ends.items() if len(others) == 1), next(iter(ends)))
        chain = [start]
        while others := ends.get(chain[-1]):
            here, there = chain[-1], others.pop(0)
            ends[there].remove(here)
            chain.append(there)
        for corner in chain:
            if corner in ends and not ends[corner]:
                del ends[corner]
        if len(chain) > 1:
            yield chain
