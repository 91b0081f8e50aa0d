"""The order in which a search shows cases: the newest first, with work that is bounded however many are stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value

from cases.models import Case
from common.keyset import Order, Position

COLUMN = "reported_at"
FIRST = 200  # cases of the first window; the next ones are so many times as wide, the last has all
WIDER = (3, 64)
LONGEST = timedelta(days=36525)


@dataclass(frozen=True)
class FoundNewest(Order):
    """By the time of the report, looked for in windows of time, the nearest first and each wider than the last.

    PostgreSQL takes words for independent of each other: where it expects many cases that hold two common words it
    walks along the newest until a page is full, and where none holds both it cuts the words of all cases there are
    (95 s among a million). Here the order is by a sum that no index has, so each window is answered by the index of the
    words together with that of the times, and sorted. A common word is found in the first window; how many a wider one
    can hold is bounded by how few there were in those before.
    """

    def after(self, rows: "QuerySet[Any, Any]", start: Position | None, *, most: int) -> list[Any]:
        falling = self.descending != (start is not None and start.back)
        moment = ExpressionWrapper(F(COLUMN) + Value(timedelta()), output_field=DateTimeField())
        order = (moment.desc(), f"-{self.tie}") if falling else (moment.asc(), self.tie)
        rows, found = rows if start is None else rows.filter(self._beyond(start)), list[Any]()
        for window in _windows(start, falling=falling):
            found += rows.filter(window).order_by(*order)[: most - len(found)]
            if len(found) >= most:
                break
        return found


def found_newest(order: Order) -> Order:
    """The same order for cases that were found by words; that by another column stays as it is."""
    return FoundNewest(COLUMN, order.descending) if order.column == COLUMN else order


def _windows(start: Position | None, *, falling: bool) -> Iterator[Q]:
    """Conditions on the time of the report: together all cases beyond the start, each once."""
    nearest = _nearest(start, falling=falling)
    edges = _edges(nearest) if len(nearest) == FIRST and nearest[0] != nearest[-1] else []
    within, beyond = (f"{COLUMN}__gte", f"{COLUMN}__lt") if falling else (f"{COLUMN}__lte", f"{COLUMN}__gt")
    passed = Q()
    for edge in edges:
        yield passed & Q(**{within: edge})
        passed = Q(**{beyond: edge})
    yield passed


def _nearest(start: Position | None, *, falling: bool) -> list[datetime]:
    """The times of the cases from the start on, whatever they say."""
    cases = Case.objects.order_by(f"-{COLUMN}" if falling else COLUMN)
    if start is not None:
        cases = cases.filter(**{f"{COLUMN}__lte" if falling else f"{COLUMN}__gte": start.value})
    return list(cases.values_list(COLUMN, flat=True)[:FIRST])


def _edges(nearest: list[datetime]) -> list[datetime]:
    first, last = nearest[0], nearest[-1]
    spans = [(last - first) * times for times in WIDER]
    return [last, *(first + max(min(span, LONGEST), -LONGEST) for span in spans)]
