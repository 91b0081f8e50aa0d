"""Spreadsheets (.xlsx) as tables of texts: written so that nothing in them runs, read within bounds.

A workbook is read in a process of its own (`common.workbook_reader`), so that neither a bomb nor a damaged part costs
this one more than a few seconds of waiting.
"""

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from common.child import TooMuchError, UnreadableError, ask
from common.csv_reader import safe_cell
from common.workbooks import COLUMNS, ERROR, FORMULA, MAX_COLUMNS, MAX_ROWS, ROWS

if TYPE_CHECKING:
    from openpyxl.cell import Cell

PATIENCE = 20  # seconds; the reader's own limit is 10 of processor time
TEXT = "@"  # the format of a text: Excel leaves the zeros of 01001 alone
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what spreadsheets would read as the code of a character
ILLEGAL = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])  # no cell can hold these


@dataclass(frozen=True)
class OddCell:
    """A cell whose text is not what it means: its row from 1, its column from 0, and a sentence that says why."""

    row: int
    column: int
    sentence: str


@dataclass(frozen=True)
class Sheet:
    """The texts of row 1, and of those below that are not blank, with their numbers."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    odd: list[OddCell]


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
    from openpyxl import Workbook  # with numpy, which most processes never need
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book, bold = Workbook(), Font(bold=True)
    sheet: Any = book.active
    sheet.title = title[:31]
    sheet.freeze_panes = "A2"
    for number, row in enumerate(chain([header], rows), start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet.cell(number, column), safe_cell(value), bold if number == 1 else None)
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


def _write(cell: "Cell", text: str, font: Any) -> None:
    cell.value = ESCAPE.sub("_x005F_", text.translate(ILLEGAL))
    cell.data_type = "s"  # openpyxl would make a formula of a text that begins with "="
    cell.number_format = TEXT
    if font is not None:
        cell.font = font


def read_sheet(raw: bytes) -> Sheet:
    """The first sheet, with each cell as a person sees it. Raises ValueError with a sentence that says why it can't."""
    try:
        said = json.loads(ask("common.workbook_reader", given=raw, patience=PATIENCE))
    except TooMuchError as error:
        sentence = _(
            "This spreadsheet can't be read, because it takes too much time or memory. Copy its rows into a new one."
        )
        raise ValueError(sentence) from error
    except UnreadableError as error:
        sentence = _(
            "This spreadsheet can't be read, because it is damaged, locked, or none. Save it anew as .xlsx or as CSV."
        )
        raise ValueError(sentence) from error
    if "refused" in said:
        raise _refusal(said["refused"])
    rows = [(number, cells) for number, cells in said["rows"]]
    header = rows.pop(0)[1] if rows and rows[0][0] == 1 else []
    odd = [OddCell(row, column - 1, _oddity(kind, word)) for row, column, kind, word in said["odd"]]
    return Sheet(header, [(number, _padded(cells, len(header))) for number, cells in rows], odd)


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def too_many_rows() -> ValueError:
    return ValueError(_("The sheet has more than %(most)s rows.") % {"most": MAX_ROWS})


def _refusal(why: str) -> ValueError:
    if why == ROWS:
        return too_many_rows()
    if why == COLUMNS:
        return ValueError(_("The sheet has more than %(most)s columns.") % {"most": MAX_COLUMNS})
    return ValueError(_("This spreadsheet is too large."))


def _oddity(kind: str, word: str) -> str:
    if kind == ERROR:
        return _("This cell shows the error %(error)s.") % {"error": word}
    if kind == FORMULA:
        return _("This cell has a formula without its result. Open the file in Excel, save it, and send it again.")
    return _("The cells %(range)s are merged across columns, so that nobody can tell which of them has the text.") % {
        "range": word
    }
