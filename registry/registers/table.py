"""`TableRegister`: a register whose things are rows of one table, with a field for each column and a file of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import User
from registry.cells import Text
from registry.folder_schema import Record, Table
from registry.registers.base import REGISTERS, ChangeRequest, Data, Register, Row, Trouble, named, wrong
from registry.registers.fields import Field, Key

References = Mapping[str, Mapping[str, models.Model]]  # rows by their keys, by the name of the field


class TableRegister(Register[Row, Data]):
    """A register whose things are rows of one table, with a field for each column.

    `file` is their CSV in the city's folder (empty: none); `related` are the foreign keys that `snapshot` and `name`
    follow.

    `extends` is the kind of another register whose things this one knows more about, under the same keys: its fields
    stand behind that register's in one form and one file, and each of the two is written and logged by itself. So a
    higher house adds to what a lower one keeps. Such a register is `by_default`: its row is there with the other's.
    """

    model: type[Row]
    key: ClassVar[Key]
    fields: ClassVar[tuple[Field, ...]]
    file: ClassVar[str] = ""
    related: ClassVar[tuple[str, ...]] = ()
    extends: ClassVar[str] = ""

    @property
    def parts(self) -> tuple["TableRegister[Any, Any]", ...]:
        """This register and those that extend it, which know the same things by the same keys."""
        tables = (each for each in REGISTERS.values() if isinstance(each, TableRegister))
        return (self, *(each for each in tables if each.extends == self.kind))

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in (*self.key.fields, *self.fields)}

    # --- rows and keys ------------------------------------------------------------------------------------------------

    def rows(self) -> models.QuerySet[Row]:
        """All that stands, in the order in which a file lists it."""
        return self.model._default_manager.select_related(*self.related).order_by(*self.key.names)

    def row_parts(self, row: Row) -> dict[str, Any]:
        """What the fields of the key say of a row; a field that refers says the key of what it names."""
        return {field.name: _value(row, field) for field in self.key.fields}

    def row_key(self, row: Row) -> str:
        return self.key.text(self.row_parts(row))

    def find_many(self, keys: Collection[str]) -> dict[str, Row]:
        rows = self.having(keys).order_by("pk").select_for_update(of=("self",))
        wanted = set(keys)
        return {key: row for row in rows if (key := self.row_key(row)) in wanted}

    def having(self, keys: Collection[str]) -> models.QuerySet[Row]:
        """The rows of these keys, and maybe of others that are made of the same parts; one query."""
        parts = [found for key in keys if (found := self.key.parts(key)) is not None]
        named = {f"{_path(field)}__in": {each[field.name] for each in parts} for field in self.key.fields}
        return self.rows().filter(**named) if parts else self.rows().none()

    def snapshot(self, row: Row) -> Data:
        return self.data_class(**{field.name: _value(row, field) for field in self.fields})

    # --- pages --------------------------------------------------------------------------------------------------------

    @property
    def form_fields(self) -> tuple[Field, ...]:
        """What a form asks beside the key."""
        return tuple(field for field in self.fields if field.on_form)

    def open_rows(self, rows: models.QuerySet[Row] | None = None) -> models.QuerySet[Row]:
        """Without what has ended or is switched off: what a list shows first, and what may be chosen."""
        rows = self.rows() if rows is None else rows
        if "active" in self.by_name:
            rows = rows.filter(active=True)
        return rows.filter(ended_on=None) if "ended_on" in self.by_name else rows

    def options(self, field: Field, row: Row | None) -> list[tuple[str, Text]]:
        """What a chooser offers for a field that refers: keys with names. `row` is what the form is about."""
        of = target(field.refers)
        return [(of.row_key(each), of.name(each)) for each in of.open_rows()]

    @property
    def listed_fields(self) -> tuple[Field, ...]:
        """The columns of the list."""
        return (*self.key.fields, *self.fields)

    @property
    def sorted_by(self) -> str:
        """The column by which the pages of the list come."""
        first = self.key.fields[0]
        return first.name if not first.refers and first.name in self.columns_of_model else "pk"

    @property
    def tree(self) -> Field | None:
        """The field by which things stand below others of their own kind."""
        return next((field for field in self.fields if field.refers == self.kind), None)

    @property
    def table_name(self) -> str:
        """What its spreadsheet is called in an address; empty where it has none."""
        return self.file.removesuffix(".csv")

    def ended(self, row: Row, on: date) -> Data | None:
        """What a row says whose first day without it is `on`; None deletes it. Raises Refused where it must stay."""
        data = self.inverse(row)
        return _with_end(data, on) if hasattr(data, "ended_on") else data

    def reopened(self, row: Row) -> Data:
        """What a row says that has ended and begins again."""
        data: Data = _with_end(self.snapshot(row), None)
        return data

    def filtered_by(self, field: Field) -> str:
        """By which path the chooser of a field narrows a list; empty where there is none."""
        if field.refers:
            return _path(field) if len(target(field.refers).key.fields) == 1 else ""
        return field.name if field.cell.choices and field.name in self.columns_of_model else ""

    @cached_property
    def columns_of_model(self) -> set[str]:
        return {column.name for column in self.model._meta.get_fields() if isinstance(column, models.Field)}

    def address(self, row: Row) -> str:
        """What stands for the row in an address: its code, or its number where the key has several parts."""
        return self.row_key(row) if len(self.key.fields) == 1 else str(row.pk)

    def at(self, address: str) -> Row | None:
        if len(self.key.fields) == 1:
            return self.rows_of([address]).get(address)
        return self.rows().filter(pk=address).first() if address.isdecimal() and len(address) < 18 else None

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
            self.fill(written[each.key], each.data, references)
        return written

    def new(self, key: str, beside: References) -> Row:
        """A row with the columns that its key names; `beside` has the rows to which the key refers."""
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

    def keys(self) -> set[str]:
        """The keys of all that stands."""
        return {self.row_key(row) for row in self.rows()}

    def rows_of(self, keys: Collection[str]) -> dict[str, Row]:
        """The rows of these keys, not locked, for those that refer to them."""
        return {self.row_key(row): row for row in self.having(keys)}

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
    def own_fields(self) -> tuple[Field, ...]:
        """The key's fields and those of this register, without those of the registers that extend it."""
        return (*self.key.fields, *self.fields)

    @property
    def file_fields(self) -> tuple[Field, ...]:
        """The columns of the file, with those of the registers that extend this one."""
        return (*self.key.fields, *(field for part in self.parts for field in part.fields))

    @property
    def table(self) -> Table:
        needed = {field.in_file: field.cell.read for field in self.file_fields if field.required}
        optional = {field.in_file: field.cell.read for field in self.file_fields if not field.required}
        return Table(self.file, tuple(field.in_file for field in self.key.fields), needed, optional)

    def read_row(self, values: Mapping[str, Any]) -> tuple[str, Data]:
        """The key and the data that a row of the file stands for; its cells are read already."""
        named = {field.name: values[field.in_file] for field in self.own_fields}
        return self.key.text(named), self.data_class(**{field.name: named[field.name] for field in self.fields})

    def write_row(self, row: Row) -> dict[str, Any]:
        """The cells of the file for a row of the table, as values."""
        said = self.snapshot(row)
        named = self.row_parts(row) | {field.name: getattr(said, field.name) for field in self.fields}
        return {field.in_file: named[field.name] for field in self.own_fields}

    def export(self) -> Iterator[dict[str, Any]]:
        """The rows of the file as the city stands, its cells written."""
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

    def requests(self, records: Sequence[Record], *, complete: bool) -> list[ChangeRequest]:
        """What the rows of a file ask for; with `complete` also the end of what they don't list.

        A row becomes one request for each of the `parts`: first those of this register for all rows.
        """
        found, parts = [], self.parts[1:]
        more: list[list[ChangeRequest]] = [[] for __ in parts]
        for record in records:
            key, data = self.read_row(record.values)
            label = _("line %(line)s") % {"line": record.line}
            found.append(ChangeRequest(self, key, data, label=label, line=record.line))
            for part, of_part in zip(parts, more, strict=True):
                of_part.append(part.beside(found[-1], part.read_row(record.values)[1]))
        listed = {each.key for each in found}
        absent = [row for row in self.rows() if self.row_key(row) not in listed] if complete else []
        found += [ChangeRequest(self, self.row_key(row), self.absent(row)) for row in absent]
        return [*found, *(each for of_part in more for each in of_part)]

    def beside(self, request: ChangeRequest, data: Data) -> ChangeRequest:
        """The request to this register that comes with one to the register that it extends."""
        return replace(request, register=self, data=data, on=request.day(), seen=None, new=False, beside=request.data)

    def absent(self, row: Row) -> Data | None:
        """What becomes of a row that a complete file does not list; None deletes it."""
        return self.inverse(row)


def by_file() -> dict[str, "TableRegister[Any, Any]"]:
    """The registers that have a file in the city's folder, by its name."""
    return {each.file: each for each in REGISTERS.values() if isinstance(each, TableRegister) and each.file}


def target(kind: str) -> "TableRegister[Any, Any]":
    found = REGISTERS[kind]
    assert isinstance(found, TableRegister), f"{kind} can't be referred to"
    return found


def named_in(value: Any) -> Collection[str]:
    """The keys that a field names which refers: none, one, or several where its value is a tuple."""
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()


def _with_end(data: Any, on: date | None) -> Any:
    return replace(data, ended_on=on)


def _path(field: Field) -> str:
    """The path of a field of a key in a filter."""
    return f"{field.name}__{target(field.refers).key.names[0]}" if field.refers else field.name


def _value(row: models.Model, field: Field) -> Any:
    value = getattr(row, field.name)
    if not field.refers:
        return value
    return target(field.refers).row_key(value) if value is not None else ""
