"""Codes that name other things: does each name something, and do parents make a tree?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cities import shapes, tables
from cities.folder import GBT30428, Folder
from cities.shapes import Shape
from common.csv_reader import Problems
from grids.models import Level
from registry.folder_schema import Record

ABOVE = {Level.DISTRICT: "", Level.STREET: Level.DISTRICT, Level.COMMUNITY: Level.STREET}


@dataclass
class Codes:
    """Everything that may be named once the folder is loaded: what stands already and what the folder brings."""

    calendars: set[str] = field(default_factory=set)
    departments: dict[str, str] = field(default_factory=dict)
    areas: dict[str, tuple[str, str]] = field(default_factory=dict)
    duty_grids: set[str] = field(default_factory=set)
    unit_grids: set[str] = field(default_factory=set)
    taxonomies: set[str] = field(default_factory=set)
    majors: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)
    conditions: set[str] = field(default_factory=set)

    def add(self, folder: Folder) -> None:
        self.calendars |= {row["code"] for row in folder.rows(tables.CALENDARS)}
        self.departments |= {row["code"]: row["parent"] for row in folder.rows(tables.DEPARTMENTS)}
        self.areas |= {row["code"]: (row["level"], row["parent"]) for row in folder.features(shapes.AREAS)}
        self.duty_grids |= {row["code"] for row in folder.rows(tables.DUTY_GRIDS)}
        self.unit_grids |= {row["code"] for row in folder.features(shapes.UNIT_GRIDS)}
        self.taxonomies |= {row["code"] for row in folder.rows(tables.TAXONOMIES)}
        for row in folder.rows(tables.CATALOGUE):
            self.majors.add(f"{row['matter_kind']}:{row['major_code']}")
            self.categories.add(f"{row['matter_kind']}:{row['code']}")
            self.conditions.add(f"{row['matter_kind']}:{row['code']}/{row['condition_no']}")


def check(folder: Folder, codes: Codes, problems: Problems, warnings: Problems) -> None:
    _check_areas(folder, codes, problems)
    _check_grids(folder, codes, problems, warnings)
    _check_components(folder, codes, problems)


def _expect(problems: Problems, file: str, rows: Iterable[Record | Shape], column: str, known: Collection[str]) -> None:
    for row in rows:
        if (code := row[column]) and code not in known:
            problems.add(file, row.line, column, _("Unknown code “%(code)s”.") % {"code": code})


def _check_areas(folder: Folder, codes: Codes, problems: Problems) -> None:
    layer = shapes.AREAS
    _expect(problems, layer.file, folder.features(layer), "parent", codes.areas)
    for row in folder.features(layer):
        above, parent = ABOVE[Level(row["level"])], codes.areas.get(row["parent"])
        if row["parent"] and parent and parent[0] != above:
            message = _("The parent of a %(level)s can't be a %(parent)s.")
            problems.add(layer.file, row.line, "parent", message % {"level": row["level"], "parent": parent[0]})
    for row in folder.features(layer):
        _check_dates(layer.file, row, "started_on", problems)


def _check_dates(file: str, row: Record | Shape, start: str, problems: Problems) -> None:
    if row[start] and row["ended_on"] and row["ended_on"] <= row[start]:
        problems.add(file, row.line, "ended_on", _("It must end after it starts."))


def _check_grids(folder: Folder, codes: Codes, problems: Problems, warnings: Problems) -> None:
    layer = shapes.UNIT_GRIDS
    communities = {code for code, (level, __) in codes.areas.items() if level == Level.COMMUNITY}
    _expect(problems, layer.file, folder.features(layer), "community", communities)
    _expect(problems, layer.file, folder.features(layer), "duty_grid", codes.duty_grids)
    for row in [*folder.features(layer)]:
        _check_dates(layer.file, row, "started_on", problems)
        if folder.city.grid_code == GBT30428:
            _check_grid_code(row, warnings)
    for record in folder.rows(tables.DUTY_GRIDS):
        _check_dates(tables.DUTY_GRIDS.file, record, "started_on", problems)


def _check_grid_code(row: Shape, warnings: Problems) -> None:
    code, community = row["code"], row["community"]
    if len(code) != 15:
        message = _("“%(code)s” has %(length)s characters; a code as in GB/T 30428 has 15.")
        warnings.add(shapes.UNIT_GRIDS.file, row.line, "code", message % {"code": code, "length": len(code)})
    elif not code.startswith(community):
        message = _("“%(code)s” does not begin with the code of its community %(community)s.")
        warnings.add(shapes.UNIT_GRIDS.file, row.line, "code", message % {"code": code, "community": community})


def _check_components(folder: Folder, codes: Codes, problems: Problems) -> None:
    table = tables.COMPONENTS
    known = {key.partition(":")[2] for key in codes.categories}
    _expect(problems, table.file, folder.rows(table), "category", known)
    _expect(problems, table.file, folder.rows(table), "owner", codes.departments)
