"""A question as the statement is told it: which rows of counters are added up for it. Pure.

Whole months are read from the sums of months and the days around them from those of days, so that a year, or all that
was since the first day of the city, is a few rows for each key.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from evaluations.dictionary.cuts import AREA, SOURCE, Cut
from evaluations.periods import Days, midnight, month_of, today
from evaluations.queries.questions import By, Question

DAY = timedelta(days=1)
Row = dict[str, Any]
_DAWN = date.min  # before everything that can have happened


@dataclass(frozen=True)
class Reach:
    """Days, both included. Of these what falls due counts up to `due`; of the day that is not over yet (`begun`) it is
    read from the facts."""

    first: date
    last: date
    due: date
    begun: bool

    def parts(self) -> list["Reach"]:
        """What is over, and what is not: the first is often asked for alone too, and is counted once then."""
        if not self.first <= self.due < self.last:
            return [self]
        over = Reach(self.first, self.due, self.due, begun=False)
        return [over, Reach(self.due + DAY, self.last, self.due, self.begun)]

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
    """All that was before the end of the period, or before now, since the first day of the city."""
    end = min(days.span.end, days.at)
    last = today(end - timedelta(microseconds=1))
    begun = end < midnight(last + DAY)
    return Reach(_DAWN, last, last - DAY if begun else last, begun)


def runs(question: Question, cut: Cut | None, *, stock: bool) -> Iterator[list[Row]]:
    """For the statement's `asked`: runs of days, whose sums are added up. Equal runs of two questions are one.

    Without a cut the rows of single cases are added up. A stock by day is what was there before the first one (key "")
    and how much it grew on each.
    """
    for reach, by_day in _reaches(question, stock=stock):
        for part in reach.parts():
            yield [
                _asked(question)
                | {
                    "cut": _number(cut, months=whole),
                    "first": first,
                    "last": last,
                    "due": part.due,
                    "begun": part.begun,
                }
                for whole, first, last in part.pieces(by_day=by_day)
            ]


def _number(cut: Cut | None, *, months: bool) -> int | None:
    if cut is None:
        return None
    return cut.months if months else cut.number


def _reaches(question: Question, *, stock: bool) -> Iterator[tuple[Reach, bool]]:
    """And whether its days are keys."""
    reach, by_day = of_stocks(question.days) if stock else of_flows(question.days), question.by == By.DAY
    since = question.days.first
    if stock and by_day and since <= reach.last:
        yield Reach(reach.first, since - DAY, since - DAY, begun=False), False
        yield Reach(since, reach.last, reach.due, reach.begun), True
    else:
        yield reach, by_day and not stock


def _asked(question: Question) -> Row:
    part = question.part
    ordered = part.among.keys if part.among is not None and part.among.column != SOURCE else ()
    return {
        "by": question.column, "since": question.days.first,
        "department": part.department.pk if part.department is not None else None,
        **{level: part.area.pk if part.area is not None and part.area.level == level else None for level in AREA},
        "category": part.category, "source": part.source,
        "among": part.among.column if part.among is not None else "",
        "keys": tuple(str(key) for key in part.among.keys) if part.among is not None else (),
        "least": min(ordered, default=None), "most": max(ordered, default=None),
    }  # fmt: skip
