"""`TableRegister`: a register whose things are rows of one table, with a field for each column and a file of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from common.csv_reader import Problems
from registry.folder_schema import Record
from registry.registers.base import REGISTERS, ChangeRequest, Data, Row, Trouble, named, wrong
from registry.registers.fields import Field
from registry.registers.files import Codes, FolderFile, add_lost_zeros, named_in, with_zeros
from registry.registers.paged import PagedRegister, target

References = Mapping[str, Mapping[str, models.Model]]  # rows by their keys, by the name of the field

NO_KEYS = {"add", ".", ".."}  # pages have these addresses, or browsers make others of them


class TableRegister(PagedRegister[Row, Data], FolderFile):
    """A register whose things are rows of one table, with a field for each column.

    `file` is their CSV in the city's folder (empty: none).

    `extends` is the kind of another register whose things this one knows more about, under the same keys: its fields
    stand behind that register's in one form and one file, and each of the two is written and logged by itself. So a
    higher house adds to what a lower one keeps. Such a register is `by_default`: its row is there with the other's.
    """

    file: ClassVar[str] = ""
    extends: ClassVar[str] = ""

    @property
    def parts(self) -> tuple["TableRegister[Any, Any]", ...]:
        """This register and those that extend it, which know the same things by the same keys."""
        tables = (each for each in REGISTERS.values() if isinstance(each, TableRegister))
        return (self, *(each for each in tables if each.extends == self.kind))

    # --- writing ------------------------------------------------------------------------------------------------------

    def problems(self, requests: Sequence[ChangeRequest]) -> Iterator[Trouble]:
        """What is wrong with the requests beyond their cells and codes, found without looking at rows of the load.

        The folder and the spreadsheet list all of it, by line and column; a page is refused the first.
        """
        yield from ()

    def check(self, request: ChangeRequest, row: Row | None, by: User | None) -> None:
        """What is asked of one request with the row as it stands; raises Refused with the names of the wrong fields."""

    def fill(self, row: Row, data: Data, references: References) -> None:
        """Set the columns of a row from data that was checked."""
        for field in self.fields:
            value = getattr(data, field.name)
            setattr(row, field.name, references[field.name].get(value) if field.refers else value)

    def write_many(self, requests: Sequence[ChangeRequest], rows: dict[str, Row], by: User | None) -> dict[str, Row]:
        written = self.prepare(requests, rows, by)
        self.store(list(written.values()))
        return written

    def prepare(self, requests: Sequence[ChangeRequest], rows: dict[str, Row], by: User | None) -> dict[str, Row]:
        """The rows as requested, checked and filled, not stored yet; those of `rows` are changed, others made."""
        written: dict[str, Row] = {}
        beside = self._named_by_keys([each.key for each in requests if each.key not in rows])
        for each in requests:
            with named(each):
                written[each.key] = rows.get(each.key) or self.new(each.key, beside)
        references = self.references(requests, written)
        for each in requests:
            with named(each):
                self._check_cells(each, references)
                self.check(each, rows.get(each.key), by)
        for trouble in self.problems(requests):
            with named(trouble.request):
                raise wrong(trouble.field, trouble.sentence)
        for each in requests:
            with named(each):
                self.fill(written[each.key], each.data, references)
        return written

    def new(self, key: str, beside: References) -> Row:
        """A row with the columns that its key names; `beside` has the rows to which the key refers."""
        if key in NO_KEYS:
            raise wrong(self.key.names[0], _("“%(code)s” can't be a code.") % {"code": key})
        parts, values = self.key.parts(key) or {}, {}
        for field in self.key.fields:
            value = self._read(field, parts.get(field.name, ""), required=field.required)
            values[field.name] = beside[field.name].get(value) if field.refers else value
            if value and values[field.name] is None:
                raise wrong(field.name, _("Unknown code “%(code)s”.") % {"code": value})
        return self.model(**values)

    def _named_by_keys(self, keys: Collection[str]) -> References:
        parts = [found for key in keys if (found := self.key.parts(key)) is not None]
        return {
            field.name: target(field.refers).rows_of({each[field.name] for each in parts}) if parts else {}
            for field in self.key.fields if field.refers
        }  # fmt: skip

    def store(self, rows: Sequence[Row]) -> None:
        """One statement for what is new and one for what is changed, however many they are.

        What refers to another row of its own table is set last, when all of them have a primary key.
        """
        new, changed = [row for row in rows if row.pk is None], [row for row in rows if row.pk is not None]
        fresh = {id(row) for row in new}
        own = [field.name for field in self.fields if field.refers == self.kind]
        above = [(row, name, value) for row in rows for name in own if (value := getattr(row, name)) is not None]
        for row, name, __ in above:
            setattr(row, name, None)
        self.model._default_manager.bulk_create(new, batch_size=1_000)
        for row, name, value in above:
            setattr(row, name, value)
        if late := [row for row, __, ___ in above if id(row) in fresh]:
            self.model._default_manager.bulk_update(late, own, batch_size=500)
        if changed:
            self.model._default_manager.bulk_update(changed, list(self.columns), batch_size=500)

    @property
    def columns(self) -> Sequence[str]:
        """The columns of the model that `fill` sets."""
        return [field.name for field in self.fields]

    def references(self, requests: Sequence[ChangeRequest], written: Mapping[str, Row]) -> References:
        """What the fields name: rows by key, one query for each field; the rows of the same call among them."""
        found: dict[str, Mapping[str, models.Model]] = {}
        for field in self.fields:
            if field.refers:
                codes = {code for each in requests for code in named_in(getattr(each.data, field.name))}
                rows = target(field.refers).rows_of(codes) if codes else {}
                found[field.name] = {**rows, **written} if field.refers == self.kind else rows
        return found

    def _check_cells(self, request: ChangeRequest, references: References) -> None:
        for field in self.fields:
            value = getattr(request.data, field.name)
            self._read(field, field.cell.write(value), required=field.required)
            for code in named_in(value) if field.refers else ():
                if code not in references[field.name]:
                    raise wrong(field.name, _("Unknown code “%(code)s”.") % {"code": code})

    def _read(self, field: Field, text: str, *, required: bool) -> Any:
        if required and not text:
            raise wrong(field.name, _("This is needed."))
        try:
            return field.cell.read(text)
        except ValueError as error:
            raise wrong(field.name, str(error)) from error

    # --- files --------------------------------------------------------------------------------------------------------

    @property
    def kinds(self) -> tuple[str, ...]:
        return (self.kind,)

    @property
    def own_fields(self) -> tuple[Field, ...]:
        """The key's fields and those of this register, without those of the registers that extend it."""
        return (*self.key.fields, *self.fields)

    @property
    def file_fields(self) -> tuple[Field, ...]:
        """The columns of the file, with those of the registers that extend this one."""
        return (*self.key.fields, *(field for part in self.parts for field in part.fields))

    @property
    def file_key(self) -> tuple[str, ...]:
        return tuple(field.in_file for field in self.key.fields)

    def read_row(self, values: Mapping[str, Any]) -> tuple[str, Data]:
        """The key and the data that a row of the file stands for; its cells are read already.

        Raises ValueError with a sentence where the cells do not fit together.
        """
        named = {field.name: values[field.in_file] for field in self.own_fields}
        return self.key.text(named), self.data_class(**{field.name: named[field.name] for field in self.fields})

    def write_row(self, row: Row) -> dict[str, Any]:
        """The cells of the file for a row of the table, as values."""
        said = self.snapshot(row)
        named = self.row_parts(row) | {field.name: getattr(said, field.name) for field in self.fields}
        return {field.in_file: named[field.name] for field in self.own_fields}

    def brings(self, kind: str, records: Sequence[Record]) -> Iterator[str]:
        for record in records:
            yield self.key.text({field.name: record[field.in_file] for field in self.key.fields})

    def export(self) -> Iterator[dict[str, str]]:
        fields, parts = self.file_fields, self.parts[1:]
        rows = self.rows().iterator(chunk_size=2_000)
        while chunk := list(islice(rows, 2_000)):
            keys = [self.row_key(row) for row in chunk]
            beside = [(part, part.rows_of(keys)) for part in parts]
            for key, row in zip(keys, chunk, strict=True):
                values = self.write_row(row)
                for part, extending in beside:
                    values |= part.write_row(extending[key])
                yield {field.in_file: field.cell.write(values[field.in_file]) for field in fields}

    def check_file(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        self.check_codes(records, codes, problems)
        self.check_zeros(records, codes, problems)
        for part, requests in zip(self.parts, self._asked(records, problems), strict=True):
            for trouble in part.problems(requests):
                field = part.by_name.get(trouble.field)
                column = field.in_file if field else trouble.field
                problems.add(self.file, trouble.request.line, column, trouble.sentence)

    def check_zeros(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        """What is new under a code that stands but for its leading zeros."""
        if len(self.key.fields) > 1:
            return
        column, known, standing = self.key.fields[0].in_file, codes[self.kind], None
        for record in records:
            code = str(record[column])
            if whole := with_zeros(code, known):
                standing = self.keys() if standing is None else standing
                if code not in standing:
                    add_lost_zeros(problems, self.file, record.line, column, code, whole)

    def requests(
        self, records: Sequence[Record], *, complete: bool, today: date, problems: Problems, by: User | None
    ) -> list[ChangeRequest]:
        """A row becomes one request for each of the `parts`: first those of this register for all rows."""
        own, *more = self._asked(records, problems)
        listed = {each.key for each in own}
        absent = [row for row in self.rows() if self.row_key(row) not in listed] if complete else []
        own += [ChangeRequest(self, self.row_key(row), self.absent(row)) for row in absent]
        return [*own, *(each for of_part in more for each in of_part)]

    def _asked(self, records: Sequence[Record], problems: Problems) -> list[list[ChangeRequest]]:
        """The requests of the rows to each of the `parts`; where the cells of a row do not fit together a problem."""
        parts = self.parts
        asked: list[list[ChangeRequest]] = [[] for __ in parts]
        for record in records:
            try:
                key, data = self.read_row(record.values)
                more = [part.read_row(record.values)[1] for part in parts[1:]]
            except ValueError as error:
                problems.add(self.file, record.line, self.fields[-1].in_file, str(error))
                continue
            own = ChangeRequest(self, key, data, label=_("line %(line)s") % {"line": record.line}, line=record.line)
            asked[0].append(own)
            for part, of_part, said in zip(parts[1:], asked[1:], more, strict=True):
                of_part.append(part.beside(own, said))
        return asked

    def beside(self, request: ChangeRequest, data: Data) -> ChangeRequest:
        """The request to this register that comes with one to the register that it extends."""
        return replace(request, register=self, data=data, on=request.day(), seen=None, new=False, beside=request.data)

    def absent(self, row: Row) -> Data | None:
        """What becomes of a row that a complete file does not list; None deletes it."""
        return self.inverse(row)
