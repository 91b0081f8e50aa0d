"""Zones as a city keeps them: drawn, so their file is GeoJSON; some say of which classes and at which hours."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.csv_reader import Problems
from common.periods import Frequency, Period
from places.choices import SPEAKING, ZoneKind
from places.models import Zone
from places.registers import shapes
from places.registers.shapes import BOUNDARY
from places.registers.span import SPAN, Lasting
from registry import cells
from registry.cells import Cell
from registry.registers import ChangeRequest, Field, FolderRead, Key, LayerFile, References, Trouble, target, wrong

_BAND = Frequency.TIME_BAND.value


def _hours(cell: str) -> str:
    """`07:20-08:20 16:30-17:30`, maybe with days of the week; empty is always."""
    said = cells.text(100)(cell)
    return Period.parse(f"{_BAND} {said}").text.removeprefix(_BAND).strip() if said else ""


@dataclass(frozen=True)
class ZoneData:
    """`boundary` is GeoJSON in WGS 84; `classes` are codes of classes or subclasses."""

    name: str
    kind: str
    boundary: str = ""
    classes: tuple[str, ...] = ()
    hours: str = ""
    note: str = ""
    started_on: date | None = None
    ended_on: date | None = None


class Zones(LayerFile, Lasting[Zone, ZoneData]):
    kind, title, plural = "zone", gettext_lazy("Zone"), gettext_lazy("Zones")
    page, order, icon = "zones", 58, "shape"
    about = gettext_lazy(
        "Where stalls are permitted, what is not allowed here or not at this hour, and what the surroundings are. "
        "Report forms say it at the pin; they refuse nothing."
    )
    model, data_class = Zone, ZoneData
    key = Key(Field("code", gettext_lazy("Code"), cells.code(32), required=True))
    fields = (
        Field("name", gettext_lazy("Name"), cells.words(100), required=True),
        Field("kind", gettext_lazy("Kind"), cells.one(ZoneKind), required=True),
        Field(
            "classes", gettext_lazy("Classes"), Cell(cells.codes, " ".join),
            help=gettext_lazy("Codes of classes or subclasses, with spaces between them. Empty: all."),
        ),
        Field(
            "hours", gettext_lazy("Hours"), Cell(_hours),
            help=gettext_lazy(
                "Such as 07:20-08:20 16:30-17:30, on each working day; with “sat sun” on these days of the week. "
                "Empty: always."
            ),
        ),
        Field("note", gettext_lazy("What people are told"), cells.words(200)),
        *SPAN,
        BOUNDARY,
    )  # fmt: skip
    file = "zones.geojson"
    types = ("Polygon", "MultiPolygon")
    layer_key = "code"

    @property
    def file_fields(self) -> tuple[Field, ...]:
        """The properties of a feature: its boundary is its geometry."""
        return tuple(field for field in super().file_fields if field is not BOUNDARY)

    @property
    def listed_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in super().listed_fields if field is not BOUNDARY)

    @property
    def names_kinds(self) -> frozenset[str]:
        return frozenset({"subclass", "area"})

    def keys(self) -> set[str]:
        return set(Zone.objects.values_list("code", flat=True))

    # --- writing ------------------------------------------------------------------------------------------------------

    def snapshot(self, row: Zone) -> ZoneData:
        return ZoneData(
            row.name, row.kind, shapes.canonical(row.boundary), tuple(row.classes), row.hours, row.note,
            row.started_on, row.ended_on,
        )  # fmt: skip

    def complete(self, request: ChangeRequest, row: Zone | None) -> ChangeRequest:
        request = super().complete(request, row)
        shape = shapes.shape_of(request.data.boundary)
        return replace(request, data=replace(request.data, boundary=shapes.canonical(shape)))

    def fill(self, row: Zone, data: ZoneData, references: References) -> None:
        super().fill(row, data, references)
        row.boundary, row.classes = shapes.shape_of(data.boundary), list(data.classes)

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        yield from self._problems(requests, target("subclass").keys() if requests else ())

    def _problems(self, requests: Sequence[ChangeRequest], subclasses: Collection[str]) -> Iterator[Trouble]:
        yield from super().problems(requests)
        known = {key.rpartition(":")[2] for key in subclasses}
        for each in requests:
            if why := shapes.fault_of(each.data.boundary):
                yield Trouble(each, "boundary", why)
            for code in each.data.classes:
                if not any(one.startswith(code) for one in known):
                    yield Trouble(each, "classes", _("Unknown code “%(code)s”.") % {"code": code})
            if each.data.kind not in SPEAKING and (each.data.classes or each.data.hours):
                sentence = _("Only permitted stalls and control areas speak of classes and hours.")
                yield Trouble(each, "kind", sentence)

    def check(self, request: ChangeRequest, row: Zone | None, by: Any) -> None:
        if not request.data.boundary:
            raise wrong("boundary", _("A zone needs a boundary."))

    # --- its file -----------------------------------------------------------------------------------------------------

    def features(self) -> Iterable[tuple[Mapping[str, Any], str]]:
        for row in self.rows().iterator(chunk_size=500):
            said = self.write_row(row)
            written = {each.in_file: each.cell.write(said[each.in_file]) for each in self.file_fields}
            yield written, shapes.canonical(row.boundary)

    def read_row(self, values: Mapping[str, Any]) -> tuple[str, ZoneData]:
        return super().read_row({"boundary": "", **values})

    def check_folder(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        asked = self._features_asked(folder.lines(self.file))
        for trouble in self._problems(asked, folder.codes["subclass"]):
            problems.add(self.file, trouble.request.line, trouble.field, trouble.sentence)

    def to_come(self, folder: FolderRead, *, today: date) -> list[ChangeRequest]:
        return [each for each in self._features_asked(folder.lines(self.file)) if each.day() is not None]

    def load(self, folder: FolderRead, *, today: date, batch: UUID) -> None:
        asked = [each for each in self._features_asked(folder.lines(self.file)) if each.day() is None]
        if folder.is_complete(self.file):
            listed = {each["code"] for each in folder.lines(self.file)}
            absent = (row for row in self.rows() if row.code not in listed)
            asked += [ChangeRequest(self, row.code, self.absent(row)) for row in absent]
        self.save_many(asked, batch=batch, by=None)

    def _features_asked(self, lines: Sequence[Any]) -> list[ChangeRequest]:
        asked = []
        for each in lines:
            key, data = self.read_row(each.values)
            label = _("feature %(line)s") % {"line": each.line}
            data = replace(data, boundary=each.geometry)
            asked.append(ChangeRequest(self, key, data, label=label, line=each.line))
        return asked


ZONES = Zones()
