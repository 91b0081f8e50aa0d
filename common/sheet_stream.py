"""Lists as spreadsheets (.xlsx), written while they are read: memory stays the same whatever the number of rows.

openpyxl gives nothing away before the last row, which takes longer than a web worker may be silent; a sheet of texts,
numbers and moments is little XML (ECMA-376 part 1, §18.3), and a zip can be streamed. Cells are never formulas.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.utils import timezone

from common.csv_reader import MAX_FIELD

FLUSH = 64_000  # bytes that are worth sending
MAX_TITLE = 31  # characters
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - day 0 of spreadsheets, which know no time zones
_NOT_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_ILLEGAL = re.compile(f"[{_NOT_XML}]")
_SPECIAL = re.compile(f"[&<>{_NOT_XML}]|_x")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what spreadsheets would read as the code of a character
_UNTITLED = re.compile(r"[\[\]:*?/\\']")
_PLAIN, _HEAD, _TEXT, _MOMENT = range(4)  # the styles below

_NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # 49 is "text": what is typed over such a cell later is no formula either.
    "xl/styles.xml": f'<styleSheet {_NAMESPACE}>'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A heading, and how many digits wide the column is."""

    name: str
    width: int = 16


def sheet_chunks(columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]], *, title: str) -> Iterator[bytes]:
    """A workbook of one sheet in pieces. Texts stay texts, int and float are numbers, None and "" are empty.

    Moments with a time zone are shown as those of the present one. What no cell can hold is left out of a text, and a
    text that is too long is cut off.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # type: ignore[call-overload]
        for name, xml in _PARTS.items():
            archive.writestr(name, _XML + xml)
        archive.writestr("xl/workbook.xml", _XML + _workbook(title))
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for piece in _sheet(columns, rows):
                sheet.write(piece.encode())
                if len(pipe.waiting) >= FLUSH:
                    yield pipe.take()
    yield pipe.take()


class _Pipe:
    """What a zip is written to; without `seek` and `tell`, so that it writes straight on."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Everything is here already."""

    def take(self) -> bytes:
        taken, self.waiting = bytes(self.waiting), bytearray()
        return taken


def _workbook(title: str) -> str:
    name = escape(_UNTITLED.sub(" ", _ILLEGAL.sub("", title))[:MAX_TITLE])
    return (
        f'<workbook {_NAMESPACE} xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(columns: Sequence[SheetColumn], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield (
        f'{_XML}<worksheet {_NAMESPACE}><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>'
    )
    for number, column in enumerate(columns, start=1):
        yield f'<col min="{number}" max="{number}" width="{column.width}" customWidth="1"/>'
    yield f"</cols><sheetData><row>{''.join(_text(column.name, _HEAD) for column in columns)}</row>"
    from openpyxl.utils import get_column_letter  # with all of openpyxl and numpy, which most processes never need

    last = 1
    for row in rows:
        last += 1
        yield f"<row>{''.join(map(_cell, row))}</row>"
    yield f'</sheetData><autoFilter ref="A1:{get_column_letter(len(columns))}{last}"/></worksheet>'


def _cell(value: object) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, datetime):
        local = timezone.make_naive(value) if timezone.is_aware(value) else value
        return f'<c s="{_MOMENT}"><v>{(local - _EPOCH).total_seconds() / 86_400:.10f}</v></c>'
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<c s="{_PLAIN}"><v>{value}</v></c>'
    return _text(str(value), _TEXT)


def _text(text: str, style: int) -> str:
    text = text[:MAX_FIELD]
    if _SPECIAL.search(text):  # seldom, and the three changes would cost more than the rest of the cell
        text = escape(_ESCAPE.sub("_x005F_", _ILLEGAL.sub("", text)), quote=False)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
