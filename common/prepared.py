"""Statements that PostgreSQL plans once for a connection instead of each time.

To plan the ten joins of a case takes five times as long as to answer them, and psycopg2 prepares nothing by itself.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper

# For each connection the names of what it has prepared. A new connection knows nothing of the old one's.
_names: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()
_numbers = count()  # no name twice: a task killed between the statement and its note would leave a name taken
MOST = 100  # of a connection: each takes memory of its server process; what comes later is planned each time


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
    connection.ensure_connection()
    names = _names.setdefault(connection.connection, {})
    if sql not in names:
        if not parameters or len(names) >= MOST:
            return None
        name = f"prepared_{next(_numbers)}"
        # Past Django's cursor, so that no count of queries depends on who came first; with its errors all the same.
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {sql % tuple(f'${number}' for number in range(1, parameters + 1))}")
        names[sql] = name
    return names[sql]
