"""Pages of the API, by key: no COUNT, no OFFSET; page 1,500 costs what page 1 costs."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from common.keyset import KeyOf, Order, Read, page_by
from common.refusals import Malformed

PAGE, MOST = 50, 200
PARAMETERS = ("cursor", "page_size", "ordering")


def page(
    request: Request,
    rows: QuerySet[Any, Any],
    *,
    orders: Sequence[Order],
    key_of: KeyOf,
    shape: Callable[[Any], Any],
    read: Read | None = None,
) -> dict[str, Any]:
    """One page of rows as {next, previous, results}; `key_of(row, column)` reads a key of a row.

    `read` gets the rows by their keys, as in `keyset.page_of`. Raises Malformed for a wrong order, size or cursor.
    """
    part = page_by(
        rows, _chosen(request, orders), cursor=request.query_params.get("cursor", ""), size=size_of(request), read=read,
        key_of=key_of,
    )  # fmt: skip
    return {
        "next": _address(request, part.next) if part.next else None,
        "previous": _address(request, part.previous) if part.previous else None,
        "results": [shape(row) for row in part.rows],
    }


def _chosen(request: Request, orders: Sequence[Order]) -> Order:
    name = request.query_params.get("ordering", orders[0].name)
    for order in orders:
        if order.name == name:
            return order
    allowed = ", ".join(order.name for order in orders)
    sentence = _("A list can be ordered by: %(allowed)s.") % {"allowed": allowed}
    raise Malformed(sentence, errors={"ordering": [sentence]})


def size_of(request: Request) -> int:
    text = request.query_params.get("page_size", str(PAGE))
    if not (text.isascii() and text.isdecimal() and 0 < len(text) < 10 and int(text) > 0):
        sentence = _("A page has between 1 and %(most)s rows.") % {"most": MOST}
        raise Malformed(sentence, errors={"page_size": [sentence]})
    return min(int(text), MOST)


def _address(request: Request, cursor: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
