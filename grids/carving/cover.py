"""The cells of all communities as one cover: borders are the same on both sides, to the last digit."""

from collections.abc import Sequence
from dataclasses import dataclass

from grids.carving.borders import borders
from grids.carving.carve import owned_faces
from grids.carving.plane import Scale, Shape, polygons, united


@dataclass(frozen=True)
class Cell:
    """A cell, and the code of the community in which it lies."""

    community: str
    shape: Shape


def cover(cells: Sequence[Cell], scale: Scale) -> list[Cell]:
    """The cells with the corners of each also on the borders of its neighbours.

    Where communities overlap, the one whose code sorts first has the ground, as a point there is in its. Each cell is
    one polygon: what the snapping cut off goes to a neighbour of the same community.
    """
    ordered = sorted(cells, key=lambda cell: cell.community)
    pieces = _pieces(ordered)
    if len(pieces) > len(ordered):
        pieces = _given_away(pieces, ordered, scale)
    return [Cell(ordered[owner].community, shape) for owner, shape in pieces]


Piece = tuple[int, Shape]  # the number of a cell, and a polygon of it


def _pieces(cells: Sequence[Cell]) -> list[Piece]:
    faces: dict[int, list[Shape]] = {}
    for owner, face in owned_faces([cell.shape for cell in cells]):
        faces.setdefault(owner, []).append(face)
    return [(owner, part) for owner in sorted(faces) for part in polygons(united(faces[owner]))]


def _given_away(pieces: Sequence[Piece], cells: Sequence[Cell], scale: Scale) -> list[Piece]:
    """With the smaller pieces of a cell in several joined to a neighbour; one that has none stays a cell."""
    shared = borders([shape for __, shape in pieces], scale)
    largest: dict[int, int] = {}
    for number, (owner, shape) in enumerate(pieces):
        if owner not in largest or shape.area > pieces[largest[owner]][1].area:
            largest[owner] = number
    members = {number: [number] for number in range(len(pieces))}
    for number, (owner, __) in enumerate(pieces):
        near = {
            other: metres for other, metres in shared[number].items()
            if largest[pieces[other][0]] == other and cells[pieces[other][0]].community == cells[owner].community
        }  # fmt: skip
        if largest[owner] != number and near:
            members[max(near, key=lambda other: (near[other], -other))] += members.pop(number)
    return [(pieces[first][0], united([pieces[each][1] for each in found])) for first, found in members.items()]
