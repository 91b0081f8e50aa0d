"""Pages by key: no COUNT, no OFFSET; page 1,500 costs what page 1 costs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.request import Request

from common.refusals import Malformed

PAGE, MOST = 50, 200
PARAMETERS = ("cursor", "page_size", "ordering")
SALT = "cursor"


@dataclass(frozen=True)
class Key:
    """What a list is ordered by: a column of times (nulls come last), with the id to break ties."""

    column: str
    descending: bool
    tie: str = "id"

    @property
    def name(self) -> str:
        return f"-{self.column}" if self.descending else self.column

    def order(self, *, backward: bool) -> list[Any]:
        """Backward is the exact mirror, nulls first, so that one look at the same index gives the page before."""
        descending = self.descending != backward
        column = F(self.column)
        if backward:
            ordered = column.desc(nulls_first=True) if descending else column.asc(nulls_first=True)
        else:
            ordered = column.desc(nulls_last=True) if descending else column.asc(nulls_last=True)
        return [ordered, F(self.tie).desc() if descending else F(self.tie).asc()]

    def beyond(self, value: Any, tie: Any, *, backward: bool) -> Q:
        """The rows after (or before) a row. The first part is a range of the index, the second breaks the tie."""
        sign = "lt" if self.descending != backward else "gt"
        if value is None:
            same = Q(**{self.column: None, f"{self.tie}__{sign}": tie})
            return same | Q(**{f"{self.column}__isnull": False}) if backward else same
        near = Q(**{f"{self.column}__{sign}e": value}) & (
            Q(**{f"{self.column}__{sign}": value}) | Q(**{f"{self.tie}__{sign}": tie})
        )
        return near if backward else near | Q(**{f"{self.column}__isnull": True})


@dataclass(frozen=True)
class NeverNull(Key):
    """A column that is always set, ordered plainly: the planner matches it with the plain index."""

    def order(self, *, backward: bool) -> list[Any]:
        sign = "-" if self.descending != backward else ""
        return [f"{sign}{self.column}", f"{sign}{self.tie}"]

    def beyond(self, value: Any, tie: Any, *, backward: bool) -> Q:
        sign = "lt" if self.descending != backward else "gt"
        return Q(**{f"{self.column}__{sign}e": value}) & (
            Q(**{f"{self.column}__{sign}": value}) | Q(**{f"{self.tie}__{sign}": tie})
        )


def page(
    request: Request,
    rows: QuerySet[Any, Any],
    *,
    keys: Sequence[Key],
    key_of: Callable[[Any, str], Any],
    shape: Callable[[Any], Any],
) -> dict[str, Any]:
    """One page of rows as {next, previous, results}; `key_of(row, column)` reads a key of a row."""
    key = _chosen(request, keys)
    size = size_of(request)
    backward, start = _cursor(request, key)
    if start is not None:
        rows = rows.filter(key.beyond(*start, backward=backward))
    found = list(rows.order_by(*key.order(backward=backward))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()

    def link(row: Any, towards: str) -> str:
        value = key_of(row, key.column)
        text = value if value is None or isinstance(value, str) else value.isoformat()
        return _address(request, signing.dumps([key.name, towards, text, str(key_of(row, key.tie))], salt=SALT))

    return {
        "next": link(found[-1], "next") if found and (more or backward) else None,
        "previous": link(found[0], "previous") if found and (more if backward else start is not None) else None,
        "results": [shape(row) for row in found],
    }


def _chosen(request: Request, keys: Sequence[Key]) -> Key:
    name = request.query_params.get("ordering", keys[0].name)
    for key in keys:
        if key.name == name:
            return key
    allowed = ", ".join(key.name for key in keys)
    sentence = _("A list can be ordered by: %(allowed)s.") % {"allowed": allowed}
    raise Malformed(sentence, errors={"ordering": [sentence]})


def size_of(request: Request) -> int:
    text = request.query_params.get("page_size", str(PAGE))
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 10 and int(text) > 0):
        sentence = _("A page has between 1 and %(most)s rows.") % {"most": MOST}
        raise Malformed(sentence, errors={"page_size": [sentence]})
    return min(int(text), MOST)


def _cursor(request: Request, key: Key) -> tuple[bool, tuple[Any, str] | None]:
    text = request.query_params.get("cursor")
    if text is None:
        return False, None
    try:
        name, towards, value, tie = signing.loads(text, salt=SALT)
        if name != key.name:
            raise ValueError(name)
        return towards == "previous", (parse_datetime(value) if value and "T" in value else value, tie)
    except (signing.BadSignature, ValueError, TypeError) as error:
        sentence = _("The cursor is not one of this list.")
        raise Malformed(sentence, errors={"cursor": [sentence]}) from error


def _address(request: Request, cursor: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
