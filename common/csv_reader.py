"""CSV as people really send it, and CSV that is safe to open in a spreadsheet.

Reading is lazy and needs bounded memory whatever the file: a million rows, one endless line, a quote never closed. What
is wrong is collected as `Problem`s with file, line and column, so that a person can mend everything at once.
"""

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from common.encodings import BadLineError, Encoding, encoding_of

MAX_LINE = 1_000_000  # characters
MAX_FIELD = 32_767  # characters: what a spreadsheet cell holds
BUFFER = 1 << 20  # bytes: a thread that reads gives Python's lock away for each piece
DELIMITERS = ",;\t"
NO_TEXT = (b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")  # zip and .xlsx, .gz, .xls
# A cell that a spreadsheet would run as a formula begins with one of these, perhaps behind the apostrophes that say it
# should not.
FORMULAS = "=+-@\t\r\n＝＋－＠"
_FORMULA = re.compile(f"'*[{re.escape(FORMULAS)}]")


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `line` counts from 1, 0 means the whole file; `column` is a column's name or empty."""

    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line or ""), self.column) if part)
        return f"{place}: {self.message}"


@dataclass
class Problems:
    """What is wrong in some files: the first `limit` problems, and how many there were in all.

    `broken_off` says that a file could not be read to its end, so that rows may be missing that no problem names.
    """

    limit: int = 200
    found: list[Problem] = field(default_factory=list)
    total: int = 0
    broken_off: bool = False

    def add(self, file: str, line: int, column: str, message: str) -> None:
        self.total += 1
        if len(self.found) < self.limit:
            self.found.append(Problem(file, line, column, message))

    def __bool__(self) -> bool:
        return self.total > 0

    def sentences(self) -> list[str]:
        """The problems as lines to print, with a last one that counts those left out."""
        lines = [str(problem) for problem in self.found]
        if hidden := self.total - len(lines):
            lines.append(_("… and %(count)s more.") % {"count": hidden})
        return lines


class Row(NamedTuple):
    """A row by column name, cells stripped of surrounding space. `line` is where it starts, the header being line 1."""

    line: int
    values: dict[str, str]


def read_table(
    source: Path | BinaryIO,
    *,
    required: Collection[str],
    optional: Collection[str] = (),
    others: bool = False,
    called: Mapping[str, str] | None = None,
    encoding: str = "",
    problems: Problems,
    warnings: Problems | None = None,
    name: str = "",
) -> Iterator[Row]:
    """The good rows of a CSV file, one at a time; what is wrong goes to `problems`, under `name` (else the file's own).

    UTF-8 with or without BOM, UTF-16 with BOM; what is neither is read in the `encoding` that somebody has said, else
    in the likeliest one, of which `warnings` tell. Comma, semicolon or tab. A binary file must be seekable. A header
    that lacks a required column or has an unknown or repeated one yields no rows. Blank rows are passed over; a row
    that is too long, too short, holds NUL or has too long a cell is a problem and is left out. Optional columns that
    the file lacks are empty. With `others`, columns that nobody asked for may be there; `called` says which columns
    may go by another name. An apostrophe that `safe_cell` put before a formula is taken off again.
    """
    name = name or (source.name if isinstance(source, Path) else str(getattr(source, "name", "") or "CSV"))
    line = 1
    try:
        with ExitStack() as opened:
            binary = opened.enter_context(_binary(source))
            found = _encoding_of(binary, encoding)
            if found.told and warnings is not None:
                warnings.add(name, 0, "", found.told)
            text = opened.enter_context(_text(binary, found.codec))
            reader = _Reader(text, {*required, *optional, *(called or ())})
            reader.header = [(called or {}).get(column, column) for column in reader.header]
            judged = [column for column in reader.header if not others or column in {*required, *optional}]
            if not _header_is_good(judged, required, optional, problems, name):
                problems.broken_off = True
                return
            for row in reader.rows():
                line = row.line
                if values := _values(row, reader.header, problems, name):
                    yield Row(row.line, dict.fromkeys(optional, "") | values if optional else values)
    except BadLineError as error:
        problems.broken_off = True
        problems.add(name, error.line, "", error.message)
    except UnicodeDecodeError:
        problems.broken_off = True
        problems.add(name, line, "", _("After this line the text can't be decoded."))


def judge_rows(
    header: list[str],
    rows: Iterable[tuple[int, list[str]]],
    *,
    required: Collection[str],
    optional: Collection[str] = (),
    problems: Problems,
    name: str,
) -> Iterator[Row]:
    """The good rows of a table that was read elsewhere, as (line, cells), judged as `read_table` judges a file's."""
    if not _header_is_good(header, required, optional, problems, name):
        problems.broken_off = True
        return
    for line, cells in rows:
        if values := _values(_RawRow(line, list(map(str.strip, cells))), header, problems, name):
            yield Row(line, dict.fromkeys(optional, "") | values)


