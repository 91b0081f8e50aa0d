"""The tables that administrators take out, edit in a spreadsheet and put back: their columns in words people read.

A file may name a column, or a choice in it, by our word in either language or by the name it has in a city's folder.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, override

from cases.registers import RULES_FILE
from catalogue.registers import CATALOGUE as CATALOGUE_FILE
from common.csv_reader import Problems, Row, csv_lines, judge_rows, read_table
from common.spreadsheets import is_workbook, read_sheet, write_sheet
from registry import folder_schema
from registry.folder_schema import Record, Table
from registry.registers import FolderFile

MAX_BYTES = 1_500_000
Words = Mapping[str, str | Promise]


@dataclass(frozen=True)
class Sheet:
    """A file of the city's folder as a spreadsheet."""

    file: FolderFile

    @property
    def name(self) -> str:
        return self.file.table.name

    @property
    def title(self) -> str | Promise:
        return self.file.plural

    @property
    def table(self) -> Table:
        return self.file.sheet_table

    @cached_property
    def labels(self) -> Words:
        """The columns in their order."""
        return {field.in_file: field.label for field in self.file.sheet_fields}

    @cached_property
    def choices(self) -> Mapping[str, Words]:
        """The words of the columns that have a list."""
        return {field.in_file: field.cell.choices for field in self.file.sheet_fields if field.cell.choices}

    @cached_property
    def columns(self) -> list[str]:
        return [*self.labels]

    @cached_property
    def names(self) -> dict[str, str]:
        """What a column may be called, and which it is."""
        return {name: name for name in self.columns} | _in_all_languages(self.labels)

    @cached_property
    def values(self) -> dict[str, dict[str, str]]:
        return {column: _in_all_languages(words) for column, words in self.choices.items()}

    def label(self, column: str) -> str:
        return str(self.labels.get(column, column))


def _in_all_languages(words: Words) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, __ in settings.LANGUAGES:
        with override(language):
            found |= {str(label): name for name, label in words.items()}
    return found


CATALOGUE, RULES = Sheet(CATALOGUE_FILE), Sheet(RULES_FILE)
SHEETS = {sheet.name: sheet for sheet in (CATALOGUE, RULES)}


def as_workbook(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> bytes:
    lists = {sheet.columns.index(name): [str(word) for word in words.values()] for name, words in sheet.choices.items()}
    return write_sheet(_header(sheet), _cells(sheet, rows), title=str(sheet.title), choices=lists)


def as_csv(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(csv_lines(_header(sheet), _cells(sheet, rows), bom=True))


def _header(sheet: Sheet) -> list[str]:
    return [str(label) for label in sheet.labels.values()]


def _cells(sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> Iterable[Sequence[object]]:
    for row in rows:
        yield [_word(sheet, column, row.get(column)) for column in sheet.columns]


def _word(sheet: Sheet, column: str, value: Any) -> object:
    words = sheet.choices.get(column, {})
    return str(words[value]) if value in words else value


def read(sheet: Sheet, raw: bytes, problems: Problems) -> list[Record]:
    """The good rows of an uploaded file; what is wrong goes to `problems`, by row and column."""
    rows = _read_workbook if is_workbook(raw) else _read_csv
    try:
        plain = [Row(row.line, _values(sheet, row.values)) for row in rows(sheet, raw, problems)]
    except ValueError as error:
        problems.add("", 0, "", str(error))
        return []
    if not plain and not problems:
        problems.add("", 0, "", gettext("The file has no rows."))
    return folder_schema.parse(sheet.table, plain, problems)


def _read_workbook(sheet: Sheet, raw: bytes, problems: Problems) -> Iterable[Row]:
    header, rows = read_sheet(raw)
    header = [sheet.names.get(name, name) for name in header]
    table = sheet.table
    return judge_rows(
        header, rows, required=[*table.needed], optional=[*table.optional], problems=problems, name=sheet.name
    )


def _read_csv(sheet: Sheet, raw: bytes, problems: Problems) -> Iterable[Row]:
    table = sheet.table
    return read_table(
        io.BytesIO(raw), required=[*table.needed], optional=[*table.optional], called=sheet.names, problems=problems,
        name=sheet.name,
    )  # fmt: skip


def _values(sheet: Sheet, cells: Mapping[str, str]) -> dict[str, str]:
    """Choices said in words become the names that the tables know."""
    return {column: sheet.values.get(column, {}).get(cell, cell) for column, cell in cells.items()}
