"""How much a statement reads: its plan, carried out, and the rows that it looked at in each large table."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection

# A statement as it was sent, in which only the values differ from others of its kind.
_VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|prepared_\d+|_django_curs_\w+")
_CURSOR = re.compile(r'^DECLARE "\w+" .*? CURSOR .*?FOR ', re.DOTALL)
_TIME_OF_DAY = re.compile(r"(?<='\d{4}-\d\d-\d\d)[T ]\d\d:\d\d[^']*")
_READS = ("SELECT", "WITH", "(", "EXECUTE")


def shape(sql: str) -> str:
    return re.sub(r"(\?(?:::\w+)?, ?)+", "?, ", _VALUES.sub("?", sql))


def timeless(sql: str) -> str:
    """A statement as it was sent, but for the time of day: sent again among the same rows it reads the same."""
    return _TIME_OF_DAY.sub("", sql)


def readable(sql: str) -> str | None:
    """The statement to be explained; None for one that only writes, or begins or ends something."""
    text = _CURSOR.sub("", sql.strip())
    return text if text.upper().startswith(_READS) else None


def rows_read(sql: str) -> Counter[str]:
    """Rows looked at by the node that looks at most, by table: each section of a home is a page of its own.

    The statement runs; what it changes must be undone by who calls.
    """
    found: Counter[str] = Counter()
    for node in nodes(sql):
        if "Relation Name" in node:
            removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            looked = (node["Actual Rows"] + removed) * node["Actual Loops"]
            found[node["Relation Name"]] = max(found[node["Relation Name"]], looked)
    return found


def nodes(sql: str) -> Iterator[dict[str, Any]]:
    """The steps of the plan, carried out."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON, TIMING OFF, COSTS OFF) {sql}".replace("%", "%%"), [])
        answer = cursor.fetchone()[0]
    plan = json.loads(answer) if isinstance(answer, str) else answer
    yield from _nodes(plan[0]["Plan"])


def rows_at_worst(sql: str) -> Counter[str]:
    """The rows read by the plan for these values and, where the statement is prepared, by the plan for any values."""
    found = rows_read(sql)
    if sql.startswith("EXECUTE"):
        with connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            found |= rows_read(sql)
            cursor.execute("RESET plan_cache_mode")
    return found


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)
