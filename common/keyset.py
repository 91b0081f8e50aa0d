"""Pages by position, not by number: a page costs the same however deep it lies, and new rows push none out of sight."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from common.refusals import Malformed

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`next` and `previous` are cursors for `?cursor=`; None where there is no such page."""

    rows: list[Row]
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class Position:
    """Just after (or, going `back`, just before) the row with this value of the column and this id."""

    value: datetime | None
    id: str
    back: bool = False

    def __str__(self) -> str:
        parts = [self.value.isoformat() if self.value else None, self.id, self.back]
        return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Position":
        try:
            value, id_, back = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            return cls(parse_datetime(value) if value else None, str(id_), bool(back))
        except (ValueError, TypeError) as error:
            raise Malformed(_("This page of the list does not exist any more; begin at the first one.")) from error


def page_of(rows: QuerySet[Row], *, ordering: str, cursor: str = "", size: int = 40) -> Page[Row]:
    """A page of rows ordered by a time column and then by id; rows without a time come last either way.

    `ordering` is the column's name, with "-" for the latest first. Raises Malformed for a cursor that is not ours.
    """
    column, descending = ordering.removeprefix("-"), ordering.startswith("-")
    position = Position.parse(cursor) if cursor else None
    back = position is not None and position.back
    if position is not None:
        rows = rows.filter(_beyond(column, position, descending != back))
    found = list(rows.order_by(*_order(column, descending != back, nulls_first=back))[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    return Page(
        found,
        next=str(_at(found[-1], column)) if found and (more or back) else None,
        previous=str(_at(found[0], column, back=True))
        if found and (position is not None and (more or not back))
        else None,
    )


def _order(column: str, descending: bool, *, nulls_first: bool) -> tuple[Any, str]:
    nulls: dict[str, Any] = {"nulls_first": True} if nulls_first else {"nulls_last": True}
    return (F(column).desc(**nulls), "-id") if descending else (F(column).asc(**nulls), "id")


def _beyond(column: str, position: Position, descending: bool) -> Q:
    side = "lt" if descending else "gt"
    none, same = Q(**{column: None}), Q(**{column: position.value, f"id__{side}": position.id})
    if position.value is None:
        return same | ~none if position.back else same
    beyond = Q(**{f"{column}__{side}": position.value}) | same
    return beyond if position.back else beyond | none


def _at(row: Model, column: str, *, back: bool = False) -> Position:
    return Position(getattr(row, column), str(row.pk), back)
