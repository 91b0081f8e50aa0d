"""Pages of the API, by key: no COUNT, no OFFSET; page 1,500 costs what page 1 costs."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.request import Request

from common.keyset import Order, Position, Read, slice_of
from common.refusals import Malformed

PAGE, MOST = 50, 200
PARAMETERS = ("cursor", "page_size", "ordering")
SALT = "cursor"


def page(
    request: Request,
    rows: QuerySet[Any, Any],
    *,
    orders: Sequence[Order],
    key_of: Callable[[Any, str], Any],
    shape: Callable[[Any], Any],
    read: Read | None = None,
) -> dict[str, Any]:
    """One page of rows as {next, previous, results}; `key_of(row, column)` reads a key of a row.

    `read` gets the rows by their keys, as in `keyset.page_of`.
    """
    order = _chosen(request, orders)
    part = slice_of(rows, order, _start(request, order), size=size_of(request), read=read)

    def link(row: Any, towards: str) -> str:
        value = key_of(row, order.column)
        text = value if value is None or isinstance(value, str) else value.isoformat()
        return _address(request, signing.dumps([order.name, towards, text, str(key_of(row, order.tie))], salt=SALT))

    return {
        "next": link(part.rows[-1], "next") if part.has_next else None,
        "previous": link(part.rows[0], "previous") if part.has_previous else None,
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


def _start(request: Request, order: Order) -> Position | None:
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        name, towards, value, tie = signing.loads(text, salt=SALT)
        if name != order.name:
            raise ValueError(name)
        return Position(parse_datetime(value) if value else None, tie, back=towards == "previous")
    except (signing.BadSignature, ValueError, TypeError) as error:
        sentence = _("The cursor is not one of this list.")
        raise Malformed(sentence, errors={"cursor": [sentence]}) from error


def _address(request: Request, cursor: str) -> str:
    query = request.query_params.copy()
    query["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
