"""Places that begin and end and are never deleted: the part of their registers that has nothing to do with outlines."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.csv_reader import Problems
from registry import cells
from registry.folder_schema import Record
from registry.registers import (
    ChangeRequest,
    Data,
    Field,
    FolderRead,
    Key,
    LayerFile,
    References,
    Row,
    TableRegister,
    Trouble,
)
from registry.registers.files import Line

CODE = Key(Field("code", gettext_lazy("Code"), cells.code(32), required=True))
SPAN = (
    Field("started_on", gettext_lazy("In force since"), cells.day()),
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

    def requests(
        self, records: Sequence[Record], *, complete: bool, today: date, problems: Problems, by: User | None
    ) -> list[ChangeRequest]:
        """A row without a day leaves the day that stands, and what is new begins today; what is not listed ends."""
        asked = super().requests(records, complete=False, today=today, problems=problems, by=by)
        started = dict(self.model._default_manager.values_list("code", "started_on"))
        dated = [_begun(each, started.get(each.key, today)) for each in asked]
        if not complete:
            return dated
        listed = {each.key for each in asked}
        rows = [row for row in self.open_rows() if self.row_key(row) not in listed]
        return [*dated, *(self._ended(row, today) for row in rows if vars(row)["started_on"] < today)]

    def _ended(self, row: Row, today: date) -> ChangeRequest:
        """What is not listed ends today; what began today, or is yet to begin, speaks for a day at least."""
        return ChangeRequest(self, self.row_key(row), until(self.snapshot(row), today))

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        for each in requests:
            started, ended = each.data.started_on, each.data.ended_on
            if started and ended and ended <= started:
                yield Trouble(each, "ended_on", _("It must end after it starts."))


def _begun(request: ChangeRequest, started: date) -> ChangeRequest:
    return request if request.data.started_on is not None else replace(request, data=since(request.data, started))


def until(data: Any, day: date | None) -> Any:
    return replace(data, ended_on=day)


def since(data: Any, day: date | None) -> Any:
    return replace(data, started_on=day)


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
