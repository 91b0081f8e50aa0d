"""Places as a city keeps them: one row each, in folder and spreadsheet, and on a form that asks what its kind asks."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from common.csv_reader import Problems
from common.datum import Datum, to_wgs84, wrong_half
from common.phones import mask_phone
from places.choices import Result, Risk
from places.models import Place, PlaceField
from places.registers import details, shapes
from places.registers.phones import PHONE, is_masked
from places.registers.shapes import BOUNDARY, DIGITS, POINT
from places.registers.span import SPAN, Lasting
from registry import cells
from registry.folder_schema import Record
from registry.registers import (
    ChangeRequest,
    Codes,
    Field,
    FolderRead,
    Key,
    Trouble,
    wrong,
)
from registry.registers.base import named

# In one statement for however many were written: the areas are those of the point, as a case's are.
_AREAS = """
UPDATE places_place p SET street_id = found.in_street, community_id = found.in_community
  FROM (SELECT q.id, l.in_street, l.in_community FROM places_place q
         CROSS JOIN LATERAL grids_locate(ST_X(q.point), ST_Y(q.point)) AS l WHERE q.id = ANY (%s)) AS found
 WHERE p.id = found.id
   AND (p.street_id, p.community_id) IS DISTINCT FROM (found.in_street, found.in_community)
