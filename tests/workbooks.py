"""Spreadsheets of administration, taken out, changed and sent back, as people do it."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

Rows = list[list[Any]]
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


def taken_out(client: Client, table: str) -> Rows:
    sheet: Any = load_workbook(io.BytesIO(client.get(f"/city/tables/{table}.xlsx").content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def workbook(rows: Rows) -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(buffer)
    return buffer.getvalue()


def upload(client: Client, table: str, content: bytes, **rest: str) -> Any:
    return client.post(f"/city/tables/{table}/", {"file": SimpleUploadedFile("t.xlsx", content), **rest})


def confirm(client: Client, table: str, answer: Any) -> Any:
    said = {name: value for name, value in answer.context["confirm"].initial.items() if value}
    return client.post(f"/city/tables/{table}/", said)


def column(rows: Rows, name: str) -> int:
    return rows[0].index(name)


def with_part(raw: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            own = old.read(part)
            new.writestr(part, change(own) if part == name else own)
    return buffer.getvalue()


def bomb(raw: bytes, strings: bytes, rows: bytes = b"") -> bytes:
    """The workbook, which has its texts in its cells, with shared texts besides and more rows."""
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    raw = with_part(raw, "[Content_Types].xml", lambda part: part.replace(b"</Types>", override))
    raw = with_part(raw, SHEET, lambda part: part.replace(b"</sheetData>", rows + b"</sheetData>"))
    buffer = io.BytesIO(raw)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        assert "xl/sharedStrings.xml" not in archive.namelist()
        sheet = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + strings + b"</sst>"
        archive.writestr("xl/sharedStrings.xml", sheet)
    return buffer.getvalue()
