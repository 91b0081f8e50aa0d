"""Read the first sheet of a workbook as a person sees it, alone in a process: `python -m common.workbook_reader`.

The bytes of the .xlsx come by standard input; what is printed is JSON: `rows`, each a number and its texts, and `odd`,
the cells that say something else than a text: row, column (both from 1), what is odd, and its word. Or `refused`: why
the sheet is not read. Only what holds the texts is read; styles, validations and drawings may be broken.
"""

import io
import json
import re
import sys
import zipfile
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, iterparse

from common.child import border, confine
from common.workbooks import COLUMNS, ERROR, FORMULA, MAX_COLUMNS, MAX_ROWS, MERGED, ROWS, SIZE

MEMORY = 800 << 20
SECONDS = 10
MAX_CELLS = 400_000  # of the sheet, and texts that cells share: some five seconds of a processor
MAX_UNPACKED = 60_000_000  # bytes
MAX_PARTS = 200
MAX_TEXT = 20_000_000  # characters of all cells together
EXCEL_ROWS = 1_048_576  # no sheet that Excel writes has more
CHUNK = 1 << 20

NS = f"{{{SHEET_MAIN_NS}}}"
# Of Chinese Excel, whose styles name these formats by number alone (ECMA-376 part 1, 18.8.30): days and times.
CHINESE_DATES = dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd")
_ROW, _CELL, _SHARED = (re.compile(rb"<(?:\w+:)?" + name + rb"[\s/>]") for name in (b"row", b"c", b"si"))
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ONLY_ZEROS = re.compile("0{2,}")


class RefusedError(Exception):
    """The sheet could be read, and is too large for what it is meant for."""


@dataclass
class SheetRead:
    """The texts of cells by row and column, both from 1; blank cells are left out."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    odd: list[tuple[int, int, str, str]] = field(default_factory=list)
    length: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        self.length += len(text)
        if self.length > MAX_TEXT:
            raise RefusedError(SIZE)
        self.rows.setdefault(row, {})[column] = text

    def said(self) -> dict[str, Any]:
        rows = [
            (number, [cells.get(column, "") for column in range(1, max(cells) + 1)])
            for number, cells in sorted(self.rows.items())
        ]
        return {"rows": rows, "odd": sorted(self.odd)}


def main() -> int:
    confine(memory=MEMORY, seconds=SECONDS)
    with border():
        try:
            said = read(sys.stdin.buffer.read())
        except RefusedError as no:
            said = {"refused": str(no)}
        text = json.dumps(said)
    sys.stdout.write(text)
    return 0


def read(raw: bytes) -> dict[str, Any]:
    parts = zipfile.ZipFile(io.BytesIO(raw)).infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RefusedError(SIZE)
    reader: Any = ExcelReader(io.BytesIO(raw), data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    path = _first_sheet(reader)
    _refuse_many(reader.archive, path, _ROW, EXCEL_ROWS, ROWS)
    _refuse_many(reader.archive, path, _CELL, MAX_CELLS, SIZE)
    formats = _formats(reader.archive)
    with reader.archive.open(path) as source:
        return _sheet(_Parser(source, _strings(reader), formats, reader.wb.epoch), formats).said()


def _first_sheet(reader: Any) -> str:
    """The path of the first sheet that is not hidden; templates hide sheets with lists."""
    found = [
        (sheet.state != "visible", str(link.target)) for sheet, link in reader.parser.find_sheets()
        if "chartsheet" not in link.Type and link.target in reader.valid_files
    ]  # fmt: skip
    return min(found, key=lambda each: each[0])[1]


def _refuse_many(archive: zipfile.ZipFile, path: str, tag: re.Pattern[bytes], most: int, why: str) -> None:
    """Before the part is parsed: millions of empty rows are a few kilobytes, and each costs as much time as one with
    words. To count 50 MB takes a fraction of a second, to parse them twenty."""
    count, rest = 0, b""
    with archive.open(path) as source:
        while chunk := source.read(CHUNK):
            count += len(tag.findall(rest + chunk))
            rest = chunk[-20:] if not tag.search(chunk[-20:]) else b""
    if count > most:
        raise RefusedError(why)


def _strings(reader: Any) -> list[str]:
    """The shared texts, in their order. Not openpyxl's own reading: it builds ten objects for each."""
    found: list[str] = []
    if (part := reader.package.find(SHARED_STRINGS)) is None:
        return found
    path = part.PartName[1:]
    _refuse_many(reader.archive, path, _SHARED, MAX_CELLS, SIZE)
    with reader.archive.open(path) as source:
        for _event, node in iterparse(source):
            if node.tag == f"{NS}si":
                runs = (*node.findall(f"{NS}t"), *node.findall(f"{NS}r/{NS}t"))  # without their phonetics
                found.append("".join(each.text or "" for each in runs))
                node.clear()
    return found


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """The number format of each style, which says whether a number is a day."""
    if ARC_STYLE not in archive.namelist():
        return []
    styles = fromstring(archive.read(ARC_STYLE))
    own = {each.get("numFmtId"): each.get("formatCode", "") for each in styles.iter(f"{NS}numFmt")}
    known = {str(number): code for number, code in (CHINESE_DATES | BUILTIN_FORMATS).items()}
    numbers = [each.get("numFmtId", "0") for each in styles.iterfind(f"{NS}cellXfs/{NS}xf")]
    return [own.get(number) or known.get(number, "") for number in numbers]


