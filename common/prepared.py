"""Statements that PostgreSQL plans once for a connection instead of each time.

To plan the ten joins of a case takes five times as long as to answer them, and psycopg2 prepares nothing by itself.
"""

import functools
from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet

# For each connection the names of what it has prepared, that asked last at the end. A new one begins with none.
_names: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
_numbers = count()  # no name twice: a task killed between the statement and its note would leave a name taken
MOST = 100  # of a connection: each takes memory of its server process; the one that was longest not asked makes room


def execute(cursor: CursorWrapper, sql: str, parameters: Sequence[Any]) -> None:
    """The same as `cursor.execute`; `sql` is one of few texts, for every text is kept.

    Needs the same connection for as long as it lasts: a pooler between must keep sessions, not transactions.
    """
    name = _name(sql, len(parameters))
    if name is None:
        cursor.execute(sql, parameters)
    else:
        cursor.execute(f"EXECUTE {name} ({', '.join(['%s'] * len(parameters))})", parameters)


def _name(sql: str, parameters: int) -> str | None:
    """The name of the prepared statement. A statement outlives the transaction it was prepared in, even one undone."""
    if not parameters:
        return None
    connection.ensure_connection()
    names = _names.setdefault(connection.connection, {})
    name = names.pop(sql, None) or _prepare(sql, parameters, names)
    names[sql] = name
    return name


def _prepare(sql: str, parameters: int, names: dict[str, str]) -> str:
    """Past Django's cursor, so that no count of queries depends on who came first; with its errors all the same."""
    name = f"prepared_{next(_numbers)}"
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        if len(names) >= MOST:
            cursor.execute(f"DEALLOCATE {names.pop(next(iter(names)))}")
        cursor.execute(f"PREPARE {name} AS {sql % tuple(f'${number}' for number in range(1, parameters + 1))}")
    return name


class ValuesByKey:
    """`rows.values(*names)` of given keys, by a statement that is written and planned once.

    `rows` has neither filter nor order.
    """

    def __init__(self, rows: QuerySet[Any], names: Sequence[str]) -> None:
        self._rows, self._names = rows, names

    def of_keys(self, keys: Sequence[Any]) -> list[dict[str, Any]]:
        """In the order of the keys; a key that is gone is left out."""
        if not keys:
            return []
        statement, names = self._statement
        with connection.cursor() as cursor:
            execute(cursor, statement, [list(keys)])
            found = {row[-1]: dict(zip(names, row, strict=False)) for row in cursor.fetchall()}
        return [found[key] for key in keys if key in found]

    @functools.cached_property
    def _statement(self) -> tuple[str, list[str]]:
        """With the names of its columns; the key comes last, whether it was asked for or not."""
        query = self._rows.order_by().values(*self._names).query
        sql, __ = query.sql_with_params()
        names = list(query.selected or ())
        meta = self._rows.model._meta
        key = f'"{meta.db_table}"."{meta.pk.column if meta.pk else ""}"'
        return f"{sql.replace(' FROM ', f', {key} FROM ', 1)} WHERE {key} = ANY (%s)", names
