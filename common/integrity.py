"""What must hold in a live database: a check is one statement that finds where it does not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.functional import Promise

EXAMPLES = 5


@dataclass(frozen=True)
class Check:
    """`sql` gives one row for each thing that is wrong, in one column that names it for people."""

    name: str
    wrong: Promise | str
    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    check: Check
    count: int
    examples: list[str]


def examine(check: Check) -> Finding:
    with connection.cursor() as cursor:
        found = f"SELECT count(*), (array_agg(what))[:{EXAMPLES}] FROM ({check.sql}) AS wrong(what)"  # noqa: S608
        cursor.execute(found, check.values or None)
        count, examples = cursor.fetchone()
    return Finding(check, count, examples or [])
