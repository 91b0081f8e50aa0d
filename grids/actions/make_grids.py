"""Unit grids and duty grids for a city's folder, made of its areas and its ground. The city itself stays as it is.

No web process loads this module: it brings a geometry library with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import shapely
from django.utils.translation import gettext as _

from common.csv_reader import Problems
from grids import carving
from grids.carving.cover import Cell
from grids.carving.plane import as_geojson
from grids.models import Level
from grids.registers import AREAS, BASE_MAP, DUTY_GRIDS, UNIT_GRIDS
from registry.folder import layers
from registry.folder.city import read_city
from registry.registers.folder import parts

MOST_CODES = 999  # cells of a community whose codes end with three digits


@dataclass(frozen=True)
class MadeGrids:
    """What was made: the areas of the cells in m², and what a person should know."""

    communities: int
    areas: Sequence[float]
    duty_grids: int
    target: float
    warnings: Sequence[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        return median(self.areas)

    @property
    def near(self) -> float:
        """The share of cells within a third of the area that was asked for."""
        return sum(abs(area - self.target) <= self.target / 3 for area in self.areas) / len(self.areas)


@dataclass(frozen=True)
class Community:
    code: str
    name: str
    shape: Any


def make_grids(*, folder: Path, target: float, walk: int, again: bool, problems: Problems) -> MadeGrids | None:
    """Write `unit_grids.geojson` and `duty_grids.csv` of a folder; None with `problems` where that can't be done.

    `target` is the area of a cell in m², `walk` the number of cells of a duty grid. What the folder has already is
    written over only `again`: somebody may have edited it.
    """
    for file in (UNIT_GRIDS.file, DUTY_GRIDS.file):
        if (folder / file).exists() and not again:
            problems.add(file, 0, "", _("This file is there already; --again writes over it."))
    city, warnings = read_city(folder, problems, parts=[part.stem for part in parts()]), Problems()
    if problems:
        return None
    areas: Any = AREAS.read_file(folder, city, problems, warnings) or ()
    ground: Any = BASE_MAP.read_file(folder, city, problems, warnings) or ()
    communities = _communities(areas, problems)
    return None if problems else _made(folder, communities, ground, target, walk)


def _communities(areas: Sequence[Any], problems: Problems) -> list[Community]:
    found = []
    for area in areas:
        if area["level"] != Level.COMMUNITY or area["ended_on"]:
            continue
        shape = shapely.from_geojson(area.geometry)
        if not shape.is_valid:
            reason = {"code": area["code"], "reason": shapely.is_valid_reason(shape)}
            sentence = _("The shape %(code)s is not valid (%(reason)s). adopt_areas repairs such shapes.")
            problems.add(AREAS.file, area.line, "geometry", sentence % reason)
        found.append(Community(area["code"], area["name"], shape))
    if not found and not problems:
        problems.add(AREAS.file, 0, "level", _("There is no community here: unit grids are carved inside communities."))
    return found


def _made(
    folder: Path, communities: Sequence[Community], ground: Sequence[Any], target: float, walk: int
) -> MadeGrids:  # fmt: skip
    scale = carving.Scale.at(_middle_latitude(communities))
    features = ((each["kind"], each["rank"], shapely.from_geojson(each.geometry)) for each in ground)
    drawn = carving.Ground.of(features, scale, target)
    cells = [
        Cell(each.code, shape)
        for each in communities for shape in carving.carve(each.shape, drawn, scale, target=target)
    ]  # fmt: skip
    coded = carving.in_order(carving.cover(cells, scale), scale, target=target)
    duties = carving.duty_grids([cell for __, cell in coded], scale, size=walk)
    codes = _duty_codes([cell for __, cell in coded], duties)
    layers.write(folder / UNIT_GRIDS.file, _features(coded, duties, codes))
    DUTY_GRIDS.write_rows(folder, _duty_rows(codes, communities))
    areas = [scale.area(cell.shape) for __, cell in coded]
    return MadeGrids(len(communities), areas, len(codes), target, [*_warnings(communities, coded, ground)])


def _middle_latitude(communities: Sequence[Community]) -> float:
    boxes = [shapely.bounds(each.shape) for each in communities]
    return float(min(box[1] for box in boxes) + max(box[3] for box in boxes)) / 2


def _duty_codes(cells: Sequence[Cell], duties: Sequence[int]) -> dict[int, tuple[str, int]]:
    """For each duty grid its community and its number in that: there is no national rule for the code."""
    codes: dict[int, tuple[str, int]] = {}
    numbers: dict[str, int] = {}
    for cell, duty in zip(cells, duties, strict=True):
        if duty not in codes:
            numbers[cell.community] = numbers.get(cell.community, 0) + 1
            codes[duty] = cell.community, numbers[cell.community]
    return codes


def _duty_code(community: str, number: int) -> str:
    return f"{community}R{number:02}"


def _features(
    coded: Sequence[tuple[str, Cell]], duties: Sequence[int], codes: Mapping[int, tuple[str, int]]
) -> Iterator[tuple[Mapping[str, Any], str]]:
    for (code, cell), duty in zip(coded, duties, strict=True):
        said = {"code": code, "community": cell.community, "duty_grid": _duty_code(*codes[duty])}
        yield said, as_geojson(cell.shape)


def _duty_rows(
    codes: Mapping[int, tuple[str, int]], communities: Sequence[Community]
) -> Iterator[Mapping[str, str]]:  # fmt: skip
    names = {each.code: each.name for each in communities}
    for community, number in sorted(codes.values()):
        yield {"code": _duty_code(community, number), "name": f"{names[community]} {number}"[:100]}


def _warnings(
    communities: Sequence[Community], coded: Sequence[tuple[str, Cell]], ground: Sequence[Any]
) -> Iterator[str]:  # fmt: skip
    if not ground:
        yield _("The folder has no %(file)s: the cells follow no roads.") % {"file": BASE_MAP.file}
    counts: dict[str, int] = {}
    for __, cell in coded:
        counts[cell.community] = counts.get(cell.community, 0) + 1
    for each in communities:
        if counts.get(each.code, 0) > MOST_CODES:
            facts = {"code": each.code, "count": counts[each.code]}
            yield _("Community %(code)s has %(count)s unit grids; codes of the standard end at 999.") % facts
        if not counts.get(each.code):
            yield _("Community %(code)s got no unit grid: another community lies over it.") % {"code": each.code}
