"""Every indicator of the dictionary over some days, over the period before and over the same days of a year before."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from evaluations.dictionary.cuts import OF_DURATIONS, cut_for
from evaluations.dictionary.measures import SHOWN, STOCKS
from evaluations.periods import Period
from evaluations.queries.answers import Answer, Numbers, answers, numbers_of
from evaluations.queries.questions import Part, Question
from evaluations.queries.spread import Spread, spreads
from evaluations.queries.supervision import Numbers as Supervised
from evaluations.queries.supervision import supervision


@dataclass(frozen=True)
class Told:
    """What is known of some days. Without `spent` nothing is said of how long it took, without `supervised` nothing of
    the ledger, of orders and rounds: they are not kept by what the question is narrowed to."""

    question: Question
    found: Answer
    spent: Spread | None
    supervised: Supervised | None

    @property
    def numbers(self) -> Numbers:
        return numbers_of(self.found)


def told(user: User, period: Period, part: Part) -> tuple[Told, Told | None, Told | None]:
    """Of the period, of the period before it and of the year before; None where no case is known of those days."""
    spans = (period.days, period.before, period.year_before)
    questions = [Question(days, SHOWN, STOCKS, part=part) for days in spans if days is not None]
    found = zip(answers(user, questions), _spent(user, questions), questions, strict=True)
    by_days = {
        question.days: Told(question, answer, spent, _supervised(user, question))
        for answer, spent, question in found
        if question.days == period.days or answer.rows
    }
    now, before, year_before = (by_days.get(days) if days is not None else None for days in spans)
    assert now is not None
    return now, before, year_before


def _spent(user: User, questions: Sequence[Question]) -> list[Spread | None]:
    """Of what counters don't keep it is read from the cases: of the period alone, for a year of them takes seconds."""
    kept = cut_for(questions[0].columns, OF_DURATIONS) is not None
    found = spreads(user, questions if kept else questions[:1])
    return [*found, *[None] * (len(questions) - len(found))]


def _supervised(user: User, question: Question) -> Supervised | None:
    """Items and orders have no area, class or source."""
    part = question.part
    if part.area is not None or part.category or part.source:
        return None
    return supervision(user, question.days, unit=part.department).city
