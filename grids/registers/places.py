"""Areas, duty grids and unit grids as a city keeps them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from common.csv_reader import Problems
from grids.models import HARDEST, MOST_PEOPLE, Area, DutyGrid, Grade, Level, UnitGrid
from grids.queries import topology
from grids.registers import loading
from grids.registers.dated import SPAN, Dated, check_beginnings, check_days
from grids.registers.drawn import SHOWN, Drawn, shapes_are_valid, without_outlines
from registry import cells
from registry.cells import Text
from registry.folder.city import CITY, GBT30428
from registry.folder.layers import Shape
from registry.registers import ChangeRequest, Codes, Field, FolderRead, LayerFile, Trouble
from registry.registers.shown import Shown

READERS, LIST, FORM = Shown.readers, "grids/list.html", "grids/place.html"
SLIVER = 5.0  # metres: areas that overlap by less have one border that two people drew, and that stops no load
ABOVE = {Level.DISTRICT: "", Level.STREET: Level.DISTRICT, Level.COMMUNITY: Level.STREET}


@dataclass(frozen=True)
class AreaData:
    name: str
    level: str
    parent: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    outline: str = ""


class Areas(Drawn[Area, AreaData]):
    kind, title, plural = "area", gettext_lazy("Area"), gettext_lazy("Areas")
    page, order, icon = "areas", 52, "map-2"
    list_template, form_template = LIST, FORM
    about = gettext_lazy("A border that changes on a day to come leaves the cases before that day in their area.")
    model, data_class = Area, AreaData
    fields = (
        Field("name", gettext_lazy("Name"), cells.words(100), required=True),
        Field("level", gettext_lazy("Level"), cells.one(Level), required=True),
        Field("parent", gettext_lazy("Lies in"), cells.key(32), refers="area", empty=gettext_lazy("None")),
        *SPAN,
    )
    file = "areas.geojson"
    types = ("Polygon", "MultiPolygon")
    related = ("parent",)

    def rows(self) -> QuerySet[Area]:
        return without_outlines(super().rows(), "parent")

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        yield from super().problems(requests)
        levels = dict(Area.objects.values_list("code", "level")) | {each.key: each.data.level for each in requests}
        for each in requests:
            above = levels.get(each.data.parent)
            if above and above != ABOVE[Level(each.data.level)]:
                message = _("The parent of a %(level)s can't be a %(parent)s.")
                yield Trouble(each, "parent", message % {"level": each.data.level, "parent": above})

    def check_folder(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        """Opens the stage for this file and for those of all places behind it."""
        areas: Sequence[Shape] = folder.lines(self.file)
        super().check_folder(folder, problems, warnings)
        check_days(self, areas, problems)
        check_beginnings(self, "parent", self, folder, problems)
        loading.open_stage()
        loading.stage(topology.AREAS, areas)
        if not shapes_are_valid(self, problems, advice=_("`manage.py adopt_areas` writes a file that is repaired.")):
            return
        topology.prepare_areas(only_staged=folder.is_complete(self.file))
        found = topology.overlapping_areas(tolerance_m2=folder.city.tolerance_m2, limit=SHOWN)
        _tell_overlaps(self, [each for each in found if each[-1] >= SLIVER], _told_by(folder, problems, warnings))
        _tell_overlaps(self, [each for each in found if each[-1] < SLIVER], warnings)
        centre = folder.city.centre
        if centre and topology.is_outside(*folder.city.reference.to_wgs84(*centre)):
            problems.add(CITY, 0, "centre", _("This point lies outside the city's areas."))

    def to_come(self, folder: FolderRead, *, today: date) -> list[ChangeRequest]:
        return _larger_first(super().to_come(folder, today=today))

    def requests(
        self, records: Sequence[Any], *, complete: bool, today: date, problems: Problems, by: User | None
    ) -> list[ChangeRequest]:
        asked = super().requests(records, complete=complete, today=today, problems=problems, by=by)
        return _larger_first(asked)

    def load(self, folder: FolderRead, *, today: date, batch: UUID) -> None:
        loading.load_areas(today=today, complete=folder.is_complete(self.file), batch=batch)


def _larger_first(requests: Sequence[ChangeRequest]) -> list[ChangeRequest]:
    """For the smaller areas lie in the larger ones."""
    order = list(ABOVE)
    return sorted(requests, key=lambda each: order.index(Level(each.data.level)))


@dataclass(frozen=True)
class DutyGridData:
    name: str
    started_on: date | None = None
    ended_on: date | None = None


class DutyGrids(Dated[DutyGrid, DutyGridData]):
    """Who walks them is kept with the people."""

    kind, title, plural = "duty_grid", gettext_lazy("Duty grid"), gettext_lazy("Duty grids")
    page, order, icon = "duty-grids", 56, "walk"
    about = gettext_lazy("Inspectors get their grids on their own pages, under People. Here is what each grid brings.")
    readers = READERS | {Role.SHIFT_LEADER}  # who balances the work of a shift
    list_template, form_template = LIST, "grids/duty_grid.html"
    model, data_class = DutyGrid, DutyGridData
    fields = (Field("name", gettext_lazy("Name"), cells.words(100), required=True), *SPAN)
    file = "duty_grids.csv"


@dataclass(frozen=True)
class UnitGridData:
    community: str
    duty_grid: str = ""
    land_use: str = ""
    grade: str = Grade.B.value
    population: int | None = None
    difficulty: int | None = None
    started_on: date | None = None
    ended_on: date | None = None
    outline: str = ""


class UnitGrids(Drawn[UnitGrid, UnitGridData]):
    kind, title, plural = "unit_grid", gettext_lazy("Unit grid"), gettext_lazy("Unit grids")
    page, order, icon = "unit-grids", 54, "grid-dots"
    list_template, form_template = LIST, FORM
    shaded = ("population", "difficulty")
    model, data_class = UnitGrid, UnitGridData
    measured = True
    fields = (
        Field("community", gettext_lazy("Community"), cells.key(32), refers="area", required=True),
        Field("duty_grid", gettext_lazy("Duty grid"), cells.key(32), refers="duty_grid", empty=gettext_lazy("None")),
        Field("land_use", gettext_lazy("Land use"), cells.words(40)),
        Field("grade", gettext_lazy("Management grade"), cells.one(Grade, default=Grade.B)),
        Field(
            "population",
            gettext_lazy("Population"),
            cells.whole(0, MOST_PEOPLE),
            help=gettext_lazy("Who lives there, by the last count."),
        ),
        Field(
            "difficulty",
            gettext_lazy("Difficulty"),
            cells.whole(1, HARDEST),
            help=gettext_lazy("How hard it is to keep in order, from 1 (easy) to 5 (hard)."),
        ),
        *SPAN,
    )
    file = "unit_grids.geojson"
    types = ("Polygon",)
    related = ("community", "duty_grid")

    @property
    def staged_before(self) -> tuple[Drawn[Any, Any], ...]:
        return (AREAS,)

    def rows(self) -> QuerySet[UnitGrid]:
        return without_outlines(super().rows(), "community")

    def options(self, field: Field, row: UnitGrid | None) -> list[tuple[str, Text]]:
        """A unit grid lies in a community."""
        if field.name != "community":
            return super().options(field, row)
        return [(each.code, each.name) for each in AREAS.open_rows().filter(level=Level.COMMUNITY)]

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        yield from super().problems(requests)
        communities = _communities()
        for each in requests:
            if each.data.community not in communities:
                message = _("Unknown code “%(code)s”.") % {"code": each.data.community}
                yield Trouble(each, "community", message)

    def check_file(self, records: Sequence[Any], codes: Codes, problems: Problems) -> None:
        """Without a request for each of a hundred thousand grids."""
        self.check_codes(records, codes, problems)
        check_days(self, records, problems)

    def check_folder(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        grids: Sequence[Shape] = folder.lines(self.file)
        if not folder.has(self.file):
            return
        super().check_folder(folder, problems, warnings)
        check_beginnings(self, "community", AREAS, folder, problems)
        check_beginnings(self, "duty_grid", DUTY_GRIDS, folder, problems)
        self._check_communities(folder, problems)
        if folder.city.grid_code == GBT30428:
            for each in grids:
                self._check_code(each, warnings)
        loading.stage(topology.UNIT_GRIDS, grids)
        if shapes_are_valid(self, problems) and topology.areas_are_prepared():
            topology.prepare_grids(only_staged=folder.is_complete(self.file))
            self._check_topology(folder, problems, warnings)

    def _check_communities(self, folder: FolderRead, problems: Problems) -> None:
        """Where the code is an area's, that area is a community, here or in areas.geojson."""
        others = folder.codes["area"] - _communities()
        others -= {each["code"] for each in folder.lines(AREAS.file) if each["level"] == Level.COMMUNITY}
        for each in folder.lines(self.file):
            if each["community"] in others:
                message = _("Unknown code “%(code)s”.") % {"code": each["community"]}
                problems.add(self.file, each.line, "community", message)

    def _check_code(self, row: Shape, warnings: Problems) -> None:
        code, community = row["code"], row["community"]
        if len(code) != 15:
            message = _("“%(code)s” has %(length)s characters; a code as in GB/T 30428 has 15.")
            warnings.add(self.file, row.line, "code", message % {"code": code, "length": len(code)})
        elif not code.startswith(community):
            message = _("“%(code)s” does not begin with the code of its community %(community)s.")
            warnings.add(self.file, row.line, "code", message % {"code": code, "community": community})

    def _check_topology(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        tolerance, found = folder.city.tolerance_m2, _told_by(folder, problems, warnings)
        _tell_overlaps(self, topology.overlaps(tolerance_m2=tolerance, limit=SHOWN), found)
        for community, codes, line, area in topology.gaps(tolerance_m2=tolerance, limit=SHOWN):
            message = _("A gap of %(area).1f m² in community %(community)s, between %(codes)s.")
            facts = {"area": area, "community": community, "codes": _(" and ").join(codes) or "–"}
            found.add(self.file, line, "geometry", message % facts)
        for line, code, community in topology.misplaced(limit=SHOWN):
            message = _("%(code)s does not lie in its community %(community)s.")
            found.add(self.file, line, "community", message % {"code": code, "community": community})

    def load(self, folder: FolderRead, *, today: date, batch: UUID) -> None:
        loading.load_unit_grids(today=today, complete=folder.is_complete(self.file), batch=batch)


def _told_by(folder: FolderRead, problems: Problems, warnings: Problems) -> Problems:
    """Where gaps and overlaps go, as city.toml says."""
    return warnings if folder.city.topology == "warn" else problems


def _tell_overlaps(part: LayerFile, overlaps: Iterable[topology.Overlap], found: Problems) -> None:
    for one, other, line, area, __ in overlaps:
        message = _("%(one)s and %(other)s overlap by %(area).1f m².")
        found.add(part.file, line, "geometry", message % {"one": one, "other": other, "area": area})


def _communities() -> set[str]:
    return set(Area.objects.filter(level=Level.COMMUNITY).values_list("code", flat=True))


AREAS, DUTY_GRIDS, UNIT_GRIDS = Areas(), DutyGrids(), UnitGrids()
