"""What is drawn on the map: a border comes by the folder or by the page, at once or on its day."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db.models import BinaryField, Func, QuerySet
from django.db.models.functions import MD5, Left
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.csv_reader import Problems
from common.plain import Plain, to_json
from grids.queries import topology
from grids.registers.geometry import GEOMETRY
from grids.registers.loading import set_aside
from grids.registers.outlines import keep_outline, keep_replaced, outline_of, redraw
from registry import cells
from registry.models import PlannedChange, PlanState
from registry.registers import (
    ChangeRequest,
    Data,
    Entry,
    Field,
    FolderRead,
    Key,
    LayerFile,
    References,
    Row,
    TableRegister,
    Trouble,
    wrong,
)
from registry.registers.files import Line

SHOWN = 100  # of each kind of trouble with shapes
PRECISION = 9  # decimals of a degree: a tenth of a millimetre, so that shared borders stay shared
CODE = Key(Field("code", gettext_lazy("Code"), cells.code(32), required=True))
SPAN = (
    Field("started_on", gettext_lazy("Since"), cells.day()),
    Field("ended_on", gettext_lazy("Ended on"), cells.day()),
)
OUTLINE = Field(
    "outline", gettext_lazy("Outline"), GEOMETRY,
    help=gettext_lazy("GeoJSON in WGS 84: a Polygon, or a Feature with one. Empty: it stays as it is."),
)  # fmt: skip


class Dated(TableRegister[Row, Data]):
    """Places begin and end; none is deleted, for old cases keep their old codes."""

    key = CODE

    def keys(self) -> set[str]:
        return set(self.model._default_manager.values_list("code", flat=True))

    def fill(self, row: Row, data: Data, references: References) -> None:
        """What says no day began when it began, or begins today."""
        started: Any = getattr(row, "started_on", None)
        super().fill(row, data, references)
        if row.started_on is None:  # type: ignore[attr-defined]
            row.started_on = started or timezone.localdate()  # type: ignore[attr-defined]

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        for each in requests:
            started, ended = each.data.started_on, each.data.ended_on
            if started and ended and ended <= started:
                yield Trouble(each, "ended_on", _("It must end after it starts."))


class Drawn(LayerFile, Dated[Row, Data]):
    """A place with an outline. `outline` of its data is the fingerprint of one that `Outline` keeps, or stands.

    A request may bring the outline itself, as the GeoJSON text of its geometry; empty leaves the one that stands.
    """

    layer_key = "code"
    measured: ClassVar[bool] = False  # whether the table has the area in m²

    @property
    def table_name(self) -> str:
        return self.model._meta.db_table

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """With the outline, which no file of rows has, and the log by its fingerprint alone."""
        outline = Field("outline", gettext_lazy("Outline (fingerprint)"), GEOMETRY)
        return {each.name: each for each in (*self.own_fields, outline)}

    @property
    def form_fields(self) -> tuple[Field, ...]:
        return (*super().form_fields, OUTLINE)

    def rows(self) -> QuerySet[Row]:
        rows: Any = super().rows()
        fingerprinted: QuerySet[Row] = rows.annotate(
            outline=Left(MD5(Func("geom", function="ST_AsBinary", output_field=BinaryField())), 8)
        )
        return fingerprinted

    def snapshot(self, row: Row) -> Data:
        said: Data = _with_outline(super().snapshot(row), vars(row).get("outline", ""))
        return said

    def features(self) -> Iterable[tuple[Mapping[str, Any], str]]:
        rows = self.rows().annotate(drawn=AsGeoJSON("geom", precision=PRECISION))
        for row in rows.iterator(chunk_size=2_000):
            yield self.write_row(row), row.drawn  # type: ignore[attr-defined]

    # --- writing ------------------------------------------------------------------------------------------------------

    def taken_in(self, request: ChangeRequest) -> ChangeRequest:
        """With the fingerprint of the outline, which is kept; without one it is that of the outline that stands."""
        if request.data is None:
            return request
        outline = request.data.outline
        if outline.startswith("{"):
            outline = keep_outline(self.kind, request.key, _shape(outline, self.types))
        elif not outline:
            outline = self._standing(request.key)
        elif outline != self._standing(request.key) and outline_of(self.kind, request.key, outline) is None:
            raise wrong("outline", _("This outline is not known here. It comes with the city's folder or by the page."))
        return replace(request, data=replace(request.data, outline=outline))

    def apply_many(self, requests: Sequence[ChangeRequest], *, by: User | None) -> list[Entry]:
        return super().apply_many([self.taken_in(each) for each in requests], by=by)

    def _standing(self, key: str) -> str:
        """The fingerprint of the outline that stands; empty where no place has this key."""
        found = self.rows().filter(code=key).values_list("outline", flat=True).first()
        return found or ""

    def check(self, request: ChangeRequest, row: Row | None, by: User | None) -> None:
        if row is None and not request.data.outline:
            raise wrong("outline", _("A new place needs an outline."))

    def fill(self, row: Row, data: Data, references: References) -> None:
        super().fill(row, data, references)
        said, outline = vars(row), vars(data)["outline"]
        if outline and outline != said.get("outline"):
            said |= {"outline": outline, "is_redrawn": True}
            if row.pk is None:
                row.geom = outline_of(self.kind, said["code"], outline)  # type: ignore[attr-defined]

    def store(self, rows: Sequence[Row]) -> None:
        """The outline that a place had until today is kept, for the cases of its time."""
        redrawn = {vars(row)["code"]: row for row in rows if vars(row).pop("is_redrawn", False)}
        standing = [code for code, row in redrawn.items() if row.pk is not None]
        keep_replaced(self.kind, self.table_name, standing, today=timezone.localdate())
        super().store(rows)
        outlines = {code: vars(row)["outline"] for code, row in redrawn.items()}
        redraw(self.kind, self.table_name, outlines, measured=self.measured)

    # --- what a folder says of days to come ---------------------------------------------------------------------------

    def to_come(self, folder: FolderRead, *, today: date) -> list[ChangeRequest]:
        """A plan for what begins on a day to come, and one for what ends then; none for what is planned so already."""
        today = max(today, timezone.localdate())
        outlines = set_aside(self.kind, today=today)
        lines = [each for each in folder.lines(self.file) if _is_later(each, today)]
        rows = self.rows_of({each["code"] for each in lines}) if lines else {}
        asked: list[ChangeRequest] = []
        for each in lines:
            asked += self._asked_for(each, rows.get(each["code"]), outlines, today)
        return asked

    def _asked_for(
        self, line: Line, row: Row | None, outlines: Mapping[str, str], today: date
    ) -> Iterator[ChangeRequest]:  # fmt: skip
        code, said = self.read_row(line.values)
        stands = self.snapshot(row) if row is not None else None
        began, ends = line["started_on"], line["ended_on"]
        begun = _until(said, None if ends and ends > today else ends)
        before = to_json(stands) if stands is not None else None
        if began and began > today:
            begun = _with_outline(begun, outlines[code])
            yield from self._unless_planned(code, begun, before, began, line)
        else:
            begun = _since(begun, began or vars(stands)["started_on"] if stands is not None else began or today)
            begun = _with_outline(begun, vars(stands)["outline"] if stands is not None else "")
        if ends and ends > today:
            yield from self._unless_planned(code, _until(begun, ends), to_json(begun), ends, line)

    def _unless_planned(
        self, code: str, said: Data, before: Plain | None, day: date, line: Line
    ) -> Iterator[ChangeRequest]:  # fmt: skip
        plan = PlannedChange.objects.filter(kind=self.kind, key=code, on=day, state=PlanState.WAITING).first()
        if plan is None or not plan.says(before, to_json(said)):
            label = _("line %(line)s") % {"line": line.line}
            yield ChangeRequest(self, code, said, day, label=label, line=line.line)


def _is_later(line: Line, today: date) -> bool:
    return any(day is not None and day > today for day in (line["started_on"], line["ended_on"]))


def _with_outline(data: Any, outline: str) -> Any:
    return replace(data, outline=outline)


def _until(data: Any, day: date | None) -> Any:
    return replace(data, ended_on=day)


def _since(data: Any, day: date | None) -> Any:
    return replace(data, started_on=day)


def _shape(outline: str, types: Sequence[str]) -> GEOSGeometry:
    """A valid shape of GeoJSON text; an area of several parts where the table wants that."""
    shape = GEOSGeometry(outline, srid=4326)
    if not shape.valid:
        raise wrong("outline", _("The shape is not valid: %(reason)s.") % {"reason": shape.valid_reason})
    return MultiPolygon(shape, srid=4326) if "MultiPolygon" in types and isinstance(shape, Polygon) else shape


def check_days(part: LayerFile, lines: Collection[Line], problems: Problems) -> None:
    """It ends after it starts."""
    for each in lines:
        started, ended = each["started_on"], each["ended_on"]
        if started and ended and ended <= started:
            problems.add(part.file, each.line, "ended_on", _("It must end after it starts."))


def check_beginnings(
    part: LayerFile, field: str, of: Dated[Any, Any], folder: FolderRead, problems: Problems
) -> None:  # fmt: skip
    """Nothing lies in what is yet to begin, before that begins."""
    today, standing = timezone.localdate(), of.keys()
    begins = {each["code"]: each["started_on"] for each in folder.lines(of.file) if each["code"] not in standing}
    later = {code: day for code, day in begins.items() if day is not None and day > today}
    for each in folder.lines(part.file) if later else ():
        day = later.get(each[field])
        if day is not None and (each["started_on"] or today) < day:
            sentence = _("“%(code)s” begins on %(day)s: nothing can lie in it before.")
            problems.add(part.file, each.line, field, sentence % {"code": each[field], "day": day})


def shapes_are_valid(part: LayerFile, problems: Problems, *, advice: str = "") -> bool:
    """Whether all staged shapes of the file are; the `advice` stands behind each that is not."""
    found = topology.invalid(part.stem, limit=SHOWN)
    for line, code, reason, lng, lat in found:
        message = _("The shape %(code)s is not valid: %(reason)s at [%(lng).6f, %(lat).6f].")
        facts = {"code": code, "reason": reason, "lng": lng, "lat": lat}
        problems.add(part.file, line, "geometry", " ".join(filter(None, (message % facts, advice))))
    return not found


def without_outlines(rows: QuerySet[Any], *others: str) -> QuerySet[Any]:
    """Rows whose outlines, and those of the rows they refer to, stay in the database."""
    return rows.defer("geom", *(f"{other}__geom" for other in others))
