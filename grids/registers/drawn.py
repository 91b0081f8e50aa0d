"""What is drawn on the map: shapes are checked by PostGIS, and an outline is written by a load of a folder only."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.csv_reader import Problems
from common.plain import Plain
from grids.queries import topology
from grids.registers.loading import fingerprint_of
from registry import cells
from registry.registers import (
    ChangeRequest,
    Data,
    Entry,
    Field,
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
    """A place with an outline. `outline` of its data is a fingerprint, which only the log has."""

    layer_key = "code"

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """With the outline, which the log names and no form or file of rows has."""
        outline = Field("outline", gettext_lazy("Outline (fingerprint)"), cells.words(8))
        return {each.name: each for each in (*self.own_fields, outline)}

    def features(self) -> Iterable[tuple[Mapping[str, Any], str]]:
        rows = self.rows().annotate(drawn=AsGeoJSON("geom", precision=PRECISION))
        for row in rows.iterator(chunk_size=2_000):
            yield self.write_row(row), row.drawn  # type: ignore[attr-defined]

    def current(self, key: str) -> Plain | None:
        """With the fingerprint of its outline, so that the log can tell whether a change of that still stands."""
        said = super().current(key)
        return said | {"outline": self._outline(key)} if said is not None else None

    def _outline(self, key: str) -> str:
        with connection.cursor() as cursor:
            table = self.model._meta.db_table
            cursor.execute(f"SELECT {fingerprint_of('geom')} FROM {table} WHERE code = %s", [key])  # noqa: S608
            found = cursor.fetchone()
        return str(found[0]) if found else ""

    def apply_many(self, requests: Sequence[ChangeRequest], *, by: User | None) -> list[Entry]:
        """An outline that is named must be the one that stands, as where another change is taken back."""
        return super().apply_many([self._without_outline(each) for each in requests], by=by)

    def _without_outline(self, request: ChangeRequest) -> ChangeRequest:
        if request.data is None or not request.data.outline:
            return request
        if request.data.outline != self._outline(request.key):
            raise wrong("outline", _("An outline comes with the city's folder: load the one that has it."))
        return replace(request, data=replace(request.data, outline=""))

    def check(self, request: ChangeRequest, row: Row | None, by: User | None) -> None:
        if row is None:
            raise wrong("code", _("A place needs an outline: what is new comes with the city's folder."))


def check_days(part: LayerFile, lines: Collection[Line], problems: Problems) -> None:
    """A place is in force or not, for everybody at once; and it ends after it starts."""
    today = timezone.localdate()
    for each in lines:
        started, ended = each["started_on"], each["ended_on"]
        if started and ended and ended <= started:
            problems.add(part.file, each.line, "ended_on", _("It must end after it starts."))
        elif started and started > today:
            sentence = _("This would be in force at once. Enter it on the day on which it begins.")
            problems.add(part.file, each.line, "started_on", sentence)
        elif ended and ended > today:
            problems.add(part.file, each.line, "ended_on", _("This would end at once. End it on the day itself."))


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
