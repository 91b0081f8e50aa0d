"""The demo district as a city folder. The same seed gives the same files, byte for byte."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from random import Random
from typing import Any

import orjson
from django.conf import settings

from demo.generator import archive, checking, organisation, things
from demo.generator.mesh import Point
from demo.generator.plan import GREEN, MARKET, SCHOOL, WATER, Cell, Plan, contains, draw, outline
from demo.generator.words import AVENUES, COMMUNITIES, DIAGONAL, DISTRICT, SHORT_DISTRICT, STREETS
from grids.models import BaseMapKind, Level
from registry.folder import layers
from registry.folder.city import GBT30428, write_city
from registry.registers import by_file

CENTRE = (121.49, 31.235)  # where maps begin by default; the district itself is invented
METRES_PER_DEGREE = 111_320.0
DISTRICT_CODE = "999101"  # no district of China has a code that begins with 999
CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue.csv"
HOLIDAYS = settings.BASE_DIR / "departments" / "calendar" / "cn_holidays.csv"
TAXONOMY = {"code": "GB/T 47678.5-2026", "name": "管理部件和事项（示例目录）", "effective_from": "2025-01-01"}
DUTY_GRID_SIZE = 32  # unit grids that one inspector walks
# Limits of the stages in working hours, some of their own for a source or an urgency.
STAGES = (
    ("accept", "0.5", "", ""), ("accept", "0.25", "leader", ""), ("verify", "2", "", ""), ("verify", "1", "media", ""),
    ("file", "0.5", "", ""), ("dispatch", "0.5", "", ""), ("take", "2", "", ""), ("take", "0.5", "", "urgent"),
    ("check", "4", "", ""), ("check", "2", "", "urgent"), ("close", "2", "", ""),
)  # fmt: skip
ROADS = {
    "inspector": "auto", "iot": "auto", "uav": "auto", "leader": "auto", "inspection": "auto", "hotline": "desk",
    "public": "verify", "web": "verify", "media": "verify", "video": "verify", "petition": "desk", "ai": "desk",
    "meeting": "desk", "volunteer": "desk", "integration": "desk",
}  # fmt: skip
Feature = tuple[dict[str, Any], str]


@dataclass
class Coded:
    """A cell with its codes."""

    cell: Cell
    code: str
    community: str
    duty_grid: str
    ring: list[Point]


def make_city(*, folder: Path, seed: int, scale: float = 1.0) -> dict[str, int]:
    """Write the folder; how many of what it holds. `scale` 9 makes a city of about 100,000 unit grids."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = draw(Random(f"plan {seed}"), scale=scale)  # noqa: S311 - a drawing, not a secret
    cells = _coded(plan)
    centre = [round(value, 6) for value in CENTRE]
    city = {"name": DISTRICT, "datum": "wgs84", "time_zone": "Asia/Shanghai", "centre": centre}
    write_city(folder, city | {"grid_code": GBT30428, "complete": ["areas", "unit_grids", "rules"]})
    layers.write(folder / "areas.geojson", _areas(plan, cells))
    layers.write(folder / "unit_grids.geojson", _unit_grids(plan, cells))
    layers.write(folder / "ground.geojson", _ground(plan, cells, Random(f"houses {seed}")))  # noqa: S311
    sites = [archive.Site(each.code, each.cell.land_use, each.cell.place, each.ring) for each in cells]
    layers.write(folder / "zones.geojson", _zones(sites))
    duty_grids = sorted({cell.duty_grid for cell in cells})
    _write_tables(folder, seed, plan, cells, duty_grids)
    _write_archive(folder, Random(f"places {seed}"), sites)  # noqa: S311
    return {"unit grids": len(cells), "duty grids": len(duty_grids)}


def _write_tables(folder: Path, seed: int, plan: Plan, cells: list[Coded], duty_grids: list[str]) -> None:
    catalogue = list(_catalogue())
    working = {"code": "city", "name": "望江区工作日历", "shifts": "08:00-12:00 14:00-18:00", "default": "yes"}
    rows: dict[str, Iterable[dict[str, Any]]] = {
        "calendars.csv": [working],
        "holidays.csv": ({"calendar": working["code"]} | row for row in _read(HOLIDAYS)),
        "duty_grids.csv": map(_duty_grid, duty_grids),
        "components.csv": _components(plan, Random(f"components {seed}")),  # noqa: S311
        "departments.csv": organisation.units(),
        "people.csv": organisation.people(Random(f"people {seed}"), duty_grids),  # noqa: S311
        "groups.csv": organisation.groups(),
        "group_members.csv": organisation.group_members(),
        "stages.csv": map(_stage, STAGES),
        "sources.csv": ({"source": source, "road": road} for source, road in ROADS.items()),
        "source_claims.csv": organisation.source_claims(),
        "taxonomies.csv": [TAXONOMY],
        "catalogue.csv": catalogue,
        "rules.csv": organisation.rules(catalogue, _named_places(cells)),
    }
    files = by_file()
    for name, listed in rows.items():
        files[name].write_rows(folder, listed)


