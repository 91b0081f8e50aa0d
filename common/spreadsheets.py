"""Spreadsheets (.xlsx) as tables of texts: written so that nothing in them runs, read within bounds.

A workbook is a zip of XML: its size unpacked is checked before it is opened, and openpyxl reads it through defusedxml,
so that neither a bomb nor an entity costs more than the file is worth.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from common.csv_reader import safe_cell

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_UNPACKED = 60_000_000  # bytes
MAX_PARTS = 200
TEXT = "@"  # the format of a text: Excel leaves the zeros of 01001 alone
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What openpyxl raises, besides ValueError, for a file that is damaged, locked or made by hand.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, SyntaxError, InvalidFileException, TypeError, AttributeError, LookupError,
    ArithmeticError, RuntimeError, EOFError, OSError, ValueError,
)  # fmt: skip
ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # no cell can hold these


def is_workbook(raw: bytes) -> bool:
    return raw.startswith(b"PK\x03\x04")


def write_sheet(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str,
    choices: Mapping[int, Sequence[str]] | None = None,
) -> bytes:
    """A workbook of one sheet: everything is text, no cell is a formula, the head stays in sight.

    `choices` gives the columns (from 0) that have a list to choose from.
    """
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title[:31]
    sheet.freeze_panes = "A2"
    for number, row in enumerate(chain([header], rows), start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet.cell(number, column), safe_cell(value), bold=number == 1)
    for column, name in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = min(60, max(12, 2 * len(name)))
    for column, words in (choices or {}).items():
        if "," in "".join(words):
            continue  # the list is written with commas between its words
        letter = get_column_letter(column + 1)
        listed = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        listed.add(f"{letter}2:{letter}{MAX_ROWS}")
        sheet.add_data_validation(listed)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write(cell: Cell, text: str, *, bold: bool) -> None:
    cell.value = text.translate(ILLEGAL)
    cell.data_type = "s"  # openpyxl would make a formula of a text that begins with "="
    cell.number_format = TEXT
    if bold:
        cell.font = Font(bold=True)


def read_sheet(raw: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The head and the rows that are not blank, with their numbers. Raises ValueError with a sentence."""
    _check_size(raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True)
        header = [_text(value) for value in next(rows, ())]
    except _DAMAGED as error:
        raise _unreadable() from error
    while header and not header[-1]:
        header.pop()
    return header, _rows(_whole(rows), len(header))


def _whole(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows as they are read; the damage of a file may begin behind its first row."""
    try:
        yield from rows
    except _DAMAGED as error:
        raise _unreadable() from error


def _unreadable() -> ValueError:
    return ValueError(_("This is not a spreadsheet that can be read. Save it as .xlsx or as CSV."))


def too_many_rows() -> ValueError:
    return ValueError(_("The sheet has more than %(most)s rows.") % {"most": MAX_ROWS})


def _rows(rows: Iterator[tuple[Any, ...]], width: int) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=2):
        cells = [_text(value) for value in row]
        if any(cells):
            if number > MAX_ROWS + 1:
                raise too_many_rows()
            yield number, [*islice(chain(cells, [""] * width), max(width, len(cells)))]


def _check_size(raw: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    except _DAMAGED as error:
        raise _unreadable() from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ValueError(_("This spreadsheet is too large."))


def _text(value: Any) -> str:
    """A cell as people read it: 4.0 is "4", a day is 2026-03-01."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()
