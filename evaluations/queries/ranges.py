"""A question as the statement is told it: which rows of counters are added up for it. Pure.

Whole months are read from the sums of months and the days around them from those of days, so that a year, or all that
was since the first day of the city, is a few rows for each key. Where fewer days of a month are left out than are asked
for, the month is read and the days are taken away again: so the month that is under way is a row for each key, too.
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
class Piece:
    """Days, both included, of the sums of whole months or of those of days; `less` is taken away."""

    months: bool
    first: date
    last: date
    less: bool = False

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Run:
    """Rows of the statement whose sums are added up, or taken away."""

    rows: list[Row]
    less: bool = False


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

    def pieces(self, *, by_day: bool, today: date) -> Iterator[Piece]:
        """What is read for it. What counts up to a day before its end only is read by day."""
        if by_day or self.due < self.last:
            yield Piece(False, self.first, self.last)
            return
        start, after = self._months(today)
        yield from _between(self.first, start)
        if start < after:
            yield Piece(True, start, after - DAY)
        yield from _between(after, self.last + DAY)

    def _months(self, today: date) -> tuple[date, date]:
        """The first day of what is read by month, and the first day behind it. Days to come weigh nothing: of them
        counters hold what will fall due, and no more."""
        (opens, first_ends), (last_opens, ends) = month_of(self.first), month_of(self.last)
        before, behind = (self.first - opens).days, max(0, (min(ends, today) - self.last).days)
        if opens == last_opens:
            whole = before + behind <= (self.last - self.first).days
            return (opens, ends + DAY) if whole else (self.first, self.first)
        start = opens if before <= (first_ends - self.first).days else first_ends + DAY
        return start, ends + DAY if behind <= (self.last - last_opens).days else last_opens


def _between(one: date, other: date) -> Iterator[Piece]:
    """The days from one up to but without the other; taken away where they stand the other way round."""
    if one < other:
        yield Piece(False, one, other - DAY)
    elif other < one:
        yield Piece(False, other, one - DAY, less=True)


def of_flows(days: Days) -> Reach:
    return Reach(days.first, days.last, max(days.whole, _DAWN), days.begun is not None)


def of_stocks(days: Days) -> Reach:
    """All that was before the end of the period, or before now, since the first day of the city."""
    end = min(days.span.end, days.at)
    last = today(end - timedelta(microseconds=1))
    begun = end < midnight(last + DAY)
    return Reach(_DAWN, last, last - DAY if begun else last, begun)


def runs(question: Question, cut: Cut | None, *, stock: bool) -> Iterator[Run]:
    """For the statement's `asked`: runs of days, whose sums are added up. Equal runs of two questions are one.

    Without a cut the rows of single cases are added up. A stock by day is what was there before the first one (key "")
    and how much it grew on each.
    """
    for reach, by_day in _reaches(question, stock=stock):
        for part in reach.parts():
            pieces = list(part.pieces(by_day=by_day, today=today(question.days.at)))
            for less in (False, True):
                rows = [_row(question, cut, part, piece, by_day) for piece in pieces if piece.less == less]
                if rows:
                    yield Run(rows, less)


def _row(question: Question, cut: Cut | None, part: Reach, piece: Piece, by_day: bool) -> Row:
    """Of a month that is read beyond the part all counts that is taken away again. Days are keys since a day."""
    return _asked(question) | {
        "cut": _number(cut, months=piece.months), "since": question.days.first if by_day else date.max,
        "first": piece.first, "last": piece.last, "due": part.due if part.due < part.last else piece.last,
        "begun": part.begun,
    }  # fmt: skip


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
        "by": question.column,
        "department": part.department.pk if part.department is not None else None,
        **{level: part.area.pk if part.area is not None and part.area.level == level else None for level in AREA},
        "category": part.category, "source": part.source,
        "among": part.among.column if part.among is not None else "",
        "keys": tuple(str(key) for key in part.among.keys) if part.among is not None else (),
        "least": min(ordered, default=None), "most": max(ordered, default=None),
    }  # fmt: skip
