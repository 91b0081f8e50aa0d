"""The files of a city's folder, checked and written by what the registers declare."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from common.csv_reader import Problems
from registry.folder_schema import Record
from registry.registers.table import TableRegister, by_file, named_in, target

Rows = Mapping[str, Sequence[Record]]  # by the name of the file


def check(rows: Rows, problems: Problems) -> None:
    """What the files of a folder say wrong beyond their cells, by file, line and column.

    A code may name what stands already or what another file of the same folder brings.
    """
    for register in by_file().values():
        records = rows.get(register.file, ())
        if records:
            _check_codes(register, records, rows, problems)
            _check_together(register, records, problems)


def _check_codes(
    register: TableRegister[Any, Any], records: Sequence[Record], rows: Rows, problems: Problems
) -> None:  # fmt: skip
    for field in register.file_fields:
        if not field.refers or not any(record[field.in_file] for record in records):
            continue
        known = target(field.refers).keys() | set(_brought(target(field.refers), rows))
        for record in records:
            for code in named_in(record[field.in_file]):
                if code not in known:
                    sentence = _("Unknown code “%(code)s”.") % {"code": code}
                    problems.add(register.file, record.line, field.in_file, sentence)


def _brought(register: TableRegister[Any, Any], rows: Rows) -> Iterator[str]:
    for record in rows.get(register.file, ()):
        yield register.read_row(record.values)[0]


def _check_together(register: TableRegister[Any, Any], records: Sequence[Record], problems: Problems) -> None:
    try:
        requests = register.requests(records, complete=False)
    except ValueError:
        requests = _readable(register, records, problems)
    for part in register.parts:
        for trouble in part.problems([each for each in requests if each.register is part]):
            field = part.by_name.get(trouble.field)
            column = field.in_file if field else trouble.field
            problems.add(register.file, trouble.request.line, column, trouble.sentence)


def _readable(register: TableRegister[Any, Any], records: Sequence[Record], problems: Problems) -> list[Any]:
    """The requests of the rows whose cells fit together; the others become problems."""
    found: list[Any] = []
    for record in records:
        try:
            found += register.requests([record], complete=False)
        except ValueError as error:
            problems.add(register.file, record.line, register.fields[-1].in_file, str(error))
    return found
