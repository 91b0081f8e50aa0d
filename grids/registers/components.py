"""Components 部件 as a city keeps them: codes of their category and owner, a point, a state."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.csv_reader import Problems
from common.datum import wrong_half
from common.reference import Reference
from grids.models import Component, ComponentState
from grids.queries import topology
from grids.registers import loading
from grids.registers.dated import CODE
from registry import cells
from registry.cells import Cell
from registry.folder_schema import Record
from registry.registers import (
    ChangeRequest,
    Codes,
    Field,
    FolderRead,
    TableRegister,
    Trouble,
    WrittenInSets,
    target,
    unknown,
)


@dataclass(frozen=True)
class ComponentData:
    """`lng` and `lat` are in WGS 84; the two codes are of a subclass, without its kind, and of a unit."""

    name: str
    category_code: str
    lng: float
    lat: float
    owner_code: str = ""
    state: str = ComponentState.INTACT.value


class Components(WrittenInSets, TableRegister[Component, ComponentData]):
    kind, title = "component", pgettext_lazy("in the street", "Component")
    plural = pgettext_lazy("in the street", "Components")
    page, order, icon = "components", 58, "parking-meter"
    list_template, form_template = "grids/list.html", "grids/place.html"
    sketch_template = "grids/sketch.html"
    point = ("lng", "lat")
    model, data_class, key = Component, ComponentData, CODE
    fields = (
        Field("name", gettext_lazy("Name"), cells.words(100), required=True),
        Field("category_code", gettext_lazy("Category"), cells.key(10), required=True, column="category"),
        Field("lng", gettext_lazy("Longitude"), Cell(cells.number), required=True),
        Field("lat", gettext_lazy("Latitude"), Cell(cells.number), required=True),
        Field("owner_code", gettext_lazy("Owner"), cells.key(40), column="owner"),
        Field("state", gettext_lazy("State"), cells.one(ComponentState, default=ComponentState.INTACT)),
    )
    file = "components.csv"
    columns = ("name", "category_code", "owner_code", "state", "point")

    @property
    def names_kinds(self) -> frozenset[str]:
        return frozenset({"subclass", "unit", "area"})

    def keys(self) -> set[str]:
        return set(Component.objects.values_list("code", flat=True))

    def snapshot(self, row: Component) -> ComponentData:
        return ComponentData(row.name, row.category_code, row.point.x, row.point.y, row.owner_code, row.state)

    def fill(self, row: Component, data: ComponentData, references: Any) -> None:
        row.name, row.category_code, row.owner_code = data.name, data.category_code, data.owner_code
        row.state, row.point = data.state, Point(data.lng, data.lat, srid=4326)

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        known = {"category_code": _categories(target("subclass").keys()), "owner_code": target("unit").keys() | {""}}
        for each in requests:
            for field, codes in known.items():
                if (code := getattr(each.data, field)) not in codes:
                    yield Trouble(each, field, _("Unknown code “%(code)s”.") % {"code": code})
        for number, column, sentence in _misplaced([(each.data.lng, each.data.lat) for each in requests]):
            yield Trouble(requests[number], column, sentence)

    def check_file(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        categories = _categories(codes["subclass"])
        for row in records:
            for column, known in (("category", categories), ("owner", codes["unit"])):
                if row[column] and row[column] not in known:
                    problems.add(self.file, row.line, column, unknown(row[column], known))

    def check_upload(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        super().check_upload(folder, problems, warnings)
        rows: Sequence[Record] = folder.lines(self.file)
        for number, column, sentence in _misplaced([(row["lng"], row["lat"]) for row in rows]):
            problems.add(self.file, rows[number].line, column, sentence)

    def absent(self, row: Component) -> ComponentData:
        """What a complete file does not list was removed from the street."""
        return replace(self.snapshot(row), state=ComponentState.REMOVED.value)

    def check_folder(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        super().check_folder(folder, problems, warnings)
        rows, points = [], []
        for row in folder.lines(self.file):
            try:
                points.append(folder.city.reference.to_wgs84(row["lng"], row["lat"]))
            except ValueError as error:
                column = folder.city.reference.wrong_half(row["lng"], row["lat"])
                problems.add(self.file, row.line, column, str(error))
            else:
                rows.append(row)
        loading.stage_points(rows, points)
        if topology.areas_are_prepared():
            for line in topology.outside(topology.COMPONENTS):
                problems.add(self.file, line, "lng", _("This point lies outside the city's areas."))

    def load(self, folder: FolderRead, *, batch: UUID, today: date) -> None:
        loading.load_components(today=today, complete=folder.is_complete(self.file), batch=batch)


def _misplaced(points: Sequence[tuple[float, float]]) -> Iterator[tuple[int, str, str]]:
    """The numbers of points in WGS 84 that are none, or lie in no area of the city, each with the field and why."""
    good: dict[int, tuple[float, float]] = {}
    for number, point in enumerate(points):
        try:
            good[number] = Reference().to_wgs84(*point)
        except ValueError as error:
            yield number, wrong_half(*point), str(error)
    for number in topology.outside_the_areas(good):
        yield number, "lng", _("This point lies outside the city's areas.")


def _categories(keys: Collection[str]) -> set[str]:
    """`06010` of `GB|event:06010`."""
    return {key.rpartition(":")[2] for key in keys}


COMPONENTS = Components()