def safe_cell(value: object) -> str:
    """A value as the text of a CSV cell that no spreadsheet takes for a formula.

    Texts that begin with = + - @, their full-width forms, tab or a line break get an apostrophe in front; numbers stay
    numbers. `read_table` takes the apostrophe off.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) else value
    return value.isoformat() if isinstance(value, date | time) else str(value)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = False) -> Iterator[str]:
    """A CSV file as RFC 4180 has it, line by line, each cell safe. Excel needs the BOM to see UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    prefix = "\ufeff" if bom else ""
    for number, row in enumerate(_chain(header, rows)):
        writer.writerow([safe_cell(value) for value in row])
        yield prefix + buffer.getvalue() if number == 0 else buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], *, bom: bool = False) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(csv_lines(header, rows, bom=bom))


def _chain(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    yield header
    yield from rows


@contextmanager
def _binary(source: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, Path):
        with source.open("rb", buffering=BUFFER) as binary:
            yield binary
    else:
        yield source


@contextmanager
def _text(binary: BinaryIO, codec: str) -> Iterator[io.TextIOWrapper]:
    binary.seek(0)
    text = io.TextIOWrapper(binary, encoding=codec, newline="")
    try:
        yield text
    finally:
        text.detach()  # or the caller's file would be closed with the wrapper


def _encoding_of(binary: BinaryIO, said: str) -> Encoding:
    binary.seek(0)
    if binary.read(4).startswith(NO_TEXT):
        raise BadLineError(0, _("This is a spreadsheet or an archive, not CSV. Save it as CSV first."))
    return encoding_of(binary, said)


class _RawRow(NamedTuple):
    """A row as it was read, each cell stripped of surrounding space."""

    line: int
    cells: list[str]


class _Reader:
    """csv.reader with the line at which each row starts, a delimiter found from the header, and limits."""

    def __init__(self, text: io.TextIOWrapper, known: set[str]) -> None:
        lines = _lines(text)
        first = next(lines, "")
        self._csv = csv.reader(_again(first, lines), delimiter=_delimiter(first, known), strict=True)
        self.header = [cell.strip() for cell in self._next_row() or ()]
        while self.header and not self.header[-1]:
            self.header.pop()  # spreadsheets leave empty columns at the right
        if not self.header:
            raise BadLineError(1, _("The file has no header."))

    def rows(self) -> Iterator[_RawRow]:
        while True:
            line = self._csv.line_num + 1
            cells = self._next_row()
            if cells is None:
                return
            cells = list(map(str.strip, cells))
            if any(cells):
                yield _RawRow(line, cells)

    def _next_row(self) -> list[str] | None:
        line = self._csv.line_num + 1
        try:
            return next(self._csv, None)
        except csv.Error as error:
            raise BadLineError(line, _("This row can't be read (%(error)s).") % {"error": error}) from error


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise BadLineError(number, _("This line is longer than %(limit)s characters.") % {"limit": MAX_LINE})
        if number == 1 and "\0" in line:  # UTF-16 without its mark; further down only one row is lost
            raise BadLineError(number, _("This line contains a NUL character; the file is damaged or not text."))
        yield line


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _delimiter(header: str, known: set[str]) -> str:
    """The delimiter that makes out most known columns in the header, or else most columns."""

    def score(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:  # not a header at all; reading it will say so
            cells = []
        return len(known & {cell.strip() for cell in cells}), len(cells)

    return max(DELIMITERS, key=score)


def _header_is_good(
    header: list[str], required: Collection[str], optional: Collection[str], problems: Problems, name: str
) -> bool:
    before = problems.total
    for column in required:
        if column not in header:
            problems.add(name, 1, column, _("This column is missing."))
    for position, column in enumerate(header, start=1):
        if not column:
            problems.add(name, 1, "", _("Column %(number)s has no name.") % {"number": position})
        elif column in header[: position - 1]:
            problems.add(name, 1, column, _("This column is there twice."))
        elif column not in required and column not in optional:
            problems.add(name, 1, column, _("This column is not known."))
    return problems.total == before


def _values(row: _RawRow, header: list[str], problems: Problems, name: str) -> dict[str, str] | None:
    cells = row.cells
    if len(cells) < len(header) or any(cells[len(header) :]):
        counts = {"cells": len(cells), "columns": len(header)}
        problems.add(name, row.line, "", _("This row has %(cells)s cells, the header has %(columns)s.") % counts)
        return None
    whole = "".join(cells)
    if len(whole) <= MAX_FIELD and "\0" not in whole and "'" not in whole:  # asked of all cells at once: most are good
        return dict(zip(header, cells, strict=False))
    values = {column: _plain(cell) for column, cell in zip(header, cells, strict=False)}
    for column, value in values.items():
        if "\0" in value:
            problems.add(name, row.line, "", _("This line contains a NUL character; the file is damaged or not text."))
            return None
        if len(value) > MAX_FIELD:
            message = _("This cell is longer than %(limit)s characters.") % {"limit": MAX_FIELD}
            problems.add(name, row.line, column, message)
            return None
    return values


def _plain(cell: str) -> str:
    """Undo `safe_cell`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
