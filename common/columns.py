"""What a table is made of; the page's rows have one cell per column, in this order."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import Promise

from common.chips import without
from common.definitions import Definition


@dataclass(frozen=True)
class Column:
    """`sort` is the name used in `?ordering=`; `number` aligns to the right; `fixed` columns cannot be hidden.

    `definition` says what the column counts, one press away from its head.
    """

    key: str
    label: str | Promise
    sort: str = ""
    number: bool = False
    fixed: bool = False
    hidden: bool = False  # not shown until the person asks for it
    drawn: bool = False  # a picture of what other columns say, which no file has
    definition: Definition | None = None


@dataclass(frozen=True)
class Head:
    """A column as one request shows it: where its header leads and how it is sorted now."""

    column: Column
    url: str
    aria: str


def head_of(column: Column, query: QueryDict) -> Head:
    current = query.get("ordering", "")
    sorted_now = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(current, "") if column.sort else ""
    target = f"-{column.sort}" if sorted_now == "ascending" else column.sort
    rest = without(query, "ordering")
    joint = "" if rest == "?" else "&"
    return Head(column, f"{rest}{joint}ordering={target}" if column.sort else "", sorted_now)
