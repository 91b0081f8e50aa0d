"""Thousands of new rows by COPY, several times as fast as `bulk_create`; triggers and constraints act as ever."""

import io
import json
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.db.models import Field, Model

NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_in(objects: Iterable[Model]) -> int:
    """Insert new objects of one model, in their order; how many. Nothing is read back and no `save` is called.

    Values must be plain: no expressions, and a key that the database makes must be one that Python made.
    """
    fields: list[tuple[str, bool]] = []
    lines, count, model = io.StringIO(), 0, None
    for item in objects:
        if model is None:
            model = type(item)
            fields = [(field.attname, field.get_internal_type() == "JSONField") for field in _fields(model)]
        values = item.__dict__
        lines.write("\t".join([_text(values[name], is_json=is_json) for name, is_json in fields]))
        lines.write("\n")
        count += 1
    if model is not None:
        _copy(model, lines)
    return count


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _copy(model: type[Model], lines: io.StringIO) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in _fields(model))
    lines.seek(0)
    with connection.cursor() as cursor, connection.wrap_database_errors:  # copy_expert is psycopg's own, not Django's
        cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN", lines)


def _text(value: Any, *, is_json: bool) -> str:
    if value is None:
        return NULL
    if is_json:
        return json.dumps(value).translate(_ESCAPES)
    if isinstance(value, str):
        return str(value).translate(_ESCAPES)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, GEOSGeometry):
        return value.hexewkb.decode()
    return str(value)  # numbers, UUIDs; booleans as True and False, which PostgreSQL takes