def _write_archive(folder: Path, rng: Random, sites: list[archive.Site]) -> None:
    files = by_file()
    files["place_kinds.csv"].write_rows(folder, archive.kinds())
    files["place_fields.csv"].write_rows(folder, archive.fields())
    files["places.csv"].write_rows(folder, map(_place, archive.places(rng, sites)))
    files["settings.csv"].write_rows(folder, checking.settings())
    files["schemes.csv"].write_rows(folder, checking.schemes())
    files["checklists.csv"].write_rows(folder, checking.checklists())
    files["checklist_items.csv"].write_rows(folder, checking.items())
    files["round_plans.csv"].write_rows(folder, checking.plans())


def _place(found: tuple[dict[str, Any], Point, Sequence[Point] | None]) -> dict[str, Any]:
    said, point, ring = found
    lng, lat = _degrees(point)
    boundary = _polygon([[[*ring, ring[0]]]]) if ring is not None else ""
    return said | {"lng": lng, "lat": lat, "boundary": boundary}


def _zones(sites: list[archive.Site]) -> Iterator[Feature]:
    for properties, ring in archive.zones(sites):
        yield properties, _polygon([[[*ring, ring[0]]]])


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _stage(limit: tuple[str, str, str, str]) -> dict[str, str]:
    stage, value, source, urgency = limit
    return {"stage": stage, "value": value, "unit": "work_hour", "source": source, "urgency": urgency}


def _catalogue() -> Iterator[dict[str, Any]]:
    for row in _read(CATALOGUE):
        yield row | {"taxonomy": TAXONOMY["code"], "effective_from": TAXONOMY["effective_from"]}


def _coded(plan: Plan) -> list[Coded]:
    """Codes of 15 digits: district 6, sub-district 3, community 3, and 3 from west to east and north to south."""
    members: dict[int, list[Cell]] = defaultdict(list)
    for cell in plan.cells:
        members[plan.community_of[cell.block]].append(cell)
    found: list[Coded] = []
    counts: dict[int, int] = defaultdict(int)
    for community in sorted(members):
        street = plan.street_of[members[community][0].block]
        counts[street] += 1
        code = f"{DISTRICT_CODE}{street + 1:03}{counts[street]:03}"
        found += _coded_cells(plan, members[community], code)
    return found


