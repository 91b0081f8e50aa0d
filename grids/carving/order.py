"""The order in which the cells of a community are numbered: rows from north to south, in each from west to east."""

from collections.abc import Sequence
from math import floor, sqrt

import shapely

from grids.carving.carve import TARGET
from grids.carving.cover import Cell
from grids.carving.plane import Scale

DIGITS = 3  # of the sequence number, as the standard has them


def in_order(cells: Sequence[Cell], scale: Scale, *, target: float = TARGET) -> list[tuple[str, Cell]]:
    """The cells with their codes: that of the community and a sequence number, from 001."""
    by_community: dict[str, list[Cell]] = {}
    for cell in cells:
        by_community.setdefault(cell.community, []).append(cell)
    return [
        (f"{community}{number:0{DIGITS}}", cell)
        for community in sorted(by_community)
        for number, cell in enumerate(_rows(by_community[community], scale, sqrt(target)), start=1)
    ]


def _rows(cells: Sequence[Cell], scale: Scale, height: float) -> list[Cell]:
    """Rows are as high as a cell is wide, counted from the northernmost point."""
    north = max(float(shapely.bounds(cell.shape)[3]) for cell in cells)

    def place(cell: Cell) -> tuple[int, float, float]:
        middle = shapely.centroid(cell.shape)
        return floor((north - middle.y) * scale.y / height), round(middle.x, 9), round(middle.y, 9)

    return sorted(cells, key=place)
