"""The CSV files of a city's folder: their columns, their keys, and the rows with their cells read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.csv_reader import Problems, Row, read_table
from registry.cells import Parser


@dataclass(frozen=True)
class Table:
    """`needed` columns must be there and filled; `optional` ones may be empty; `ignored` ones may be there."""

    file: str
    key: tuple[str, ...]
    needed: Mapping[str, Parser]
    optional: Mapping[str, Parser] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.file.removesuffix(".csv")

    @property
    def columns(self) -> list[str]:
        """What an export writes."""
        return [*self.needed, *self.optional]


@dataclass(frozen=True, slots=True)
class Record:
    """A row with its cells read; `line` is where it stands."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


def read(
    table: Table, folder: Path, problems: Problems, *, encoding: str = "", warnings: Problems | None = None
) -> list[Record] | None:  # fmt: skip
    """The good rows of a file of the folder, None where it is absent; bad cells and repeated keys become problems."""
    path = folder / table.file
    if not path.exists():
        return None
    rows = read_table(
        path, required=[*table.needed], optional=[*table.optional, *table.ignored], encoding=encoding,
        problems=problems, warnings=warnings,
    )  # fmt: skip
    return parse(table, rows, problems)


def parse(table: Table, rows: Iterable[Row], problems: Problems) -> list[Record]:
    """The rows with their cells read; bad cells and repeated keys become problems."""
    parsers = {**table.needed, **table.optional}
    records = [
        record for row in rows if (record := _record(table, row.line, row.values, parsers, problems)) is not None
    ]
    return list(_once(table, records, problems))


def _record(
    table: Table, line: int, cells: Mapping[str, str], parsers: Mapping[str, Parser], problems: Problems
) -> Record | None:
    before, values = problems.total, {}
    for column, parse in parsers.items():
        if column in table.needed and not cells[column]:
            problems.add(table.file, line, column, _("This cell must not be empty."))
            continue
        try:
            values[column] = parse(cells[column])
        except ValueError as error:
            problems.add(table.file, line, column, str(error))
    return Record(line, values) if problems.total == before else None


def _once(table: Table, records: Iterable[Record], problems: Problems) -> Iterable[Record]:
    seen: dict[tuple[Any, ...], int] = {}
    for record in records:
        key = tuple(record[column] for column in table.key)
        if key in seen:
            message = _("“%(key)s” stands already in line %(line)s.")
            named = " ".join(str(part) for part in key if part)
            problems.add(table.file, record.line, table.key[-1], message % {"key": named, "line": seen[key]})
        else:
            seen[key] = record.line
            yield record
