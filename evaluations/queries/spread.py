"""How long stages took: buckets of durations, from the counters where they can answer, else over the person's cases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.models import User
from evaluations.dictionary.cuts import OF_DURATIONS, Cut
from evaluations.dictionary.durations import Buckets, percentile
from evaluations.queries import ranges, sums
from evaluations.queries.answers import Key, key_of
from evaluations.queries.asking import Counted, Text, ask
from evaluations.queries.questions import Question

SHARES = (0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Spread:
    """For each key of the question (as of an `Answer`) and each duration how many cases are in each bucket."""

    rows: Mapping[Key, Mapping[str, Buckets]]
    counted: Counted

    def buckets(self, name: str, key: Key = "") -> Buckets:
        return self.rows.get(key, {}).get(name, {})

    def percentiles(self, name: str, key: Key = "") -> list[timedelta | None]:
        """P50, P75 and P90."""
        return [percentile(self.buckets(name, key), share) for share in SHARES]


def less(whole: Spread, *parts: Spread) -> Spread:
    """What is left of all of it without these parts of it; of questions that are not split."""
    left: dict[str, dict[int, int]] = {
        name: {bucket: number for bucket, number in buckets.items() if number}
        for name, buckets in whole.rows.get("", {}).items()
    }
    for part in parts:
        for name, buckets in part.rows.get("", {}).items():
            for bucket, number in buckets.items():
                left[name][bucket] -= number
    return Spread({"": left}, whole.counted)


def spread(user: User, question: Question) -> Spread:
    return spreads(user, [question])[0]


def spreads(user: User, questions: Sequence[Question]) -> list[Spread]:
    """Of each question's days, part of the city and split, whatever it measures: two statements at most.

    Counters know it by unit, area, subclass or source, and by day; by two of these or by inspector it is counted live.
    """
    found = ask(user, questions, OF_DURATIONS, _prepared)
    return [
        Spread(
            _rows(question, found.rows.get(2 * number, ()), found.rows.get(2 * number + 1, ())), found.counted[number]
        )
        for number, question in enumerate(questions)
    ]


def _prepared(questions: Mapping[int, tuple[Question, Cut | None]]) -> tuple[list[dict[str, Any]], Text]:
    """What is added of a question has twice its number, what is taken away the number behind it."""
    asked: list[dict[str, Any]] = []
    for number, (question, cut) in questions.items():
        for run in ranges.runs(question, cut, stock=False):
            asked += [row | {"number": 2 * number + run.less, "sums": 0} for row in run.rows]
    return asked, sums.durations


def _rows(
    question: Question, found: Sequence[Sequence[Any]], taken_away: Sequence[Sequence[Any]]
) -> dict[Key, Mapping[str, Buckets]]:
    rows: dict[Key, dict[str, dict[int, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for sign, each in ((1, found), (-1, taken_away)):
        for key, name, numbers in each:
            for bucket, number in enumerate(numbers):
                if number:
                    rows[key_of(question, key)][name][bucket] += sign * number
    return _filled(rows)


def _filled(rows: Mapping[Key, Mapping[str, Buckets]]) -> dict[Key, Mapping[str, Buckets]]:
    """Without what is empty, of which all was taken away."""
    found: dict[Key, Mapping[str, Buckets]] = {}
    for key, each in rows.items():
        buckets = {name: {bucket: number for bucket, number in of.items() if number} for name, of in each.items()}
        if there := {name: of for name, of in buckets.items() if of}:
            found[key] = there
    return found
