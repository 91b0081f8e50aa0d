"""In which order the places of a round are walked: always to the nearest one next, then untangled (2-opt); very many by
strips. Pure.

The way has no fixed beginning and does not come back. It is short enough to walk by and not the shortest there is.
"""

from collections.abc import Sequence
from math import ceil, cos, hypot, radians, sqrt

Spot = tuple[float, float]  # longitude, latitude in WGS 84
METRES = 111_320.0  # of a degree of latitude
STARTS = 8  # places from which a way is tried
MOST_NEAREST = 1_000  # places; of more, looking for the nearest one each time would take minutes
MOST_SWAPS = 400_000  # pairs of legs that are compared: a round of a thousand places takes a second and not a minute


def tour(spots: Sequence[Spot]) -> list[int]:
    """The numbers of the spots in the order in which they are walked; the same for the same spots."""
    if len(spots) < 3:
        return list(range(len(spots)))
    points = _flat(spots)
    if len(points) > MOST_NEAREST:
        return _strips(points)
    starts = sorted(range(len(points)), key=lambda at: (points[at], at))
    ways = (_nearest(points, start) for start in starts[:: max(1, len(starts) // STARTS)][:STARTS])
    return _untangled(points, min(ways, key=lambda way: _length(points, way)))


def metres(spots: Sequence[Spot]) -> float:
    """How long the way is that visits the spots as they come, as the crow flies."""
    return _length(_flat(spots), range(len(spots))) if spots else 0.0


def _flat(spots: Sequence[Spot]) -> list[Spot]:
    """In metres east and north; within a city the earth is flat enough."""
    shrink = cos(radians(sum(lat for __, lat in spots) / len(spots)))
    return [(lng * METRES * shrink, lat * METRES) for lng, lat in spots]


def _leg(one: Spot, other: Spot) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _length(points: Sequence[Spot], way: Sequence[int]) -> float:
    return sum(_leg(points[way[at]], points[way[at + 1]]) for at in range(len(way) - 1))


def _nearest(points: Sequence[Spot], start: int) -> list[int]:
    way, left = [start], set(range(len(points))) - {start}
    while left:
        here = points[way[-1]]
        following = min(left, key=lambda at: (_leg(here, points[at]), at))
        way.append(following)
        left.remove(following)
    return way


def _strips(points: Sequence[Spot]) -> list[int]:
    """Up one strip of the city and down the next one."""
    west, east = min(x for x, __ in points), max(x for x, __ in points)
    width = (east - west) / ceil(sqrt(len(points) / 2)) or 1.0

    def turn(at: int) -> tuple[int, float, int]:
        strip = int((points[at][0] - west) / width)
        return strip, -points[at][1] if strip % 2 else points[at][1], at

    return sorted(range(len(points)), key=turn)


def _untangled(points: Sequence[Spot], way: list[int]) -> list[int]:
    """Turn round each part of the way whose turning makes it shorter, until none does or the bound is reached."""
    compared, better = 0, True
    while better and compared < MOST_SWAPS:
        better = False
        for first in range(len(way) - 1):
            compared += len(way) - first - 1
            if turned := _turned(points, way, first):
                way[first : turned + 1] = way[first : turned + 1][::-1]
                better = True
    return way


def _turned(points: Sequence[Spot], way: Sequence[int], first: int) -> int:
    """Up to where the part from `first` on is to be turned round, for the most that can be saved; 0 for nowhere."""
    before = points[way[first - 1]] if first else None
    start, best, found = points[way[first]], 1e-6, 0
    for last in range(first + 1, len(way)):
        end = points[way[last]]
        after = points[way[last + 1]] if last + 1 < len(way) else None
        saved = _leg(before, start) - _leg(before, end) if before else 0.0
        saved += _leg(end, after) - _leg(start, after) if after else 0.0
        if saved > best:
            best, found = saved, last
    return found
