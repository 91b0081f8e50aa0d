"""How long lists are, many in one statement and none counted to its end."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

COUNTED = 1000  # beyond it a count says "more than"; counting on would cost what nobody reads


def said(number: int, *, most: int = COUNTED) -> int | str:
    """A number that was counted up to one more than `most`, as it is shown."""
    return f"{most}+" if number > most else number


def count_lists(lists: Sequence[QuerySet[Any]], *, most: int = COUNTED) -> list[int]:
    """How many rows each of the lists has, at most so many, in one statement."""
    counts: list[str] = []
    parameters: list[Any] = []
    for rows in lists:
        try:
            sql, its = rows.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            sql, its = "SELECT 1 WHERE false", ()
        counts.append(f"(SELECT count(*) FROM ({sql}) AS list)")  # noqa: S608 - made by Django
        parameters += its
    if not counts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", parameters)
        return list(cursor.fetchone())
