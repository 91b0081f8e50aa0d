"""A community carved into cells: along the great roads and waters first, along smaller ones where blocks are large."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from grids.carving.borders import absorb
from grids.carving.halve import halve
from grids.carving.plane import Scale, Shape, faces, polygons, snapped, within

TARGET = 10_000.0  # m²: 万米
LARGE = 1.5  # targets: what is larger is divided
SMALL = 0.5  # targets: what is smaller is given to a neighbour
RANKS = (1, 2, 3)


class Finder:
    """Shapes found by where they lie."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self._shapes = np.array(list(shapes), dtype=object)
        self._tree = shapely.STRtree(self._shapes)

    def __len__(self) -> int:
        return len(self._shapes)

    def meeting(self, block: Shape) -> list[Shape]:
        """Those that touch a block, in the order in which they were given: the same files make the same cells."""
        return list(self._shapes[np.sort(self._tree.query(block, predicate="intersects"))])


@dataclass(frozen=True)
class Ground:
    """What cells are drawn along: lines by their rank, the greatest first; and the buildings that a cut passes by.

    A building that is no cell, because it is larger than one may be, is cut like the ground around it.
    """

    lines: tuple[Finder, ...]
    buildings: Finder

    @classmethod
    def of(cls, features: Iterable[tuple[str, int, Shape]], scale: Scale, target: float = TARGET) -> "Ground":
        """From features of the base map: kind, rank 1 to 3, shape.

        Roads divide by their rank; the banks of a water that could be a cell divide first, other waters second, and
        the edges of greens and markets, which are walls and fences as a rule, last.
        """
        lines: dict[int, list[Shape]] = {rank: [] for rank in RANKS}
        buildings: list[Shape] = []
        for kind, rank, shape in features:
            if kind == "building":
                buildings += [each for each in polygons(snapped(shape)) if scale.area(each) <= LARGE * target]
                continue
            is_line = shape.geom_type.endswith("LineString")
            if not is_line and scale.area(shape) < target:
                continue
            edge = shape if is_line else shape.boundary
            lines[_rank(kind, rank, is_line=is_line)] += list(shapely.get_parts(edge))
        return cls(tuple(Finder(lines[rank]) for rank in RANKS), Finder(buildings))


def _rank(kind: str, rank: int, *, is_line: bool) -> int:
    if kind == "road":
        return min(max(rank, RANKS[0]), RANKS[-1])
    if kind == "water":
        return 2 if is_line else 1
    return 3


def carve(community: Shape, ground: Ground, scale: Scale, *, target: float = TARGET) -> list[Shape]:
    """The cells of a community. Each of its parts is carved by itself: a cell is in one piece."""
    cells: list[Shape] = []
    for part in polygons(snapped(community)):
        cells += _divided(part, ground, scale, target, RANKS)
    return cells


def _divided(
    block: Shape, ground: Ground, scale: Scale, target: float, ranks: Sequence[int]
) -> list[Shape]:  # fmt: skip
    area = scale.area(block)
    if area <= LARGE * target:
        return [block]
    if not ranks:
        return _halved(block, ground, scale, target)
    lines = ground.lines[ranks[0] - 1].meeting(block)
    blocks = absorb(_along(block, lines), scale, least=SMALL * target) if lines else [block]
    return [cell for each in blocks for cell in _divided(each, ground, scale, target, ranks[1:])]


def _along(block: Shape, lines: Sequence[Shape]) -> list[Shape]:
    """The faces into which lines divide a block."""
    box = shapely.bounds(block)
    clipped = [shapely.clip_by_rect(line, *box) for line in lines]
    found = faces([block.boundary, *(line for line in clipped if not line.is_empty)])
    return [each for each in found if _is_in(block, each)]


def _is_in(block: Shape, face: Shape) -> bool:
    return bool(block.covers(shapely.point_on_surface(face)))


def _halved(block: Shape, ground: Ground, scale: Scale, target: float) -> list[Shape]:
    """A block that nothing divides any more, cut into cells of like size."""
    cells, least = _cut(block, ground, scale, target), SMALL * target
    if all(scale.area(each) >= least for each in cells):
        return cells
    joined = absorb(joined_faces(cells), scale, least=least, thin=0)  # a long strip is cut into long cells
    return [part for cell in joined for part in _not_too_large(cell, ground, scale, target)]


def _cut(block: Shape, ground: Ground, scale: Scale, target: float) -> list[Shape]:
    number = round(scale.area(block) / target)
    return halve(block, within(block, ground.buildings.meeting(block)), scale, number=number)


def _not_too_large(cell: Shape, ground: Ground, scale: Scale, target: float) -> list[Shape]:
    """What has grown by the crumbs of others is cut once more, if no crumb comes of that."""
    if scale.area(cell) <= LARGE * target:
        return [cell]
    parts = _cut(cell, ground, scale, target)
    return parts if all(scale.area(each) >= SMALL * target for each in parts) else [cell]


def joined_faces(cells: Sequence[Shape]) -> list[Shape]:
    """The cells again as faces of one net, with the corners of each on the borders of its neighbours."""
    return [face for __, face in owned_faces(cells)]


def owned_faces(cells: Sequence[Shape]) -> list[tuple[int, Shape]]:
    """The faces of the net that the borders of all cells make, each with the number of the first cell that it is of."""
    net = np.array(faces(each.boundary for each in cells), dtype=object)
    tree = shapely.STRtree(np.array(cells, dtype=object))
    inside, owners = tree.query(shapely.point_on_surface(net), predicate="intersects")
    owned: dict[int, int] = {}
    for face, owner in sorted(zip(inside.tolist(), owners.tolist(), strict=True)):
        owned.setdefault(face, owner)
    return [(owner, net[face]) for face, owner in owned.items()]
