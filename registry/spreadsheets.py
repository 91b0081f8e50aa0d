"""A file of the city's folder as people edit it in a spreadsheet: its columns and its choices in words they read.

An uploaded file may name a column, or a choice in it, by our word in either language or by the name it has in a
city's folder.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.csv_reader import Problems, Row, csv_lines, judge_rows, read_table
from common.spreadsheets import is_workbook, read_sheet, too_many_rows, write_sheet
from common.workbooks import MAX_ROWS
from registry import folder_schema, geojson
from registry.cells import Text
from registry.folder.city import UNSAID, City
from registry.folder.geojson import is_geojson
from registry.folder_schema import Record
from registry.registers import FolderFile as File
from registry.registers.files import Line

MAX_BYTES = 1_500_000
GEOMETRY = "geometry"  # as problems with the shape of a feature are told


def as_workbook(file: File, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """What stands, as .xlsx; columns that have a list of choices offer it."""
    lists = {
        number: [str(word) for word in field.cell.choices.values()]
        for number, field in enumerate(file.sheet_fields) if field.cell.choices
    }  # fmt: skip
    return write_sheet(_header(file), _cells(file, rows), title=str(file.plural), choices=lists)


def as_csv(file: File, rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(csv_lines(_header(file), _cells(file, rows), bom=True))


def label_of(file: File, column: str) -> str:
    """What people call a column of the file, or the geometry of a feature."""
    if column == GEOMETRY:
        return _("Outline")
    return next((str(field.label) for field in file.sheet_fields if field.in_file == column), column)


def _header(file: File) -> list[str]:
    return [str(field.label) for field in file.sheet_fields]


def _cells(file: File, rows: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[object]]:
    for row in rows:
        yield [str(field.cell.choices.get(row[field.in_file], row[field.in_file])) for field in file.sheet_fields]


def read(
    file: File, raw: bytes, problems: Problems, warnings: Problems, *, city: City = UNSAID
) -> Sequence[Line]:  # fmt: skip
    """The good rows or features of an uploaded file, in WGS 84; what is wrong goes to `problems`, by row and column.

    `warnings` tell in which encoding a file was read, where that is a guess; `city` what its coordinates mean.
    """
    if geojson.takes_it(file) and is_geojson(raw):
        return geojson.read(file, raw, city, problems, warnings)
    return geojson.in_wgs84(file, _read_rows(file, raw, problems, warnings), city.reference, problems)


def _read_rows(file: File, raw: bytes, problems: Problems, warnings: Problems) -> list[Record]:
    choices = {field.in_file: _in_all_languages(field.cell.choices) for field in file.sheet_fields}
    try:
        rows = _read_workbook(file, raw, problems) if is_workbook(raw) else _read_csv(file, raw, problems, warnings)
        plain = [
            Row(row.line, {column: choices[column].get(cell, cell) for column, cell in row.values.items()})
            for row in rows
        ]
    except ValueError as error:
        problems.add("", 0, "", str(error))
        return []
    if not plain and not problems:
        problems.add("", 0, "", _("The file has no rows."))
    return folder_schema.parse(file.sheet_table, plain, problems)


def _read_workbook(file: File, raw: bytes, problems: Problems) -> Iterable[Row]:
    sheet = read_sheet(raw)
    called, table = _called(file), file.sheet_table
    header = [called.get(name, name) for name in sheet.header]
    for cell in sheet.odd:
        column = header[cell.column] if cell.column < len(header) else ""
        problems.add(table.name, cell.row, column, cell.sentence)
    return judge_rows(
        header, sheet.rows, required=[*table.needed], optional=[*table.optional, *table.ignored], problems=problems,
        name=table.name,
    )  # fmt: skip


def _read_csv(file: File, raw: bytes, problems: Problems, warnings: Problems) -> Iterable[Row]:
    """As many rows as a workbook may have: a preview of more would outlast the request."""
    table = file.sheet_table
    rows = read_table(
        io.BytesIO(raw), required=[*table.needed], optional=[*table.optional, *table.ignored], called=_called(file),
        problems=problems, warnings=warnings, name=table.name,
    )  # fmt: skip
    for number, row in enumerate(rows):
        if number == MAX_ROWS:
            raise too_many_rows()
        yield row


def _called(file: File) -> dict[str, str]:
    """What a column may be called, and which it is."""
    named = _in_all_languages({field.in_file: field.label for field in file.sheet_fields})
    return named | {field.in_file: field.in_file for field in file.sheet_fields}


def _in_all_languages(words: Mapping[str, Text]) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, __ in settings.LANGUAGES:
        with override(language):
            found |= {str(label): name for name, label in words.items()}
    return found
