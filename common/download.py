"""A table as a file to keep: streamed, safe to open in a spreadsheet, in the language of whoever asked."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from common.csv_reader import csv_lines
from common.moments import LAST_DAY, local
from common.refusals import TooLarge
from common.sheet_stream import SheetColumn, sheet_chunks
from common.spreadsheets import XLSX

MOST = 50_000
BATCH = 2_000
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
Row = TypeVar("Row", bound=Model)
Cells = Sequence[object]


@dataclass(frozen=True)
class ListFile:
    """A list as people take it away: what the file and its sheet are called, and its columns.

    Made anew for each request, for its words are in the language of whoever asked.
    """

    name: str
    title: str
    columns: Sequence[SheetColumn]

    def of_cells(self, rows: Iterable[Cells], *, form: str) -> StreamingHttpResponse:
        """The file (`form` is csv or xlsx) from what stands in each row; moments stay moments in a spreadsheet."""
        if form == "xlsx":
            return as_file(sheet_chunks(self.columns, rows, title=self.title), name=self.name, form=form)
        lines = ([moment(cell) if isinstance(cell, datetime) else cell for cell in row] for row in rows)
        return as_file(csv_lines([column.name for column in self.columns], lines, bom=True), name=self.name, form=form)

    def of_rows(self, rows: QuerySet[Row], cells: Callable[[Row], Cells], *, form: str) -> StreamingHttpResponse:
        """The file from rows of the database and what `cells` says of each. Errors: TooLarge."""
        refuse_too_many(rows)
        return self.of_cells(_said(rows.iterator(chunk_size=BATCH), cells, get_language() or ""), form=form)


def refuse_too_many(rows: QuerySet[Any]) -> None:
    """More than fifty thousand rows (TooLarge): nobody reads them, and the list can be narrowed."""
    if rows.order_by().values("pk")[: MOST + 1].count() > MOST:
        raise TooLarge(_("At most %(most)s rows fit into one file; narrow the list first.") % {"most": f"{MOST:,}"})


def as_file(content: Iterable[bytes] | Iterable[str], *, name: str, form: str) -> StreamingHttpResponse:
    """Streamed, to be kept under the name and the minute; `form` is csv or xlsx."""
    file = f"{name}-{timezone.localtime():%Y%m%d-%H%M}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return StreamingHttpResponse(content, content_type=TYPES[form], headers=headers)


def _said(rows: Iterable[Any], cells: Callable[[Any], Cells], language: str) -> Iterator[Cells]:
    """The server reads them when the request is over, so the language is said again."""
    for row in rows:
        with override(language):
            said = cells(row)
        yield said


def moment(at: datetime | None) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""


def between(rows: QuerySet[Row], column: str, since: date | None, until: date | None) -> QuerySet[Row]:
    """What happened from one day of the city to another, both included; no day is no bound."""
    zone = timezone.get_current_timezone()
    if since:
        rows = rows.filter(**{f"{column}__gte": datetime(since.year, since.month, since.day, tzinfo=zone)})
    if until and until < LAST_DAY:  # nothing lies beyond it
        after = until + timedelta(days=1)
        rows = rows.filter(**{f"{column}__lt": datetime(after.year, after.month, after.day, tzinfo=zone)})
    return rows
