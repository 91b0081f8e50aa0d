"""The order in which a search shows cases: the newest first, with work that is bounded however many are stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan

from cases.models import Case
from cases.queries.search import in_each, words_asked
from common.keyset import Order, Position

COLUMN = "reported_at"
FIRST = 200  # cases that are looked at first
READ = 2_000  # so many are read one by one; among more the index of words is asked
LONGEST = timedelta(days=36525)
WIDE = 12_800  # where none of the first is found
SPARE = 2  # so many times as wide as a page would need, as often as the words were found so far

# True, and by a function that PostgreSQL runs in one process only: cutting words costs so much by its estimate that it
# starts others for a search, which takes longer (36 ms among 500,000 cases) than what they do.
ALONE = GreaterThan(Func(function="pg_backend_pid", output_field=IntegerField()), 0)


@dataclass(frozen=True)
class FoundNewest(Order):
    """By the time of the report, looked for in windows of time: the nearest cases, a wider window, and all others.

    PostgreSQL takes words for independent of each other: where it expects many cases that hold two common words it
    walks along the newest until a page is full, and where none holds both it cuts the words of all cases there are
    (95 s among a million). The index of words has no order: it reads all that hold a common word, among a million cases
    40,000, before the newest of them are known. So the nearest cases are read one by one, and as often as they hold the
    words, so many more are; what is rarer, the index finds, sorted by a sum that no index has.
    """

    def after(self, rows: "QuerySet[Any, Any]", start: Position | None, *, most: int) -> list[Any]:
        falling = self.descending != (start is not None and start.back)
        moment = ExpressionWrapper(F(COLUMN) + Value(timedelta()), output_field=DateTimeField())
        order = (moment.desc(), f"-{self.tie}") if falling else (moment.asc(), self.tie)
        nearer, further = (f"{COLUMN}__gt", f"{COLUMN}__lte") if falling else (f"{COLUMN}__lt", f"{COLUMN}__gte")
        rows = rows.filter(ALONE, Q() if start is None else self._beyond(start))
        times, found, passed, reach = _times(start, falling=falling), list[Any](), Q(), FIRST
        nearest = list(times[:FIRST])
        while len(found) < most:
            edge = _edge(times, nearest, reach)
            window = passed if edge is None else passed & Q(**{nearer: edge})
            looked = in_each(rows) if 0 < reach <= READ else rows
            found += looked.filter(window).order_by(*order)[: most - len(found)]
            if edge is None:
                break
            passed = Q(**{further: edge})
            reach = _wider(rows, len(found), most) if reach == FIRST else 0
        return found


def found_newest(order: Order) -> Order:
    """The same order for cases that were found by words; that by another column stays as it is."""
    return FoundNewest(COLUMN, order.descending) if order.column == COLUMN else order


def _times(start: Position | None, *, falling: bool) -> "QuerySet[Case, datetime]":
    """The times of the cases from the start on, whatever they say and whoever sees them."""
    cases = Case.objects.order_by(f"-{COLUMN}" if falling else COLUMN)
    if start is not None:
        cases = cases.filter(**{f"{COLUMN}__lte" if falling else f"{COLUMN}__gte": start.value})
    return cases.values_list(COLUMN, flat=True)


def _edge(times: "QuerySet[Case, datetime]", nearest: list[datetime], reach: int) -> datetime | None:
    """The time of the case so far from the start; None where there is none. Among more than are read one by one it is
    reckoned from how close together the nearest were reported."""
    if not reach or len(nearest) < FIRST:
        return None
    if FIRST < reach <= READ:
        return times[reach - 1 : reach].first()
    span = (nearest[-1] - nearest[0]) * (reach / FIRST)
    return nearest[-1] if reach == FIRST else nearest[0] + max(min(span, LONGEST), -LONGEST)


def _wider(rows: "QuerySet[Any, Any]", found: int, most: int) -> int:
    """How many cases the second window reaches over; 0 for all there are.

    Of several words that none of the first hold together the index finds few, and is asked once.
    """
    if not found:
        return WIDE if len(words_asked(rows)) < 2 else 0
    return FIRST + FIRST * SPARE * (most - found) // found
