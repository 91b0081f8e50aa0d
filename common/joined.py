"""Rows with their related rows, read by a statement that is written once.

For a model of eighty columns and nine relations the ORM takes longer to write its statement than PostgreSQL to answer
it, and each request pays. Here the statement of a shape is made once per process; who may see which row is still said
by a queryset, whose own small statement selects the keys.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import ForeignKey, Model, OneToOneRel, QuerySet
from django.db.models.expressions import Col

from common import prepared

Convert = Callable[[Any], Any]
Shared = dict[tuple[str, Any], Model]  # rows that are joined to several, by relation and key: each is made once

M = TypeVar("M", bound=Model)


class Joined(Generic[M]):
    """`model` with `relations`, each whole but for the `without` columns.

    A relation is the name of a foreign key, nullable or not, of a one-to-one key that points here, or a path
    (`category__major`) whose beginning stands before it.
    """

    def __init__(
        self, model: type[M], relations: Sequence[str], *, without: Sequence[str] = (), extra: str = "NULL"
    ) -> None:
        self.model, self.relations, self.without, self.extra = model, tuple(relations), frozenset(without), extra

    def one(self, rows: QuerySet[Any], *, lock: bool = False) -> tuple[M, Any] | None:
        """The one row whose key `rows` selects, with the value of `extra`; None if there is none. `lock` holds it."""
        found = next(iter(self._rows(rows, " FOR UPDATE OF m" if lock else "")), None)
        return (self._made(found, {}), found[-1]) if found is not None else None

    def of_question(self, keys: str, parameters: Sequence[Any]) -> tuple[M, Any] | None:
        """The one row whose key this statement finds, with the value of `extra`; a `Question` writes it."""
        with connection.cursor() as cursor:
            prepared.execute(cursor, self._having(keys), parameters)
            found = cursor.fetchone()
        return (self._made(found, {}), found[-1]) if found is not None else None

    def of_keys(self, keys: Sequence[Any]) -> list[M]:
        """The rows of these keys, in their order; a key that is gone is left out."""
        made = {row.pk: row for row in self.where(f"m.{self._key} = ANY (%s)", [list(keys)])} if keys else {}
        return [made[key] for key in keys if key in made]

    def where(self, condition: str, parameters: Sequence[Any]) -> list[M]:
        """The rows of a condition in SQL, with its order: a text of our own, for every text is kept.

        In it `m` is the model's table and `j1`, `j2` … are those of the relations, in their order.
        """
        with connection.cursor() as cursor:
            prepared.execute(cursor, f"{self._statement} WHERE {condition}", parameters)
            shared: Shared = {}
            return [self._made(found, shared) for found in cursor.fetchall()]

    def _rows(self, rows: QuerySet[Any], end: str) -> list[tuple[Any, ...]]:
        try:
            keys, parameters = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []  # that there is none is plain without asking
        with connection.cursor() as cursor:
            prepared.execute(cursor, self._having(keys) + end, parameters)
            return cursor.fetchall()  # type: ignore[no-any-return]

    def _having(self, keys: str) -> str:
        """An array is made first and then is an index condition, however many joins stand around it.

        Past `join_collapse_limit` tables, IN (SELECT …) would be joined last: all rows of all tables, for one.
        """
        return f"{self._statement} WHERE m.{self._key} = ANY (ARRAY({keys}))"

    @functools.cached_property
    def _key(self) -> str:
        assert self.model._meta.pk is not None
        return connection.ops.quote_name(str(self.model._meta.pk.column))

    @functools.cached_property
    def _parts(self) -> "list[_Part]":
        models: dict[str, type[Model]] = {"": self.model}
        for name in self.relations:
            models[name] = self._relation(models, name).related_model
        return [
            _Part(name, model, self._columns(name, model), self._converters(name, model))
            for name, model in models.items()
        ]

    def _relation(self, models: Mapping[str, type[Model]], name: str) -> "_Relation":
        before, __, last = name.rpartition("__")
        key = models[before]._meta.get_field(last)
        assert isinstance(key, ForeignKey | OneToOneRel)
        return _Relation(key)

    def _fields(self, name: str, model: type[Model]) -> list[Any]:
        prefix = f"{name}__" if name else ""
        return [field for field in model._meta.concrete_fields if f"{prefix}{field.name}" not in self.without]

    def _columns(self, name: str, model: type[Model]) -> list[str]:
        return [field.attname for field in self._fields(name, model)]

    def _converters(self, name: str, model: type[Model]) -> list[tuple[int, list[Convert]]]:
        found: list[tuple[int, list[Convert]]] = []
        for number, field in enumerate(self._fields(name, model)):
            column = Col("x", field)
            converters = connection.ops.get_db_converters(column) + column.get_db_converters(connection)
            if converters:
                found.append((number, [functools.partial(_convert, each, column) for each in converters]))
        return found

    @functools.cached_property
    def _statement(self) -> str:
        quote, geometry = connection.ops.quote_name, connection.ops.select  # type: ignore[attr-defined]
        selected, joins = [], []
        models = {part.name: part.model for part in self._parts}
        aliases = {name: f"j{number}" if name else "m" for number, name in enumerate(models)}
        for name, model in models.items():
            alias = aliases[name]
            columns = ((f"{alias}.{quote(field.column)}", field) for field in self._fields(name, model))
            selected += [geometry % column if hasattr(field, "srid") else column for column, field in columns]
            if name:
                relation, before = self._relation(models, name), aliases[name.rpartition("__")[0]]
                on = f"{alias}.{quote(relation.theirs)} = {before}.{quote(relation.ours)}"
                joins.append(f"LEFT JOIN {quote(model._meta.db_table)} {alias} ON {on}")
        table = quote(self.model._meta.db_table)
        return f"SELECT {', '.join(selected)}, {self.extra} FROM {table} m {' '.join(joins)}"  # noqa: S608 - own names

    def _made(self, row: Sequence[Any], shared: Shared) -> M:
        start, made = 0, dict[str, Model]()
        for part in self._parts:
            values = row[start : start + len(part.columns)]
            start += len(part.columns)
            same = (part.name, values[part.key])
            if same not in shared:
                shared[same] = part.made(values)
            made[part.name] = shared[same]
            if part.name:
                self._attach(made, part.name)
        return made[""]  # type: ignore[return-value]

    def _attach(self, made: Mapping[str, Model], name: str) -> None:
        before, __, last = name.rpartition("__")
        field = made[before]._meta.get_field(last)
        if isinstance(field, OneToOneRel):
            there = made[name].pk is not None
            made[before]._state.fields_cache[last] = made[name] if there else None
            made[name]._state.fields_cache[field.field.name] = made[before]
            return
        key = getattr(made[before], field.attname)  # type: ignore[union-attr]
        # A row that changed while this statement waited for its lock is read anew, the rows joined to it are not:
        # PostgreSQL answers NULL where the key changed. Such a relation is read when it is asked for.
        if key is None or made[name].pk == key:
            made[before]._state.fields_cache[last] = made[name] if key is not None else None


def _convert(converter: Callable[..., Any], column: Col, value: Any) -> Any:
    return converter(value, column, connection)


@dataclass(frozen=True)
class _Part:
    """One table of the statement: its relation ("" for the model itself), its columns, and what converts them."""

    name: str
    model: type[Model]
    columns: list[str]
    converters: list[tuple[int, list[Convert]]]

    @functools.cached_property
    def key(self) -> int:
        """Where the key stands among the columns."""
        assert self.model._meta.pk is not None
        return self.columns.index(self.model._meta.pk.attname)

    def made(self, values: Sequence[Any]) -> Model:
        found = list(values)
        for number, convert in self.converters:
            for each in convert:
                found[number] = each(found[number])
        return self.model.from_db(DEFAULT_DB_ALIAS, self.columns, found)


class _Relation:
    """The columns by which a table is joined, whichever of the two has the key."""

    def __init__(self, key: "ForeignKey[Any, Any] | OneToOneRel") -> None:
        field = key.field if isinstance(key, OneToOneRel) else key
        ends = str(field.target_field.column), str(field.column)
        self.theirs, self.ours = reversed(ends) if isinstance(key, OneToOneRel) else ends
        related = key.related_model
        assert isinstance(related, type)
        self.related_model: type[Model] = related
