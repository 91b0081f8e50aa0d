"""Rows of one table by their keys, and what the pages of them follow from: columns, choosers, addresses, ends."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from registry.cells import Text
from registry.registers.base import REGISTERS, Data, Register, Row
from registry.registers.fields import Field, Key


class PagedRegister(Register[Row, Data]):
    """A register whose things are rows of one table: how they are found, listed, addressed and chosen.

    `related` are the foreign keys that `snapshot` and `name` follow.
    """

    model: type[Row]
    key: ClassVar[Key]
    related: ClassVar[tuple[str, ...]] = ()

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
        """Locked as an UPDATE would lock them: rows that refer to them are written meanwhile."""
        rows = self.having(keys).order_by("pk").select_for_update(of=("self",), no_key=True)
        wanted = set(keys)
        return {key: row for row in rows if (key := self.row_key(row)) in wanted}

    def having(self, keys: Collection[str]) -> models.QuerySet[Row]:
        """The rows of these keys, and maybe of others that are made of the same parts; one query."""
        parts = [found for key in keys if (found := self.key.parts(key)) is not None]
        named = {f"{path_of(field)}__in": {each[field.name] for each in parts} for field in self.key.fields}
        return self.rows().filter(**named) if parts else self.rows().none()

    def snapshot(self, row: Row) -> Data:
        return self.data_class(**{field.name: _value(row, field) for field in self.fields})

    def keys(self) -> set[str]:
        """The keys of all that stands."""
        return {self.row_key(row) for row in self.rows()}

    def rows_of(self, keys: Collection[str]) -> dict[str, Row]:
        """The rows of these keys, not locked, for those that refer to them."""
        return {self.row_key(row): row for row in self.without_shapes(self.having(keys))}

    def without_shapes(self, rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
        """Rows of which the name is wanted: without their shapes, of which an area's may have ten thousand points."""
        return rows.defer(*(field.name for field in rows.model._meta.concrete_fields if hasattr(field, "srid")))

    # --- pages --------------------------------------------------------------------------------------------------------

    @property
    def home(self) -> str:
        return f"/city/{self.page}/" if self.page else ""

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
        return [(of.row_key(each), of.name(each)) for each in of.without_shapes(of.open_rows())]

    @property
    def listed_fields(self) -> tuple[Field, ...]:
        """The columns of the list, a name first; what stands below what is seen without a column."""
        fields = [field for field in (*self.key.fields, *self.fields) if field is not self.tree]
        return tuple(sorted(fields, key=lambda field: field.name != "name"))

    @property
    def sorted_by(self) -> str:
        """The column by which the pages of the list come."""
        first = self.key.fields[0]
        return first.name if not first.refers and first.name in self.columns_of_model else "id"

    @property
    def tree(self) -> Field | None:
        """The field by which things stand below others of their own kind."""
        return next((field for field in self.fields if field.refers == self.kind), None)

    def ended(self, row: Row, on: date) -> Data | None:
        """What a row says whose first day without it is `on`; None deletes it. Raises Refused where it must stay."""
        data = self.inverse(row)
        return _with_end(data, on) if hasattr(data, "ended_on") else data

    def reopened(self, row: Row) -> Data:
        """What a row says that has ended, or was switched off, and begins again; what was neither says the same."""
        data: Data = self.snapshot(row)
        if hasattr(data, "ended_on"):
            data = _with_end(data, None)
        elif hasattr(data, "active"):
            data = _switched_on(data)
        return data

    def filtered_by(self, field: Field) -> str:
        """By which path the chooser of a field narrows a list; empty where there is none."""
        if field.refers:
            return path_of(field) if len(target(field.refers).key.fields) == 1 else ""
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


def target(kind: str) -> PagedRegister[Any, Any]:
    found = REGISTERS[kind]
    assert isinstance(found, PagedRegister), f"{kind} can't be referred to"
    return found


def path_of(field: Field) -> str:
    """The path of a field of a key in a filter."""
    return f"{field.name}__{target(field.refers).key.names[0]}" if field.refers else field.name


def _value(row: models.Model, field: Field) -> Any:
    value = getattr(row, field.name)
    if not field.refers:
        return value
    return target(field.refers).row_key(value) if value is not None else ""


def _with_end(data: Any, on: date | None) -> Any:
    return replace(data, ended_on=on)


def _switched_on(data: Any) -> Any:
    return replace(data, active=True)
