"""What stands in the demo district: components beside the roads, houses in the blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, hypot, sin
from random import Random

from demo.generator.mesh import Point, ring_centre
from demo.generator.plan import BUSINESS, HOUSING, INDUSTRY, MARKET, SCHOOL, contains


@dataclass(frozen=True)
class Kind:
    """A kind of component: how many, the unit that owns it, how far it stands from the middle of the road."""

    category: str
    name: str
    owner: str
    count: int
    offset: float


KINDS = (
    Kind("01001", "供水井盖", "gs", 110, 3), Kind("01002", "污水井盖", "sw", 150, 2),
    Kind("01003", "雨水井盖", "sw", 150, 4), Kind("01005", "电力井盖", "dl", 70, 5),
    Kind("01007", "通信井盖", "tx", 70, 5), Kind("01023", "不明井盖", "", 12, 3),
    Kind("01013", "消防栓", "gs", 60, 7), Kind("01037", "路灯", "sz", 300, 8),
    Kind("02010", "交通标志牌", "jj", 80, 8), Kind("02014", "交通信号灯", "jj", 50, 9),
    Kind("03005", "垃圾箱", "hw", 180, 9), Kind("03001", "公共厕所", "hw", 15, 20),
    Kind("04002", "行道树", "yl", 240, 9), Kind("04007", "街头座椅", "yl", 40, 10),
)  # fmt: skip
# Houses of a block: depth of a row, distance between rows, share of the width that is built on; metres.
ROWS = {
    HOUSING: (12.0, 30.0, 0.7),
    BUSINESS: (26.0, 44.0, 0.8),
    INDUSTRY: (34.0, 48.0, 0.85),
    SCHOOL: (16.0, 48.0, 0.6),
}
# Of a unit grid: how many people live there about, and how hard it is to keep in order.
PEOPLE = {HOUSING: 420, BUSINESS: 160, INDUSTRY: 60, SCHOOL: 30, MARKET: 40}
DIFFICULTY = {HOUSING: 3, BUSINESS: 4, INDUSTRY: 2, SCHOOL: 2, MARKET: 5}


def people(code: str, land_use: str) -> int:
    """By the code, which says the same each time: three tenths more or less than what is usual."""
    return PEOPLE.get(land_use, 0) * (70 + int(code[-3:]) * 37 % 61) // 100


def difficulty(code: str, land_use: str) -> int:
    return min(5, DIFFICULTY.get(land_use, 1) + (int(code[-3:]) % 4 == 0))


@dataclass(frozen=True)
class Thing:
    kind: Kind
    point: Point


def components(rng: Random, roads: Sequence[Sequence[Point]]) -> Iterator[Thing]:
    """Components along the roads (chains of points), more of them where there is more road."""
    pieces = [pair for road in roads for pair in pairwise(road)]
    weights = [hypot(v[0] - u[0], v[1] - u[1]) for u, v in pieces]
    for kind in KINDS:
        for (x, y), (u, v) in rng.choices(pieces, weights, k=kind.count):
            share, side = rng.random(), rng.choice((-1, 1)) * (kind.offset + rng.uniform(-1, 1))
            length = hypot(u - x, v - y)
            aside = (-(v - y) / length * side, (u - x) / length * side)
            yield Thing(kind, (x + share * (u - x) + aside[0], y + share * (v - y) + aside[1]))


def houses(rng: Random, ring: Sequence[Point], land_use: str) -> Iterator[list[Point]]:
    """Rows of houses along the longest side of a block; those that would not fit into it are left out."""
    if land_use not in ROWS or rng.random() < 0.06:
        return
    depth, distance, share = ROWS[land_use]
    angle = _longest(ring)
    along, across = zip(*(_turned(point, -angle) for point in ring), strict=True)
    middle = _turned(ring_centre(list(ring)), -angle)[0]
    half = (max(along) - min(along)) * share / 2 * rng.uniform(0.85, 1)
    row = min(across) + 14
    while row + depth < max(across) - 10:
        west, east = middle - half, middle + half
        corners = [(west, row), (east, row), (east, row + depth), (west, row + depth)]
        house = [_turned(corner, angle) for corner in corners]
        if all(contains(ring, corner) for corner in house):
            yield house
        row += distance


def _longest(ring: Sequence[Point]) -> float:
    """The direction of the longest side."""
    sides = [(v[0] - u[0], v[1] - u[1]) for u, v in pairwise([*ring, ring[0]])]
    east, north = max(sides, key=lambda side: hypot(*side))
    return atan2(north, east)


def _turned(point: Point, angle: float) -> Point:
    return point[0] * cos(angle) - point[1] * sin(angle), point[0] * sin(angle) + point[1] * cos(angle)
