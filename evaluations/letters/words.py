"""Figures of a letter in words, and which rows it names. No database here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from evaluations.dictionary.indicators import ON_TIME_RATE
from evaluations.dictionary.rates import Against, Rate, Verdict
from evaluations.presenters import Row

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
    rates = [ON_TIME_RATE.rate(row.numbers) for row in rows]
    whole = sum(rates, Rate(0, 0))
    found = [
        (rate.interval.high, row)
        for rate, row in zip(rates, rows, strict=True)
        if rate.interval is not None and Against(rate, whole - rate).verdict == Verdict.LESS
    ]
    return [row for __, row in sorted(found, key=lambda each: each[0])[:WORST]]


def against(before: float | None, year_before: float | None, words: Callable[[float], str]) -> list[tuple[str, str]]:
    found = [(before, _("against the week before")), (year_before, _("against a year ago"))]
    return [(words(change), against) for change, against in found if change is not None]


def signed(number: float) -> str:
    """With a sign that is as wide as the plus."""
    return "±0" if not number else f"{number:+}".replace("-", "−")


def points(number: float) -> str:
    return _("%(n)s points") % {"n": signed(number)}


def rate_words(rate: Rate) -> str:
    """A rate with what it is made of; of too few cases only these."""
    if not rate.whole:
        return _("nothing fell due")
    parts = {"part": rate.part, "whole": rate.whole, "rate": rate.value}
    if rate.few:
        return _("%(part)s of %(whole)s, too few for a rate") % parts
    return _("%(rate)s %% (%(part)s of %(whole)s)") % parts


def listed(named: Sequence[Named]) -> str:
    return _("; ").join(each.words for each in named)
