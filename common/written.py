"""One row written by a statement that is made once per process and planned once per connection.

For a model of eighty columns the ORM takes longer to write its INSERT or UPDATE than PostgreSQL to carry it out, and
each report and each move pays. No signal is sent, and nothing is read back but what the database made.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from django.contrib.gis.db.models import GeometryField
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, JSONField, Model
from django.db.models.expressions import DatabaseDefault

from common import prepared

Convert = Callable[[Any], Any]


def insert(item: Model, **made: tuple[str, Any]) -> None:
    """Write a new row. `made` are columns that the database makes: a call with one `%s`, and what stands there.

    They are read back into the object. Raises what `save(force_insert=True)` does.
    """
    model = type(item)
    calls = tuple((name, call) for name, (call, __) in made.items())
    sql, columns = _insertion(model, calls)
    values = [made[column[0]][1] if column[0] in made else _value(item, *column) for column in columns]
    with connection.cursor() as cursor:
        prepared.execute(cursor, sql, values)
        if made:
            for name, value in zip(made, cursor.fetchone(), strict=True):
                setattr(item, name, value)
    item._state.adding, item._state.db = False, DEFAULT_DB_ALIAS


def update(item: Model, columns: Sequence[str]) -> None:
    """Write these columns, named by their attributes, of a row that is there; without any nothing is written."""
    if not columns:
        return
    sql, fields = _updating(type(item), tuple(columns))
    with connection.cursor() as cursor:
        prepared.execute(cursor, sql, [*(_value(item, *field) for field in fields), item.pk])


Column = tuple[str, Convert | None]


def _value(item: Model, name: str, convert: Convert | None) -> Any:
    value = getattr(item, name)
    if value is not None and convert is not None:
        return convert(value)
    return value.expression.value if isinstance(value, DatabaseDefault) else value  # type: ignore[attr-defined]


@functools.lru_cache(maxsize=64)
def _insertion(model: type[Model], made: tuple[tuple[str, str], ...]) -> tuple[str, list[Column]]:
    calls, fields = dict(made), [field for field in model._meta.local_concrete_fields if not field.generated]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(calls.get(field.attname, "%s") for field in fields)
    back = f" RETURNING {', '.join(quote(name) for name in calls)}" if calls else ""
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places}){back}"  # noqa: S608 - our own names
    return sql, [_column(field) for field in fields]


@functools.lru_cache(maxsize=256)
def _updating(model: type[Model], columns: tuple[str, ...]) -> tuple[str, list[Column]]:
    by_name: Mapping[str, Field[Any, Any]] = {field.attname: field for field in model._meta.local_concrete_fields}
    quote, key = connection.ops.quote_name, model._meta.pk
    assert key is not None
    changes = ", ".join(f"{quote(str(by_name[name].column))} = %s" for name in columns)
    table = quote(model._meta.db_table)
    sql = f"UPDATE {table} SET {changes} WHERE {quote(str(key.column))} = %s"  # noqa: S608 - our own names
    return sql, [_column(by_name[name]) for name in columns]


def _column(field: Field[Any, Any]) -> Column:
    if isinstance(field, JSONField):
        return field.attname, lambda value: orjson.dumps(value).decode()
    if isinstance(field, GeometryField):
        return field.attname, lambda value: value.hexewkb.decode()
    return field.attname, None
