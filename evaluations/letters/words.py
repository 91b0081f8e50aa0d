"""Figures of a letter in words, and which rows it names. No database here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluations.dictionary.chance import TOO_FEW, differ, wilson
from evaluations.dictionary.measures import FELL_DUE, ON_TIME
from evaluations.presenters import Row
from evaluations.queries.answers import Answer

WORST = 3  # rows of units and classes that a letter names


@dataclass(frozen=True)
class Line:
    """One figure: `changes` are signed texts with what they are against; `url` is the list of exactly its cases."""

    term: str
    value: str
    changes: Sequence[tuple[str, str]]
    url: str = ""

    @property
    def words(self) -> str:
        said = _(", ").join(f"{change} {against}" for change, against in self.changes)
        return _("%(value)s (%(changes)s)") % {"value": self.value, "changes": said} if said else self.value


@dataclass(frozen=True)
class Named:
    """A unit or subclass that the letter names, with its figure in words and the list behind it."""

    label: str
    value: str
    url: str

    @property
    def words(self) -> str:
        return f"{self.label} {self.value}"


def worst(rows: Sequence[Row]) -> list[Row]:
    """Those that were on time more rarely than all others together, by more than chance; the surest first."""
    whole = [sum(numbers) for numbers in zip(*(due_and_on_time(row) for row in rows), strict=True)] or [0, 0]
    found: list[tuple[float, Row]] = []
    for row in rows:
        due, on_time = due_and_on_time(row)
        others_due, others_on_time = whole[0] - due, whole[1] - on_time
        if due < TOO_FEW or on_time * others_due >= others_on_time * due:
            continue
        interval = wilson(on_time, due)
        if interval is not None and differ(on_time, due, others_on_time, others_due):
            found.append((interval.high, row))
    return [row for __, row in sorted(found, key=lambda each: each[0])[:WORST]]


def due_and_on_time(row: Row) -> tuple[int, int]:
    return row.numbers.get(FELL_DUE.name, 0), row.numbers.get(ON_TIME.name, 0)


def rate_of(answer: Answer | None) -> float | None:
    found = answer.rows.get("", {}) if answer is not None else {}
    due = found.get(FELL_DUE.name, 0)
    return round(100 * found.get(ON_TIME.name, 0) / due, 1) if due else None


def less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 1)


def against(before: float | None, year_before: float | None, words: Callable[[float], str]) -> list[tuple[str, str]]:
    found = [(before, _("against the week before")), (year_before, _("against a year ago"))]
    return [(words(change), against) for change, against in found if change is not None]


def signed(number: float) -> str:
    """With a sign that is as wide as the plus."""
    return "±0" if not number else f"{number:+}".replace("-", "−")


def points(number: float) -> str:
    return _("%(n)s points") % {"n": signed(number)}


def rate_words(part: int, whole: int) -> str:
    """A rate with what it is made of; of too few cases only these."""
    if not whole:
        return _("nothing fell due")
    parts = {"part": part, "whole": whole, "rate": round(100 * part / whole, 1)}
    if whole < TOO_FEW:
        return _("%(part)s of %(whole)s, too few for a rate") % parts
    return _("%(rate)s %% (%(part)s of %(whole)s)") % parts


def listed(named: Sequence[Named]) -> str:
    return _("; ").join(each.words for each in named)
