"""A question as the statement is told it: which rows of counters are added up for it. Pure.

Whole months are read from the sums of months and the days around them from those of days, so that a year, or all that
was since the first day of the city, is a few rows for each key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from evaluations.dictionary.cuts import Cut
from evaluations.periods import Days, midnight, month_of, today
from evaluations.queries.questions import By, Question

DAY = timedelta(days=1)
_DAWN = date.min  # before everything that can have happened


@dataclass(frozen=True)
class Reach:
    """Days, both included. Of these what falls due counts up to `due`; of the day that is not over yet (`begun`) it is
    read from the facts."""

    first: date
    last: date
    due: date
    begun: bool

    def pieces(self, *, by_day: bool) -> Iterator[tuple[bool, date, date]]:
        """Whether it is whole months, and from when to when; of a month that is not over the days."""
        start = self.first if self.first.day == 1 else month_of(self.first)[1] + DAY
        end = min(self.last, self.due)
        after = end + DAY if end == month_of(end)[1] else end.replace(day=1)
        if by_day or start >= after:
            yield False, self.first, self.last
            return
        if self.first < start:
            yield False, self.first, start - DAY
        yield True, start, after - DAY
        if after <= self.last:
            yield False, after, self.last


def of_flows(days: Days) -> Reach:
    return Reach(days.first, days.last, max(days.whole, _DAWN), days.begun is not None)


def of_stocks(days: Days) -> Reach:
    """All that was before the end of the period, since the first day of the city."""
    end = days.span.end
    last = today(end - timedelta(microseconds=1))
    begun = end < midnight(last + DAY)
    return Reach(_DAWN, last, last - DAY if begun else last, begun)


def rows(question: Question, cut: Cut | None, *, number: int, sums: int, stock: bool) -> Iterator[dict[str, Any]]:
    """For the statement's `asked`: `number` names the question in the answer, `sums` says which sums it wants.

    Without a cut the rows of single cases are added up, whose days need no months. A stock by day is what was there
    before the first one (key "") and how much it grew on each.
    """
    asked = _asked(question) | {"number": number, "sums": sums}
    reach, by_day = of_stocks(question.days) if stock else of_flows(question.days), question.by == By.DAY
    for whole, first, last in _pieces(question, reach, stock=stock, by_day=by_day):
        kept = (cut.months if whole else cut.number) if cut is not None else None
        yield asked | {"cut": kept, "first": first, "last": last, "due": reach.due, "begun": reach.begun}


def _pieces(question: Question, reach: Reach, *, stock: bool, by_day: bool) -> Iterator[tuple[bool, date, date]]:
    since = question.days.first
    if stock and by_day and since <= reach.last:
        yield from Reach(reach.first, since - DAY, since - DAY, begun=False).pieces(by_day=False)
        yield False, since, reach.last
    else:
        yield from reach.pieces(by_day=by_day and not stock)


def _asked(question: Question) -> dict[str, Any]:
    part = question.part
    return {
        "by": question.column, "since": question.days.first,
        "department": part.department.pk if part.department is not None else None,
        "area": part.area.pk if part.area is not None else None,
        "category": part.category, "source": part.source,
        "among": part.among.column if part.among is not None else "",
        "keys": [str(key) for key in part.among.keys] if part.among is not None else [],
    }  # fmt: skip