"""


@dataclass(frozen=True)
class PlaceData:
    """`lng` and `lat` are degrees in the `datum`, WGS 84 where none is said; `boundary` is GeoJSON in WGS 84.

    A `phone` that is masked is the one that stands. `details` are written as `registers.details` says.
    """

    name: str
    kind: str
    lng: float
    lat: float
    datum: str = ""
    boundary: str = ""
    address: str = ""
    unit: str = ""
    responsible: str = ""
    phone: str = ""
    risk: str = Risk.NORMAL.value
    last_result: str = ""
    looked_on: date | None = None
    details: str = ""
    started_on: date | None = None
    ended_on: date | None = None


class Places(Lasting[Place, PlaceData]):
    kind, title, plural = "place", pgettext_lazy("of the archive", "Place"), gettext_lazy("Places")
    page, order, icon = "places", 57, "building-store"
    about = gettext_lazy("Shops, building sites, compounds, markets and whatever else somebody answers for.")
    model, data_class = Place, PlaceData
    key = Key(Field("code", gettext_lazy("Code"), cells.code(32), required=True))
    fields = (
        Field("name", gettext_lazy("Name"), cells.words(100), required=True),
        Field("kind", gettext_lazy("Kind"), cells.key(32), refers="place_kind", required=True),
        Field("address", gettext_lazy("Address"), cells.words(200)),
        *POINT,
        BOUNDARY,
        Field("unit", gettext_lazy("Unit"), cells.key(40), refers="unit", empty=gettext_lazy("None")),
        Field("responsible", gettext_lazy("Responsible person"), cells.words(60)),
        Field("phone", gettext_lazy("Phone"), PHONE, help=gettext_lazy("Shown masked; left as it is, it stays.")),
        Field("risk", gettext_lazy("Risk"), cells.one(Risk, default=Risk.NORMAL)),
        Field("last_result", gettext_lazy("Last result"), cells.one(Result)),
        Field("looked_on", gettext_lazy("Looked at on"), cells.day()),
        Field("details", gettext_lazy("Details"), details.DETAILS),
        *SPAN,
    )
    file = "places.csv"
    related = ("kind", "unit")
    columns = (
        "name", "kind", "address", "point", "boundary", "unit", "responsible", "phone", "risk", "last_result",
        "looked_on", "details", "started_on", "ended_on",
    )  # fmt: skip

    @property
    def names_kinds(self) -> frozenset[str]:
        return super().names_kinds | {"place_field", "area"}

    @property
    def listed_fields(self) -> tuple[Field, ...]:
        """Where it lies is seen on a map, and what its kind asks for in its file."""
        unlisted = {"lng", "lat", "datum", "boundary", "details"}
        return tuple(field for field in super().listed_fields if field.name not in unlisted)

    def keys(self) -> set[str]:
        return set(Place.objects.values_list("code", flat=True))

    # --- writing ------------------------------------------------------------------------------------------------------

    def snapshot(self, row: Place) -> PlaceData:
        return PlaceData(
            row.name, row.kind.code, round(row.point.x, DIGITS), round(row.point.y, DIGITS), "",
            shapes.canonical(row.boundary), row.address, row.unit.code if row.unit else "", row.responsible, row.phone,
            row.risk, row.last_result, row.looked_on, details.text_of(row.details), row.started_on, row.ended_on,
        )  # fmt: skip

    def complete(self, request: ChangeRequest, row: Place | None) -> ChangeRequest:
        request = super().complete(request, row)
        data: PlaceData = request.data
        if is_masked(data.phone):
            if row is None or mask_phone(row.phone) != data.phone:
                raise wrong("phone", _("Write the whole number, or leave the masked one as it was."))
            data = replace(data, phone=row.phone)
        try:
            lng, lat = to_wgs84(data.lng, data.lat, Datum(data.datum or Datum.WGS84))
        except ValueError as error:
            raise wrong(wrong_half(data.lng, data.lat), str(error)) from error
        return replace(request, data=replace(
            data, lng=round(lng, DIGITS), lat=round(lat, DIGITS), datum="",
            boundary=shapes.canonical(shapes.shape_of(data.boundary)),
        ))  # fmt: skip

    def fill(self, row: Place, data: PlaceData, references: Any) -> None:
        row.point, row.boundary = Point(data.lng, data.lat, srid=4326), shapes.shape_of(data.boundary)
        row.kind, row.unit = references["kind"][data.kind], references["unit"].get(data.unit)
        row.details = details.parts_of(data.details)
        for name in ("name", "address", "responsible", "phone", "risk", "last_result", "looked_on"):
            setattr(row, name, getattr(data, name))
        row.started_on, row.ended_on = data.started_on or timezone.localdate(), data.ended_on

    def store(self, rows: Sequence[Place]) -> None:
        super().store(rows)
        with connection.cursor() as cursor:
            cursor.execute(_AREAS, [[row.pk for row in rows]])

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        yield from super().problems(requests)
        for each in requests:
            if why := shapes.fault_of(each.data.boundary):
                yield Trouble(each, "boundary", why)
            if why := _point_fault(each.data):
                yield Trouble(each, wrong_half(each.data.lng, each.data.lat), why)

    def prepare(self, requests: Sequence[ChangeRequest], rows: dict[str, Place], by: User | None) -> dict[str, Place]:
        """What its kind asks for is asked where it says something else than before, but of a place that ends."""
        asked = _fields_of({each.data.kind for each in requests})
        for each in requests:
            if not each.data.ended_on and not _stands(each.data, rows.get(each.key)):
                with named(each):
                    details.check(each.data.details, asked[each.data.kind])
        return super().prepare(requests, rows, by)

    # --- files --------------------------------------------------------------------------------------------------------

    def check_file(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        super().check_file(records, codes, problems)
        known = codes["place_field"]
        for record in records:
            for code in details.parts_of(record["details"]):
                if f"{record['kind']}|{code}" not in known:
                    sentence = _("The kind has no field “%(code)s”.") % {"code": code}
                    problems.add(self.file, record.line, "details", sentence)

    def check_folder(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        """A row that names no datum is in the folder's own coordinates."""
        for record in () if folder.city.reference.is_wgs84 else folder.lines(self.file):
            if not record["datum"]:
                try:
                    record.values["lng"], record.values["lat"] = folder.city.reference.to_wgs84(
                        record["lng"], record["lat"]
                    )
                except ValueError as error:
                    column = folder.city.reference.wrong_half(record["lng"], record["lat"])
                    problems.add(self.file, record.line, column, str(error))
        super().check_folder(folder, problems, warnings)

    def export(self) -> Iterator[dict[str, str]]:
        """As people read it: who opens a spreadsheet has not asked for anybody's telephone."""
        for row in super().export():
            yield row | {"phone": mask_phone(row["phone"])}

    def write_file(self, folder: Path) -> None:
        self.write_rows(folder, super().export())


def _stands(data: PlaceData, row: Place | None) -> bool:
    return row is not None and row.kind.code == data.kind and details.text_of(row.details) == data.details


def _point_fault(data: PlaceData) -> str:
    try:
        to_wgs84(data.lng, data.lat, Datum(data.datum or Datum.WGS84))
    except ValueError as error:
        return str(error)
    return ""


def _fields_of(kinds: Collection[str]) -> Mapping[str, list[PlaceField]]:
    """The fields of these kinds, by the code of the kind."""
    found: dict[str, list[PlaceField]] = defaultdict(list)
    for field in PlaceField.objects.filter(kind__code__in=kinds).select_related("kind"):
        found[field.kind.code].append(field)
    return found


PLACES = Places()
