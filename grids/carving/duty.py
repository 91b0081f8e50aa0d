"""责任网格 proposed: neighbouring unit grids of one community, as many as one inspector walks."""

from collections.abc import Iterable, Mapping, Sequence
from math import dist

import shapely

from grids.carving.borders import Borders, borders
from grids.carving.cover import Cell
from grids.carving.plane import Scale

SIZE = 40  # unit grids: published plans have 25 to 80 for one inspector


def duty_grids(cells: Sequence[Cell], scale: Scale, *, size: int = SIZE) -> list[int]:
    """For each cell the number of its duty grid; those of a community follow one another, in the order of its cells.

    `cells` come in the order of their codes. Each duty grid hangs together, where its community does.
    """
    shared = borders([cell.shape for cell in cells], scale)
    of_community: dict[str, list[int]] = {}
    for number, cell in enumerate(cells):
        of_community.setdefault(cell.community, []).append(number)
    middles = [_middle(cell, scale) for cell in cells]
    groups = [group for own in of_community.values() for group in _groups(own, shared, middles, size)]
    return [number for __, number in sorted((cell, number) for number, group in enumerate(groups) for cell in group)]


Middles = Sequence[tuple[float, float]]


def _middle(cell: Cell, scale: Scale) -> tuple[float, float]:
    point = shapely.centroid(cell.shape)
    return point.x * scale.x, point.y * scale.y


def _groups(cells: Sequence[int], shared: Borders, middles: Middles, size: int) -> list[list[int]]:
    """The cells of one community in groups of like size."""
    number = max(1, round(len(cells) / size))
    wanted = -(-len(cells) // number)
    left, groups = dict.fromkeys(cells), []
    while left:
        group = _grown(next(iter(left)), left, shared, middles, wanted)
        groups.append(group)
        for cell in group:
            del left[cell]
    return sorted(_without_small(groups, shared, middles, wanted), key=min)


def _grown(seed: int, left: Mapping[int, None], shared: Borders, middles: Middles, wanted: int) -> list[int]:
    """A group that begins at a cell and takes the free neighbour nearest to its middle until it is large enough."""
    group, members = [seed], {seed}
    x, y = middles[seed]
    while len(group) < wanted:
        beside = {other for cell in group for other in shared[cell] if other in left and other not in members}
        if not beside:
            break
        nearest = min(beside, key=lambda cell: ((middles[cell][0] - x) ** 2 + (middles[cell][1] - y) ** 2, cell))
        group.append(nearest)
        members.add(nearest)
        x += (middles[nearest][0] - x) / len(group)
        y += (middles[nearest][1] - y) / len(group)
    return group


def _without_small(
    groups: Iterable[list[int]], shared: Borders, middles: Middles, wanted: int
) -> list[list[int]]:  # fmt: skip
    """What was left over between the others goes to the neighbour with the longest common border; an island to the
    nearest."""
    found = sorted(groups, key=len, reverse=True)
    while len(found) > 1 and 2 * len(found[-1]) < wanted:
        small = found.pop()

        def nearness(group: list[int], small: list[int] = small) -> tuple[float, float]:
            metres = sum(shared[cell].get(other, 0.0) for cell in small for other in group)
            return metres, -min(dist(middles[cell], middles[other]) for cell in small for other in group)

        max(found, key=nearness).extend(small)
        found.sort(key=len, reverse=True)
    return found