def _coded_cells(plan: Plan, cells: list[Cell], community: str) -> Iterator[Coded]:
    rings = {cell.face: [plan.bent(corner) for corner in plan.mesh.faces[cell.face]] for cell in cells}
    groups = -(-len(cells) // DUTY_GRID_SIZE)
    eastward = sorted(cells, key=lambda cell: rings[cell.face][0])
    strips = {cell.face: number * groups // len(cells) + 1 for number, cell in enumerate(eastward)}
    rows = {face: -round(max(y for _x, y in ring) / 110) for face, ring in rings.items()}
    southward = sorted(cells, key=lambda cell: (rows[cell.face], rings[cell.face][0]))
    for number, cell in enumerate(southward, start=1):
        duty_grid = f"ZR{community[6:]}{strips[cell.face]:02}"
        yield Coded(cell, f"{community}{number:03}", community, duty_grid, rings[cell.face])


def _duty_grid(code: str) -> dict[str, Any]:
    name = f"{_community_name(code[2:8])}第{int(code[8:])}责任网格"
    return {"code": code, "name": name, "started_on": organisation.SINCE}


def _community_name(tail: str) -> str:
    """From the six digits of sub-district and community."""
    number = (int(tail[:3]) - 1) * 5 + int(tail[3:]) - 1
    return f"{COMMUNITIES[number]}社区" if int(tail[3:]) <= 5 else f"第{int(tail)}社区"


def _degrees(point: Point) -> list[float]:
    """Metres from the middle of the district as longitude and latitude; about a centimetre fine."""
    east, north = point
    lng = CENTRE[0] + east / (METRES_PER_DEGREE * cos(radians(CENTRE[1])))
    return [round(lng, 7), round(CENTRE[1] + north / METRES_PER_DEGREE, 7)]


def _polygon(parts: Sequence[Sequence[Sequence[Point]]]) -> str:
    drawn = [[[_degrees(point) for point in ring] for ring in part] for part in parts]
    if len(drawn) == 1:
        return _geometry("Polygon", drawn[0])
    return _geometry("MultiPolygon", drawn)


def _geometry(kind: str, coordinates: Any) -> str:
    return orjson.dumps({"type": kind, "coordinates": coordinates}).decode()


def _areas(plan: Plan, cells: list[Coded]) -> Iterator[Feature]:
    faces: dict[str, list[int]] = defaultdict(list)
    for coded in cells:
        for length in (6, 9, 12):
            faces[coded.code[:length]].append(coded.cell.face)
    levels = {6: Level.DISTRICT, 9: Level.STREET, 12: Level.COMMUNITY}
    for code in sorted(faces, key=lambda code: (len(code), code)):
        parent = code[:-3] if len(code) > 6 else None
        properties = {
            "code": code, "name": _area_name(code), "level": levels[len(code)].value, "parent": parent,
            "started_on": organisation.SINCE,
        }  # fmt: skip
        yield properties, _polygon(outline(plan, faces[code]))


def _area_name(code: str) -> str:
    if len(code) == 6:
        return SHORT_DISTRICT
    return STREETS[int(code[6:9]) - 1] if len(code) == 9 else _community_name(code[6:])


def _unit_grids(plan: Plan, cells: list[Coded]) -> Iterator[Feature]:
    for coded in cells:
        x, y = coded.ring[0]
        far = max(abs(x), abs(y - 200 * plan.scale)) / plan.scale
        properties = {
            "code": coded.code, "community": coded.community, "duty_grid": coded.duty_grid,
            "land_use": coded.cell.land_use, "grade": "A" if far < 800 else "B" if far < 1_600 else "C",
            "population": things.people(coded.code, coded.cell.land_use),
            "difficulty": things.difficulty(coded.code, coded.cell.land_use),
            "started_on": organisation.SINCE,
        }  # fmt: skip
        yield properties, _polygon([[[*coded.ring, coded.ring[0]]]])


def _ground(plan: Plan, cells: list[Coded], rng: Random) -> Iterator[Feature]:
    yield from _green_and_water(plan, cells)
    for coded in cells:
        for number, house in enumerate(things.houses(rng, coded.ring, coded.cell.land_use)):
            name = coded.cell.place if coded.cell.land_use == SCHOOL and number == 0 else ""
            yield {"kind": BaseMapKind.BUILDING.value, "name": name, "rank": 3}, _polygon([[[*house, house[0]]]])
    for name, chains in sorted(plan.mesh.lines().items()):
        rank = 1 if name == DIAGONAL or name in AVENUES[:3] else 2 if name in AVENUES else 3
        for chain in chains:
            line = [_degrees(plan.bent(corner)) for corner in chain]
            yield {"kind": BaseMapKind.ROAD.value, "name": name, "rank": rank}, _geometry("LineString", line)


def _green_and_water(plan: Plan, cells: list[Coded]) -> Iterator[Feature]:
    kinds = {WATER: BaseMapKind.WATER, GREEN: BaseMapKind.GREEN, MARKET: BaseMapKind.MARKET}
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for coded in cells:
        if coded.cell.land_use in kinds:
            places[coded.cell.land_use, coded.cell.place].append(coded.cell.face)
    for (use, name), faces in sorted(places.items()):
        yield {"kind": kinds[use].value, "name": name, "rank": 1}, _polygon(outline(plan, faces))


def _components(plan: Plan, rng: Random) -> Iterator[dict[str, Any]]:
    roads = [[plan.bent(corner) for corner in chain] for chains in plan.mesh.lines().values() for chain in chains]
    counts: dict[str, int] = defaultdict(int)
    [[border]] = outline(plan, plan.mesh.faces)
    for thing in things.components(rng, roads):
        if not contains(border, thing.point):
            continue
        kind = thing.kind
        counts[kind.category] += 1
        code = f"{DISTRICT_CODE}{kind.category}{counts[kind.category]:06}"
        lng, lat = _degrees(thing.point)
        state = rng.choices(("intact", "broken", "lost"), (96, 3, 1))[0]
        yield {
            "code": code, "name": f"{kind.name}{counts[kind.category]}号", "category": kind.category, "lng": lng,
            "lat": lat, "owner": kind.owner, "state": state,
        }  # fmt: skip


def _named_places(cells: list[Coded]) -> dict[str, Any]:
    """The places for which there are rules of their own."""
    market = next(coded for coded in cells if coded.cell.land_use == MARKET)
    park = next(coded for coded in cells if coded.cell.land_use == GREEN)
    return {
        "streets": sorted({coded.code[:9] for coded in cells}),
        "market": market.community, "park": park.duty_grid, "square": market.code,
    }  # fmt: skip
