"""The order in which a search shows cases: the newest first, with work that is bounded however many are stored."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import DateTimeField, ExpressionWrapper, F, Func, IntegerField, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.db.models.lookups import GreaterThan

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT
from cases.models import Case
from cases.queries.search import in_each, words_asked
from cases.querysets.scopes import scope_of
from common.keyset import Order, Position

COLUMN = "reported_at"
FIRST = 200  # cases that are looked at first
OWN = 50  # of who sees a part, to find which costs most: others lie between them
READ = 2_000  # so many more are read one by one; among others the index of words is asked
LONGEST = timedelta(days=36525)
WIDE = 12_800  # where none of the first is found
SPARE = 2  # so many times as wide as a page would need, as often as the words were found so far

# True, and by a function that PostgreSQL runs in one process only: cutting words costs so much by its estimate that it
# starts others for a search, which takes longer (36 ms among 500,000 cases) than what they do.
ALONE = GreaterThan(Func(function="pg_backend_pid", output_field=IntegerField()), 0)


@dataclass(frozen=True)
class FoundNewest(Order):
    """By the time of the report, looked for in windows: the nearest cases, a wider window, and all others.

    PostgreSQL takes words for independent of each other: where it expects many cases that hold two common words it
    walks along the newest until a page is full, and where none holds both it cuts the words of all cases there are
    (95 s among a million). The index of words has no order: it reads all that hold a common word, among a million cases
    40,000, before the newest of them are known. So the nearest cases are read one by one, and as often as they hold the
    words, so many more are; what is rarer, the index finds, sorted by a sum that no index has.

    `part` are the cases of who sees a part of the city: the windows are theirs, not the city's, of whose nearest cases
    a unit may have two. The index of what units see has no order either, so these are read by their keys.
    """

    part: "QuerySet[Case] | None" = field(default=None, compare=False)

    def after(self, rows: "QuerySet[Any, Any]", start: Position | None, *, most: int) -> list[Any]:
        if start is not None and start.back:
            ahead = replace(self, descending=not self.descending)
            return ahead.after(rows, replace(start, back=False), most=most)
        rows, begin, found, reach = rows.filter(ALONE), start, list[Any](), self._nearest
        while len(found) < most:
            end = self._end(begin, start, reach)
            looked = self._each(rows, start, end) if 0 < reach <= READ else self.between(rows, start, end)
            found += looked.order_by(*self._by_sum())[: most - len(found)]
            if end is None:
                break
            start, reach = end, self._wider(rows, len(found), most) if start is begin else 0
        return found

    @property
    def _nearest(self) -> int:
        return FIRST if self.part is None else OWN

    def _wider(self, rows: "QuerySet[Any, Any]", found: int, most: int) -> int:
        """How many cases more the second window reaches over; 0 for all there are.

        Of several words that none of the first hold together the index finds few, and is asked once. So it is for a
        part: its index is gone through too, and a third one, of the times of a window, costs more than it spares.
        """
        if not found and len(words_asked(rows)) > 1:
            return 0
        reach = self._nearest * SPARE * (most - found) // found if found else WIDE
        return reach if self.part is None or reach <= READ else 0

    def _each(self, rows: "QuerySet[Any, Any]", start: Position | None, end: Position | None) -> "QuerySet[Any, Any]":
        """Those of a window, each of them looked at. A limit, though there be no more, has PostgreSQL find it first."""
        if self.part is None:
            return self.between(in_each(rows), start, end)
        return in_each(rows).filter(pk__in=self.between(self._seen(), start, end).values("pk")[: 2 * READ])

    def _seen(self) -> "QuerySet[Case]":
        return (Case.objects.all() if self.part is None else self.part).filter(ALONE)

    def _by_sum(self) -> tuple[OrderBy, str]:
        moment = ExpressionWrapper(F(COLUMN) + Value(timedelta()), output_field=DateTimeField())
        return (moment.desc(), f"-{self.tie}") if self.descending else (moment.asc(), self.tie)

    def _end(self, begin: Position | None, near: Position | None, reach: int) -> Position | None:
        """The last of the next so many cases; None where there are fewer, or all are meant (0). Among more than are
        read one by one it is reckoned from how close together those from the beginning to `near` are."""
        if 0 < reach <= READ:
            return self.further(self._seen(), near, steps=reach)
        begin = begin or (self.further(self._seen(), None, steps=1) if reach else None)
        if not reach or begin is None or near is None:
            return None
        first, last = cast("datetime", begin.value), cast("datetime", near.value)
        return replace(near, value=last + max(min((last - first) * (reach / self._nearest), LONGEST), -LONGEST))


def found_newest(order: Order, user: User) -> Order:
    """The same order for cases that were found by words; that by another column stays as it is."""
    if order.column != COLUMN:
        return order
    whole = user.role in DESK | OVERSIGHT and not scope_of(user)
    return FoundNewest(COLUMN, order.descending, part=None if whole else Case.objects.visible_to(user))