class _Parser(WorkSheetParser):
    """The cells as openpyxl understands them, and the merged ranges."""

    def __init__(self, source: Any, strings: list[str], formats: list[str], epoch: datetime) -> None:
        super().__init__(
            source, strings, data_only=True, epoch=epoch,
            date_formats={number for number, code in enumerate(formats) if is_date_format(code)},
            timedelta_formats={number for number, code in enumerate(formats) if is_timedelta_format(code)},
        )  # fmt: skip
        self.ranges: list[str] = []

    def parse(self) -> Generator[tuple[int, list[dict[str, Any]]], None, None]:
        for _event, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()
                self.row_dimensions.clear()  # nobody asks for the heights of a million rows
            elif element.tag == f"{NS}mergeCell":
                self.ranges.append(element.get("ref", ""))

    def parse_cell(self, element: Element) -> dict[str, Any]:
        """A formula without its result is an error: programs write them, and only Excel calculates them."""
        cell: dict[str, Any] = super().parse_cell(element)
        calculated = element.findtext(VALUE_TAG) or (element.get("t") == "str" and element.find(VALUE_TAG) is not None)
        if element.find(FORMULA_TAG) is not None and not calculated:
            cell |= {"data_type": FORMULA, "value": ""}
        return cell


def _sheet(parser: _Parser, formats: list[str]) -> SheetRead:
    found = SheetRead()
    for number, cells in parser.parse():
        for cell in cells:
            _take(cell, number, formats, found)
    _spread(parser.ranges, found)
    return found


def _take(cell: dict[str, Any], row: int, formats: list[str], found: SheetRead) -> None:
    column, kind = cell["column"], cell["data_type"]
    style = int(cell["style_id"])
    text = _text(cell["value"], formats[style] if style < len(formats) else "")
    if kind in ("e", FORMULA):
        found.odd.append((row, column, ERROR if kind == "e" else FORMULA, text))
    elif not text:
        return
    if row > MAX_ROWS + 1:
        raise RefusedError(ROWS)
    if column > MAX_COLUMNS:
        raise RefusedError(COLUMNS)
    found.put(row, column, text)


def _spread(ranges: Iterable[str], found: SheetRead) -> None:
    """Let each row have the text that a cell merged downwards shows beside it.

    One merged across columns says one thing of two, and none of them can be told to mean it.
    """
    last = max(found.rows, default=0)
    for name in ranges:
        left, top, right, bottom = (int(each or 0) for each in range_boundaries(name))
        text = found.rows.get(top, {}).get(left, "")
        if text and left < right:
            found.odd.append((top, left, MERGED, name))
        elif text and top > 1:
            for row in range(top + 1, min(bottom, last) + 1):
                if row in found.rows and left not in found.rows[row]:
                    found.put(row, left, text)


def _text(value: Any, shown_as: str) -> str:
    """A cell as people read it: 4.0 is "4", a day is 2026-03-01, 1001 shown as 00000 is "01001"."""
    if isinstance(value, str):
        plain = _ESCAPED.sub(_unescaped, value) if "_x" in value else value
        return plain.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, shown_as)
    if isinstance(value, date | time | timedelta):
        return _moment(value)
    return "" if value is None else str(value)


def _unescaped(match: re.Match[str]) -> str:
    """What XML can't hold is written as _x000D_ (ECMA-376 part 1, 22.4.2.4); halves of a character stay so."""
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)


def _number(value: int | float, shown_as: str) -> str:
    """With the 15 digits that Excel keeps: 0.1 + 0.2 is 0.3 there."""
    if isinstance(value, float) and not (value.is_integer() and abs(value) < 1e15):
        return f"{value:.15g}"
    text = str(int(value))
    return text.zfill(len(shown_as)) if _ONLY_ZEROS.fullmatch(shown_as) else text


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        midnight = value.time() == time.min
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return value.isoformat()


if __name__ == "__main__":
    sys.exit(main())
