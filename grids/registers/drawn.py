"""What is drawn on the map: a border comes by the folder or by the page, at once or on its day."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

import orjson
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import BinaryField, Func, QuerySet
from django.db.models.functions import MD5, Left
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.csv_reader import Problems
from common.plain import Plain, to_json
from grids.queries import topology
from grids.registers.dated import Dated, since, until
from grids.registers.geometry import GEOMETRY
from grids.registers.loading import set_aside, staged_outlines
from grids.registers.outlines import keep_outlines, keep_replaced, kept_outlines, redraw
from registry.models import PlannedChange, PlanState
from registry.registers import (
    ChangeRequest,
    Data,
    Entry,
    Field,
    FolderRead,
    LayerFile,
    References,
    Row,
    wrong,
)
from registry.registers.files import Line

SHOWN = 100  # of each kind of trouble with shapes
PRECISION = 15  # decimals of a degree: what is taken out and sent again says the same to the last bit
OUTLINE = Field(
    "outline", gettext_lazy("Outline"), GEOMETRY,
    help=gettext_lazy("GeoJSON in WGS 84: a Polygon, or a Feature with one. Empty: it stays as it is."),
)  # fmt: skip


class Drawn(LayerFile, Dated[Row, Data]):
    """A place with an outline. `outline` of its data is the fingerprint of one that `Outline` keeps, or stands.

    A request may bring the outline itself, as the GeoJSON text of its geometry; empty leaves the one that stands.
    """

    layer_key, sketch_template = "code", "grids/sketch.html"
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

    def take_in(self, requests: Sequence[ChangeRequest]) -> list[ChangeRequest]:
        """With the fingerprints of the outlines, which are kept; without one it is that of the outline that stands."""
        asked = [each for each in requests if each.data is not None]
        drawn = {id(each): shape for each in asked if (shape := each.brings or _as_geojson(each.data.outline))}
        shapes = [(each.key, _checked(drawn[id(each)], self.types)) for each in asked if id(each) in drawn]
        kept = iter(keep_outlines(self.kind, shapes, several_parts="MultiPolygon" in self.types))
        standing = self.standing_outlines([each.key for each in asked])
        said = {id(each): next(kept) if id(each) in drawn else self._named(each, standing) for each in asked}
        self._expect_known(asked, said, standing)
        return [
            replace(each, data=_with_outline(each.data, said[id(each)]), brings="") if id(each) in said else each
            for each in requests
        ]

    def _named(self, request: ChangeRequest, standing: Mapping[str, str]) -> str:
        return str(request.data.outline) or standing.get(request.key, "")

    def _expect_known(
        self, asked: Sequence[ChangeRequest], said: Mapping[int, str], standing: Mapping[str, str]
    ) -> None:  # fmt: skip
        other = {each.key: said[id(each)] for each in asked if said[id(each)] not in ("", standing.get(each.key))}
        known = kept_outlines(self.kind, other)
        for each in asked:
            if each.key in other and each.key not in known:
                sentence = _("This outline is not known here. It comes with the city's folder or by the page.")
                raise wrong("outline", sentence)

    def apply_many(self, requests: Sequence[ChangeRequest], *, by: User | None) -> list[Entry]:
        return super().apply_many(self.take_in(requests), by=by)

    def standing_outlines(self, codes: Collection[str]) -> dict[str, str]:
        """The fingerprints of the outlines that stand, by code; without those of which no place stands."""
        return dict(self.rows().filter(code__in=codes).values_list("code", "outline"))

    def check(self, request: ChangeRequest, row: Row | None, by: User | None) -> None:
        if row is None and not request.data.outline:
            raise wrong("outline", _("A new place needs an outline."))

    def fill(self, row: Row, data: Data, references: References) -> None:
        super().fill(row, data, references)
        said, outline = vars(row), vars(data)["outline"]
        if outline and outline != said.get("outline"):
            said |= {"outline": outline, "is_redrawn": True}

    def store(self, rows: Sequence[Row]) -> None:
        """The outline that a place had until today is kept, for the cases of its time."""
        redrawn = {vars(row)["code"]: row for row in rows if vars(row).pop("is_redrawn", False)}
        outlines = {code: str(vars(row)["outline"]) for code, row in redrawn.items()}
        standing = [code for code, row in redrawn.items() if row.pk is not None]
        keep_replaced(self.kind, self.table_name, standing, today=timezone.localdate())
        new = {code: outline for code, outline in outlines.items() if redrawn[code].pk is None}
        for code, shape in kept_outlines(self.kind, new).items():
            redrawn[code].geom = shape  # type: ignore[attr-defined]
        super().store(rows)
        redraw(self.kind, self.table_name, outlines, measured=self.measured)

    # --- what somebody sends ------------------------------------------------------------------------------------------

    def check_upload(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        """As the folder: with outlines the stage is laid out, and the whole city is looked at as it will be."""
        lines = folder.lines(self.file)
        if not any(hasattr(each, "geometry") for each in lines):
            super().check_upload(folder, problems, warnings)
            self._expect_outlines(lines, problems)
            return
        for part in self.staged_before:
            part.check_folder(folder, problems, warnings)
        self.check_folder(folder, problems, warnings)

    @property
    def staged_before(self) -> tuple["Drawn[Any, Any]", ...]:
        """Those whose check opens the stage for this one."""
        return ()

    def _expect_outlines(self, lines: Sequence[Line], problems: Problems) -> None:
        """A table has no outlines, so all that it names must have one."""
        known = self.keys()
        for each in lines:
            if each["code"] not in known:
                problems.add(self.file, each.line, "code", _("A new place needs an outline: send it as GeoJSON."))

    def requests(
        self, records: Sequence[Any], *, complete: bool, today: date, problems: Problems, by: User | None
    ) -> list[ChangeRequest]:
        """With the outlines that the features have, after `check_upload`; rows of a table leave those that stand."""
        shapes = {each["code"]: each for each in records if hasattr(each, "geometry")}
        drawn = staged_outlines(self.kind) if shapes else {}
        later = {each["code"]: each for each in records if _is_later(each, today)}
        asked = super().requests(records, complete=complete, today=today, problems=problems, by=by)
        outlines = self.standing_outlines([each.key for each in asked]) | drawn
        rows = self.rows_of(later) if later else {}
        found: list[ChangeRequest] = []
        for each in asked:
            parts = [each]
            if each.line and each.key in later:
                parts = [*self._apart(each, later[each.key], rows.get(each.key), outlines, today)]
            brings = shapes[each.key].geometry if each.key in shapes and each.line else ""
            outline = outlines.get(each.key, "")
            found += [replace(one, data=_with_outline(one.data, outline), brings=brings) for one in parts]
        return found

    def _apart(
        self, request: ChangeRequest, line: Line, row: Row | None, outlines: Mapping[str, str], today: date
    ) -> Iterator[ChangeRequest]:  # fmt: skip
        """What a row says for now, if it begins now, and what it says of days to come."""
        if line["started_on"] is None or line["started_on"] <= today:
            yield replace(request, data=until(request.data, None))
        yield from self._asked_for(line, row, outlines, today)

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
        begun = until(said, None if ends and ends > today else ends)
        before = to_json(stands) if stands is not None else None
        if began and began > today:
            begun = _with_outline(begun, outlines[code])
            yield from self._unless_planned(code, begun, before, began, line)
        else:
            begun = since(begun, began or vars(stands)["started_on"] if stands is not None else began or today)
            begun = _with_outline(begun, vars(stands)["outline"] if stands is not None else "")
        if ends and ends > today:
            yield from self._unless_planned(code, until(begun, ends), to_json(begun), ends, line)

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


def _as_geojson(outline: str) -> str:
    """What a form brings; empty for a fingerprint, and for nothing."""
    return outline if outline.startswith("{") else ""


def _checked(outline: str, types: Sequence[str]) -> str:
    """GeoJSON text of a valid shape of one of the types; an area of one part is that part where the table wants one."""
    shape = GEOSGeometry(outline, srid=4326)
    if not shape.valid:
        raise wrong("outline", _("The shape is not valid: %(reason)s.") % {"reason": shape.valid_reason})
    if shape.geom_type in types:
        return outline
    parts = orjson.loads(outline)["coordinates"]
    if shape.geom_type == "MultiPolygon" and len(parts) > 1:
        sentence = _("A geometry of one of these types is needed: %(types)s.")
        raise wrong("outline", sentence % {"types": ", ".join(types)})
    return orjson.dumps({"type": "Polygon", "coordinates": parts[0]}).decode()


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
