"""The plan of the district: a river, avenues, blocks, communities, and about 1,200 unit grids between the roads.

Laid out with straight cuts in a flat plan, then bent as a whole, so that roads and banks curve and still nothing gapes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import atan2, cos, hypot, pi, sin
from random import Random

from demo.generator.mesh import Line, Mesh, Point, ring_area
from demo.generator.words import AVENUES, DIAGONAL, LAKES, LANES, MARKETS, PARKS, RIVER, SCHOOLS

GRID_M2 = 10_000.0
OUTLINE: list[Point] = [
    (500, 0), (3_700, 0), (4_200, 600), (4_200, 2_500), (3_600, 3_100), (700, 3_100), (0, 2_600), (0, 700),
]  # fmt: skip
MIDDLE = (2_100.0, 1_550.0)
STREET_SEEDS: tuple[Point, ...] = ((600, 2_400), (2_100, 2_500), (3_600, 2_300), (1_100, 500), (3_200, 500))
HOUSING, BUSINESS, INDUSTRY = "居住用地", "商业用地", "工业用地"
WATER, GREEN, MARKET, SCHOOL = "水域", "公园绿地", "市场用地", "教育用地"
# What a block of some hectares may become, with the names waiting for it.
SPECIAL: dict[str, Sequence[str]] = {GREEN: PARKS, WATER: LAKES, MARKET: MARKETS, SCHOOL: SCHOOLS}
PER_COMMUNITY = 5


@dataclass
class Cell:
    """A unit grid to be: its face, and what the block it was cut from is."""

    face: int
    block: int
    land_use: str
    place: str = ""  # the name of the park, market … it belongs to


@dataclass
class Plan:
    mesh: Mesh
    scale: float
    rivers: set[int] = field(default_factory=set)  # blocks of water
    street_of: dict[int, int] = field(default_factory=dict)  # block → street, 0 to 4
    community_of: dict[int, int] = field(default_factory=dict)  # block → community
    cells: list[Cell] = field(default_factory=list)

    def bent(self, corner: int) -> Point:
        """A corner where it really lies, in metres from the middle of the district."""
        x, y = (value / self.scale for value in self.mesh.points[corner])
        east = 95 * sin(2 * pi * y / 2_900 + 0.6) + 32 * sin(2 * pi * (x + y) / 1_700)
        north = 120 * sin(2 * pi * x / 3_600 + 1.1) + 28 * sin(2 * pi * (x - y) / 1_500 + 2)
        return (x + east - MIDDLE[0]) * self.scale, (y + north - MIDDLE[1]) * self.scale


def draw(rng: Random, *, scale: float = 1.0) -> Plan:
    """The plan of a district; `scale` stretches it, for cities with many more grids of the same size."""
    mesh = Mesh([(x * scale, y * scale) for x, y in OUTLINE])
    plan = Plan(mesh, scale)
    banks = _cut_river(mesh, scale)
    _cut_avenues(mesh, rng, scale)
    plan.rivers = {face for face in mesh.faces if _between(mesh.centre(face), banks)}
    _share_out(plan, banks)
    _cut_blocks(plan, rng)
    return plan


def _cut_river(mesh: Mesh, scale: float) -> tuple[Line, Line]:
    south = Line((0, 1_050 * scale), (4_200, 420))
    north = Line((0, 1_050 * scale + 85), (4_200, 440))
    mesh.cut_all(south, AVENUES[11])
    mesh.cut_all(north, AVENUES[10])
    return south, north


def _between(point: Point, banks: tuple[Line, Line]) -> bool:
    return banks[0].distance(point) > 0 > banks[1].distance(point)


def _cut_avenues(mesh: Mesh, rng: Random, scale: float) -> None:
    """Avenues at uneven distances and not quite parallel, more of them where the city is larger, and a diagonal."""
    names = iter([*AVENUES[:10], *AVENUES[12:], *(f"经{n}路" for n in range(1, 999))])
    columns, rows = round(7 * scale), round(5 * scale)
    for number in range(1, columns):
        x = (4_200 * number / columns + rng.uniform(-70, 70)) * scale
        mesh.cut_all(Line((x, 1_500 * scale), (rng.uniform(-90, 90), 1_000)), next(names))
    for number in range(1, rows):
        y = (3_100 * number / rows + rng.uniform(-60, 60)) * scale
        mesh.cut_all(Line((2_100 * scale, y), (1_000, rng.uniform(-60, 120))), next(names))
    mesh.cut_all(Line((2_350 * scale, 2_050 * scale), (1_000, -760)), DIAGONAL)


def _share_out(plan: Plan, banks: tuple[Line, Line]) -> None:
    """Blocks to streets and communities. The river parts streets; its water belongs to the street south of it."""
    mesh, scale = plan.mesh, plan.scale
    north = {face for face in mesh.faces if banks[1].distance(mesh.centre(face)) > 0}
    seeds = [_nearest(mesh, (x * scale, y * scale), set(mesh.faces) - plan.rivers) for x, y in STREET_SEEDS]
    for side, numbers in ((north, (0, 1, 2)), (set(mesh.faces) - north, (3, 4))):
        plan.street_of |= _grow(mesh, side, {seeds[number]: number for number in numbers})
    count = 0
    each = max(PER_COMMUNITY, round(PER_COMMUNITY * scale * scale))
    for street in range(len(STREET_SEEDS)):
        blocks = {face for face, number in plan.street_of.items() if number == street}
        spread = _spread(mesh, blocks - plan.rivers or blocks, each)
        plan.community_of |= _grow(mesh, blocks, {face: count + n for n, face in enumerate(spread)})
        count += len(spread)


def _nearest(mesh: Mesh, point: Point, faces: Iterable[int]) -> int:
    return min(faces, key=lambda face: (hypot(*_offset(mesh.centre(face), point)), face))


def _offset(one: Point, other: Point) -> Point:
    return one[0] - other[0], one[1] - other[1]


def _spread(mesh: Mesh, faces: set[int], count: int) -> list[int]:
    """Some of the faces, as far from each other as can be."""
    centres = {face: mesh.centre(face) for face in sorted(faces)}
    chosen = [min(centres, key=lambda face: sum(centres[face]))]
    far = {face: hypot(*_offset(centre, centres[chosen[0]])) for face, centre in centres.items()}
    while len(chosen) < min(count, len(centres)):
        chosen.append(max(far, key=lambda face: (far[face], -face)))
        for face, centre in centres.items():
            far[face] = min(far[face], hypot(*_offset(centre, centres[chosen[-1]])))
    return chosen


def _grow(mesh: Mesh, faces: set[int], seeds: dict[int, int]) -> dict[int, int]:
    """Regions of connected faces around the seeds: the smallest region that can takes the next face."""
    owner = dict(seeds)
    size = {number: mesh.area(face) for face, number in seeds.items()}
    rims: dict[int, dict[int, float]] = {number: {} for number in seeds.values()}
    for face, number in seeds.items():
        _widen(mesh, face, rims[number], faces)
    while open_rims := [number for number in rims if _prune(rims[number], owner)]:
        number = min(open_rims, key=lambda n: (size[n], n))
        face = max(rims[number], key=lambda f: (rims[number][f], -f))
        owner[face] = number
        size[number] += mesh.area(face)
        _widen(mesh, face, rims[number], faces)
    return owner


def _widen(mesh: Mesh, face: int, rim: dict[int, float], faces: set[int]) -> None:
    for other, length in mesh.neighbours(face):
        if other in faces:
            rim[other] = rim.get(other, 0) + length


def _prune(rim: dict[int, float], owner: dict[int, int]) -> bool:
    for face in [face for face in rim if face in owner]:
        del rim[face]
    return bool(rim)


def _cut_blocks(plan: Plan, rng: Random) -> None:
    waiting = [use for use, names in SPECIAL.items() for _name in names]
    names = {use: list(known) for use, known in SPECIAL.items()}
    lanes = iter(LANES * (1 + round(plan.scale * plan.scale)))
    rng.shuffle(waiting)
    blocks = sorted(plan.mesh.faces)
    rng.shuffle(blocks)
    for block in blocks:
        if block in plan.rivers:
            plan.cells += [Cell(face, block, WATER, RIVER) for face in _halve(plan.mesh, block, 2 * GRID_M2, rng)]
            continue
        for part in _halve(plan.mesh, block, 5 * GRID_M2, rng, tags=lanes):
            use, place = _use(plan, part, rng), ""
            if waiting and rng.random() < 0.11 and plan.mesh.area(part) > 2 * GRID_M2:
                use = waiting.pop()
                place = names[use].pop(0)
            faces = _halve(plan.mesh, part, GRID_M2 * (2 if place else 1), rng)
            plan.cells += [Cell(face, block, use, place) for face in faces]


def _use(plan: Plan, face: int, rng: Random) -> str:
    """Business in the middle, industry in the east, homes elsewhere."""
    x, y = (value / plan.scale for value in plan.mesh.centre(face))
    if hypot(x - 2_100, y - 1_900) < 750 and rng.random() < 0.6:
        return BUSINESS
    return INDUSTRY if x > 3_300 and rng.random() < 0.5 else HOUSING


def _halve(mesh: Mesh, face: int, target: float, rng: Random, tags: Iterable[str] = ()) -> list[int]:
    """Cut a face across its longer side, again and again, until the parts are near the target."""
    if mesh.area(face) < 1.45 * target:
        return [face]
    line = _across(mesh.ring(face), rng)
    parts = mesh.cut(face, line, next(iter(tags), "") if tags else "")
    if parts is None:
        return [face]
    return [cell for part in parts for cell in _halve(mesh, part, target, rng, tags)]


def _across(ring: list[Point], rng: Random) -> Line:
    """A line across the longer extent, near its middle and at nearly a right angle."""
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    (x, y), (u, v) = max(pairs, key=lambda pair: hypot(*_offset(pair[1], pair[0])))
    angle = atan2(v - y, u - x)
    along = [px * cos(angle) + py * sin(angle) for px, py in ring]
    across = [py * cos(angle) - px * sin(angle) for px, py in ring]
    long, wide = max(along) - min(along), max(across) - min(across)
    share = rng.uniform(0.44, 0.56)
    middle_along = min(along) + long * (share if long >= wide else 0.5)
    middle_across = min(across) + wide * (0.5 if long >= wide else share)
    through = (
        middle_along * cos(angle) - middle_across * sin(angle),
        middle_along * sin(angle) + middle_across * cos(angle),
    )
    turn = angle + rng.uniform(-0.05, 0.05) + (pi / 2 if long >= wide else 0)
    return Line(through, (cos(turn), sin(turn)))


def outline(plan: Plan, faces: Iterable[int]) -> list[list[list[Point]]]:
    """The polygons (outer ring, then holes) of some faces together, bent, each ring closed."""
    rings = [[plan.bent(corner) for corner in ring] for ring in plan.mesh.outline(faces)]
    outer = [[ring] for ring in rings if ring_area(ring) > 0]
    for hole in (ring for ring in rings if ring_area(ring) < 0):
        min((part for part in outer if contains(part[0], hole[0])), key=lambda part: ring_area(part[0])).append(hole)
    return [[[*ring, ring[0]] for ring in part] for part in outer]


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point lies inside a ring (even-odd rule)."""
    inside = False
    for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y > point[1]) != (v > point[1]) and point[0] < x + (point[1] - y) / (v - y) * (u - x):
            inside = not inside
    return inside
