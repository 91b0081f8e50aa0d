"""All lists of a home in one statement, however many houses have some: it is written once for a role.

Each list answers in one row: its number, how long it is, and its first rows as JSON, for each has columns of its own.
None is counted to its end: a home would cost what is open in the city, and nobody reads whether 4,711 wait or 4,712.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from common import prepared
from common.counting import COUNTED
from common.stand_ins import MOMENT, Slotted, slotted
from registry.homes.viewers import keys_of, shape_of, somebody, stand_ins_named

Line = Mapping[str, Any]  # the values of one row, by the names of its columns


@dataclass(frozen=True, eq=False)
class Asked:
    """A question: what waits for somebody, in its order, and of how many of them these columns are wanted.

    `rows` is called once for a role, with a person and a moment that stand in for all others: what it answers must not
    depend on what these hold, and all it needs of the person must be theirs (`ViewerKeys`).
    """

    rows: Callable[[User, datetime], "QuerySet[Any, Any]"]
    columns: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class Found:
    """How long a list is (a list longer than `COUNTED` is said to have one row more than that), and its first rows."""

    number: int
    lines: Sequence[Line]


NOTHING = Found(0, ())


def ask(user: User, at: datetime, asked: tuple[Asked, ...]) -> list[Found]:
    """What waits behind each question, in their order, by one statement."""
    keys = keys_of(user)
    statement = _statement(user.role, shape_of(keys), asked) if asked and user.is_active else None
    if statement is None:
        return [NOTHING] * len(asked)
    given = {"moment": at, "day": timezone.localdate(at), "person": user.pk, **keys}
    with connection.cursor() as cursor:
        prepared.execute(cursor, statement.text.sql, statement.text.values(given))
        rows = {number: (total, found) for number, total, found in cursor.fetchall()}
    return [statement.found(number, *rows.get(number, (None, None))) for number in range(len(asked))]


Read = Callable[[Any], Any]
_READ: Mapping[str, Read] = {
    "DateTimeField": datetime.fromisoformat, "DateField": date.fromisoformat, "UUIDField": UUID,
    "DecimalField": lambda value: Decimal(str(value)),
}  # fmt: skip


@dataclass(frozen=True)
class _Part:
    """One question in the statement: its SELECT, and how its columns are read."""

    text: Slotted
    columns: Sequence[tuple[str, Read | None]]

    def line(self, values: Sequence[Any]) -> Line:
        return {
            name: value if read is None or value is None else read(value)
            for (name, read), value in zip(self.columns, values, strict=True)
        }


@dataclass(frozen=True)
class _Statement:
    text: Slotted
    parts: Mapping[int, _Part]

    def found(self, number: int, total: int | None, rows: str | None) -> Found:
        if not total or rows is None:
            return NOTHING
        return Found(total, [self.parts[number].line(values) for values in orjson.loads(rows)])


@lru_cache(maxsize=64)
def _statement(role: str, shape: frozenset[str], asked: tuple[Asked, ...]) -> _Statement | None:
    """None where nothing can wait for such a person."""
    viewer, names = somebody(role, shape), stand_ins_named()
    written = {number: _part(number, each, viewer, names) for number, each in enumerate(asked)}
    parts = {number: part for number, part in written.items() if part is not None}
    if not parts:
        return None
    sql = " UNION ALL ".join(f"({part.text.sql})" for part in parts.values())
    return _Statement(Slotted(sql, tuple(name for part in parts.values() for name in part.text.names)), parts)


def _part(number: int, asked: Asked, viewer: User, names: Mapping[Any, str]) -> _Part | None:
    rows = asked.rows(viewer, MOMENT).values_list(*asked.columns)[: COUNTED + 1]
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    kinds = [expression.output_field.get_internal_type() for expression, __, __ in compiler.select]
    columns = [(name, _READ.get(kind)) for name, kind in zip(asked.columns, kinds, strict=False)]
    called = ", ".join(f"c{place}" for place in range(len(columns)))
    # The rows stand in the order of their list, for they are gathered as they come.
    gathered = f"(json_agg(json_build_array({called})) FILTER (WHERE n <= {asked.most}))::text"
    numbered = f"(SELECT *, row_number() OVER () FROM ({sql}) AS listed) AS found ({called}, n)"  # noqa: S608
    of_list = f"SELECT {number}, count(*), {gathered} FROM {numbered} HAVING count(*) > 0"  # noqa: S608
    return _Part(slotted(of_list, parameters, names), columns)
