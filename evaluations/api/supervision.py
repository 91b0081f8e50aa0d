"""Numbers of rounds, items and orders beside the indicators of units."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from evaluations.dictionary.supervision import OF_UNITS, Tally
from evaluations.dictionary.supervision_rates import SUPERVISION, SupervisionIndicator
from evaluations.presenters import units_named
from evaluations.queries.questions import By, Question
from evaluations.queries.supervision import Numbers, rate, supervision, supervision_url

SAID = {name: each for name, each in SUPERVISION.items() if each.numerator.of in OF_UNITS}
NOTHING: Mapping[str, float | None] = {name: None if each.denominator else 0 for name, each in SAID.items()}


def units_of(user: User, question: Question) -> Mapping[str, tuple[str, Mapping[str, float | None]]] | None:
    """Name and numbers by the code of the unit; None where rows are no units, or of a part of the city by more than the
    unit: items and orders have no source, and orders no area."""
    part = question.part
    if question.by != By.DEPARTMENT or part.area is not None or part.category or part.source:
        return None
    found = supervision(user, question.days, unit=part.department).units
    names = units_named(found)
    return {names[key][0]: (names[key][1], _said(numbers)) for key, numbers in found.items()}


def _said(numbers: Numbers) -> dict[str, float | None]:
    return {name: _value(each, numbers) for name, each in SAID.items()}


def _value(each: SupervisionIndicator, numbers: Numbers) -> float | None:
    if each.denominator is None:
        return numbers.get(each.numerator.name, 0)
    return rate(numbers, each.numerator, each.denominator).value


def definitions(question: Question) -> dict[str, dict[str, Any]]:
    """Numerator and denominator of each: the word, what it counts, and the list; of one unit where that was asked."""
    code = question.part.department.code if question.part.department is not None else ""

    def defined(tally: Tally | None) -> dict[str, str] | None:
        if tally is None:
            return None
        url = supervision_url(tally, question.days, code)
        return {"name": str(tally.term), "counts": str(tally.meaning), "cases": url}

    return {
        name: {"numerator": defined(each.numerator), "denominator": defined(each.denominator)}
        for name, each in SAID.items()
    }
