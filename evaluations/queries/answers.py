"""Answers to questions: from the counters where they can, else counted live over the cases that the person sees.

Any number of questions costs one statement for all that counters answer and one for all others
(`evaluations.queries.sums`). Counters know whole days; what falls due in the course of today is read from the facts,
which keep the very moments.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import accumulate
from typing import Any

from accounts.models import User
from evaluations.dictionary.cuts import AREA, CLASS, CUTS, PERSON, UNIT, Cut
from evaluations.dictionary.measures import Measure, Stock
from evaluations.periods import today
from evaluations.queries import ranges, sums
from evaluations.queries.asking import Counted, Rows, Text, ask
from evaluations.queries.questions import By, Question
from evaluations.queries.sums import Sums

__all__ = ["Answer", "Counted", "Key", "Numbers", "answer", "answers", "numbers_of"]

Numbers = dict[str, int]
Key = int | str | None
_OF_NUMBERS = {UNIT, *AREA, CLASS, PERSON}  # columns whose values are primary keys


@dataclass(frozen=True)
class Answer:
    """Numbers by key: of a unit, area, subclass or person its primary key (0: none), of a source its name, of a day
    its text (2026-03-02); of a question that is not split "". A row holds every number that was asked for.

    Of days there is a row for each that has begun, in their order; of all else for those with any number but 0.
    """

    rows: Mapping[Key, Numbers]
    counted: Counted


def numbers_of(answer: Answer | None) -> Numbers:
    """Of a question that is not split; nothing of what was not asked."""
    return answer.rows.get("", {}) if answer is not None else {}


def answer(user: User, question: Question) -> Answer:
    return answers(user, [question])[0]


def answers(user: User, questions: Sequence[Question]) -> list[Answer]:
    """The answer of each question, in their order: two statements at most, whatever the city holds."""
    halves = [half for question in questions for half in (question, question)]
    plan = _Plan()
    found = ask(user, halves, CUTS, plan.prepared)
    return [
        Answer(
            _rows(question, plan.of(2 * number, found.rows), plan.of(2 * number + 1, found.rows)),
            found.counted[2 * number],
        )
        for number, question in enumerate(questions)
    ]


class _Plan:
    """Of each question the even number asks for its flows, the odd one for its stocks; each is a few runs of days, and
    what several questions have in common is asked once."""

    def __init__(self) -> None:
        self._runs: dict[tuple[Any, ...], int] = {}
        self._of: dict[int, list[tuple[int, int]]] = defaultdict(list)  # with 1, or -1 for what is taken away

    def prepared(self, questions: Mapping[int, tuple[Question, Cut | None]]) -> tuple[list[ranges.Row], Text]:
        wanted: dict[Sums, int] = {}
        asked: list[ranges.Row] = []
        for number, (question, cut) in questions.items():
            of_half = Sums(_names(question.stocks if number % 2 else question.measures), stock=number % 2 == 1)
            for run in ranges.runs(question, cut, stock=of_half.stock) if of_half.names else ():
                asked += self._asked(number, of_half, wanted.setdefault(of_half, len(wanted)), run)
        return asked, partial(sums.counts, wanted=tuple(wanted))

    def _asked(self, number: int, of_half: Sums, place: int, run: ranges.Run) -> list[ranges.Row]:
        """Nothing where another question has asked it already."""
        known = of_half, *(tuple(row.items()) for row in run.rows)
        new = known not in self._runs
        key = self._runs.setdefault(known, len(self._runs))
        self._of[number].append((key, -1 if run.less else 1))
        return [row | {"number": key, "sums": place} for row in run.rows] if new else []

    def of(self, number: int, rows: Rows) -> "_Found":
        return [
            (key, values if sign > 0 else [-value for value in values])
            for run, sign in self._of[number]
            for key, values in rows.get(run, ())
        ]


_Found = Sequence[tuple[str, list[int]]]  # keys and sums


def _rows(question: Question, flows: _Found, stocks: _Found) -> dict[Key, Numbers]:
    counted, there = _added(flows), _added(stocks)
    if question.by == By.DAY:
        return _days(question, counted, there)
    names = [*_names(question.measures), *_names(question.stocks)]
    none = [0] * len(question.measures), [0] * len(question.stocks)
    rows = {key: [*counted.get(key, none[0]), *there.get(key, none[1])] for key in {**counted, **there}}
    left_out = "0" if question.by in (By.AREA, By.INSPECTOR) else None  # who has none of it is no row
    return {
        key_of(question, key): dict(zip(names, row, strict=True))
        for key, row in rows.items()
        if key != left_out and any(row)
    }


def key_of(question: Question, key: str) -> Key:
    """Of the text that the statement answers."""
    return int(key) if question.column in _OF_NUMBERS else key


def _names(counted: Sequence[Measure] | Sequence[Stock]) -> tuple[str, ...]:
    return tuple(each.name for each in counted)


def _added(found: _Found) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for key, values in found:
        rows[key] = [one + other for one, other in zip(rows[key], values, strict=True)] if key in rows else values
    return rows


def _days(question: Question, flows: Mapping[str, list[int]], growth: Mapping[str, list[int]]) -> dict[Key, Numbers]:
    """A row for each day that has begun; a stock is what there was at its end, or is now."""
    first, last = question.days.first, min(question.days.last, today(question.days.at))
    days = [str(first + timedelta(days=number)) for number in range((last - first).days + 1)]
    nothing = [0] * len(question.stocks)
    stocks = accumulate((growth.get(day, nothing) for day in days), _plus, initial=growth.get("", nothing))
    next(stocks)  # what there was before the first day
    names = [*_names(question.measures), *_names(question.stocks)]
    none = [0] * len(question.measures)
    return {
        day: dict(zip(names, [*flows.get(day, none), *stock], strict=True))
        for day, stock in zip(days, stocks, strict=True)
    }


def _plus(one: list[int], other: list[int]) -> list[int]:
    return [a + b for a, b in zip(one, other, strict=True)]
