"""A table as a file to keep: streamed, safe to open in a spreadsheet, in the language of whoever asked.

A CSV file has no bound. It is read in pages by key, each a statement of its own, so that a million rows take no more
memory than a page and no transaction of minutes. A workbook in a request is bounded, for Excel shows nothing of one
that broke off; a CSV file that broke off says so in its last line, and ends as no whole answer ends.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any, Self, TypeVar

from django.db import Error as DatabaseFault
from django.db import connection
from django.db.models import Model, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from common.csv_reader import csv_lines
from common.keyset import KeyOf, Order, Position
from common.moments import LAST_DAY, local
from common.refusals import Busy, TooLarge
from common.sheet_stream import Sheet, SheetColumn, sheet_chunks
from common.spreadsheets import XLSX

MOST = 50_000
BATCH = 2_000
LINES = 200  # of a CSV file in one piece: to send each alone would cost more than to read it
TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
Row = TypeVar("Row", bound=Model)
Cells = Sequence[object]

_GREAT_FILE = 0x66696C65  # "file": the number of the lock, unique among those of this database


def alive() -> None:
    """Called with each page of a long answer; gunicorn.conf.py lets it tell the web server that its worker works."""


@dataclass(frozen=True)
class About:
    """As of when the numbers of a file are, which its name says, and what was asked, which a workbook says too, on a
    sheet of its own: whoever reads the first one, or the lines of a CSV file, finds nothing but the table."""

    at: datetime
    asked: Sequence[tuple[str, object]] = ()


@dataclass(frozen=True)
class ListFile:
    """A list as people take it away: what the file and its sheet are called, its columns, and what numbers it has.

    Made anew for each request, for its words are in the language of whoever asked.
    """

    name: str
    title: str
    columns: Sequence[SheetColumn]
    about: About | None = None

    def of_cells(self, rows: Iterable[Cells], *, form: str, great: bool = False) -> StreamingHttpResponse:
        """The file (`form` is csv or xlsx) from what stands in each row; moments stay moments in a spreadsheet.

        `great` as of `as_file`.
        """
        name, at = (f"{self.name}-as-of", self.about.at) if self.about is not None else (self.name, None)
        if form == "xlsx":
            return as_file(self.workbook(rows), name=name, form=form, at=at)
        lines = ([moment(cell) if isinstance(cell, datetime) else cell for cell in row] for row in rows)
        return as_file(in_pieces(self._lines(lines)), name=name, form=form, great=great, at=at)

    def of_pages(self, pages: Iterable[bytes], *, great: bool = False) -> StreamingHttpResponse:
        """The CSV file from the lines of its rows, some at once, as `common.csv_copy` makes them."""
        head = "".join(self._lines([])).encode()
        return as_file(chain([head], pages), name=self.name, form="csv", great=great)

    def _lines(self, rows: Iterable[Cells]) -> Iterator[str]:
        return csv_lines([column.name for column in self.columns], rows, bom=True)

    def of_rows(
        self, rows: QuerySet[Row], order: Order, cells: Callable[[Row], Cells], *, form: str
    ) -> StreamingHttpResponse:
        """The file from rows of the database and what `cells` says of each. Errors: TooLarge, Busy."""
        great = is_great(rows, form)
        return self.of_cells(_said(in_pages(rows, order), cells, get_language() or ""), form=form, great=great)

    def workbook(self, rows: Iterable[Cells]) -> Iterator[bytes]:
        table = Sheet(self.title, self.columns, rows)
        return sheet_chunks(table, *([_said_of(self.about, self.title)] if self.about is not None else []))


def _said_of(about: About, title: str) -> Sheet:
    heads = [SheetColumn(title, 32), SheetColumn("", 48)]
    return Sheet(_("About these numbers"), heads, [(_("Numbers as of"), about.at), *about.asked])


def is_great(rows: QuerySet[Any], form: str) -> bool:
    """Whether there are more rows than a workbook may have in a request: that one is refused (TooLarge)."""
    great = too_many(rows)
    if great and form == "xlsx":
        raise TooLarge(
            _("At most %(most)s rows fit into one Excel file. Narrow the list, or take it as CSV.")
            % {"most": f"{MOST:,}"}
        )
    return great


def too_many(rows: QuerySet[Any]) -> bool:
    return rows.order_by().values("pk")[: MOST + 1].count() > MOST


def in_pages(rows: "QuerySet[Any, Any]", order: Order, *, key_of: KeyOf = getattr) -> Iterator[Any]:
    """All rows in this order, by short statements, each after the last row of the one before.

    What is written meanwhile is read if it comes later in the order; no row comes twice. `key_of(row, column)` reads
    the column or the tie of a row that is no model's.
    """
    start: Position | None = None
    while page := order.after(rows, start, most=BATCH):
        yield from page
        if len(page) < BATCH:
            return
        alive()
        start = Position(key_of(page[-1], order.column), key_of(page[-1], order.tie))


def as_file(
    content: Iterable[bytes] | Iterable[str], *, name: str, form: str, great: bool = False, at: datetime | None = None
) -> StreamingHttpResponse:
    """Streamed in these pieces, to be kept under the name and the minute (`at`, or now); `form` is csv or xlsx.

    A `great` one is one person's at a time. Raises Busy.
    """
    pieces: Iterable[bytes] | Iterable[str] = content if form == "xlsx" else _honest(content)
    return StreamingHttpResponse(
        OneAtATime(pieces) if great else pieces, content_type=TYPES[form], headers=attachment(name, form, at)
    )


def attachment(name: str, form: str, at: datetime | None = None) -> dict[str, str]:
    """The headers by which a browser keeps a file instead of showing it."""
    file = f"{name}-{timezone.localtime(at):%Y%m%d-%H%M}.{form}"
    return {"Content-Disposition": f'attachment; filename="{file}"', "Cache-Control": "no-store"}


def in_pieces(lines: Iterable[str]) -> Iterator[str]:
    """Some lines at once."""
    lines = iter(lines)
    while piece := "".join(islice(lines, LINES)):
        yield piece


def _honest(pieces: Iterable[Any]) -> Iterator[Any]:
    """Where they break off the file says so, and the error goes on, so that the server ends the answer without its end:
    to every HTTP client it is broken too."""
    broken = _("This file is not whole: it broke off here. Take it again.")
    try:
        yield from pieces
    except Exception:
        yield f"\r\n{broken}\r\n"
        raise


class OneAtATime:
    """A file of maybe a million rows, one in the city at a time: it takes a web worker for as long as it lasts, and the
    city has few. The lock goes with the last piece, with the answer that holds it, or with the connection."""

    def __init__(self, pieces: Iterable[Any]) -> None:
        """Raises Busy where another one is under way."""
        self._pieces = iter(pieces)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_GREAT_FILE])
            self._held = bool(cursor.fetchone()[0])
        if not self._held:
            raise Busy(_("Another long list is just being taken. Try again in a minute."))

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Also called by the answer when it was not read to its end."""
        if self._held:
            self._held = False
            with suppress(DatabaseFault), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_GREAT_FILE])


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
