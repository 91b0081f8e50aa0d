"""What thousands of tests begin with is made once in each process, and then put back by one statement."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db import connection, transaction

from tests.databases import filled

Made = TypeVar("Made")
# As on a replica, no trigger fires and no foreign key is checked: the rows come back as they were when all had fired.
PUT = "SET LOCAL session_replication_role = replica; {}; SET LOCAL session_replication_role = origin"
COLUMNS = """
SELECT quote_ident(attname) FROM pg_attribute
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""


@dataclass(frozen=True)
class Snapshot(Generic[Made]):
    """The rows of something with their keys, and the objects that stand for them.

    No later row of a test gets one of these keys: they came of the sequences, which never go back.
    """

    tables: tuple[str, ...]
    script: str
    objects: bytes

    @classmethod
    def of(cls, make: Callable[[], Made]) -> "Snapshot[Made]":
        """Made in the empty database of the tests, and taken back at once."""
        return cls._of(make, ())

    def grown(self, grow: Callable[[Made], object]) -> "Snapshot[Made]":
        """The same and more, for those tests that want it; to be put whether the first was put before or not."""

        return self._of(lambda: self.put_with(grow), self.tables)

    def put_with(self, grow: Callable[[Made], object]) -> Made:
        """Write the rows, and what grows upon them."""
        made = self.put()
        grow(made)
        return made

    @classmethod
    def _of(cls, make: Callable[[], Made], instead_of: tuple[str, ...]) -> "Snapshot[Made]":
        with transaction.atomic():
            assert not filled(), "a snapshot is taken before a test has begun"
            objects, tables = pickle.dumps(make()), tuple(filled())
            statements = [*(f"DELETE FROM {name}" for name in instead_of), *map(insertion, tables)]
            transaction.set_rollback(True)
        return cls(tables, PUT.format("; ".join(statements)), objects)

    def put(self) -> Made:
        """Write the rows in the transaction of the test; the objects are new ones each time."""
        with connection.cursor() as cursor:
            cursor.execute(self.script)
        made: Made = pickle.loads(self.objects)
        return made


def insertion(table: str) -> str:
    """The statement that writes all rows of a table anew, but what the database itself computes."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        columns = [name for (name,) in cursor.fetchall()]
        values = " || ',' || ".join(f"quote_nullable({name}::text)" for name in columns)
        cursor.execute(f"SELECT '(' || {values} || ')' FROM {table} ORDER BY ctid")
        rows = [row for (row,) in cursor.fetchall()]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(rows)}"
