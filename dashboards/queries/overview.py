"""The questions of the overview, asked together: as few statements as the counters need, whatever the city holds."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from accounts.models import User
from dashboards.queries.days import drawn
from evaluations.dictionary import measures as counts
from evaluations.dictionary.measures import Measure
from evaluations.periods import Period, PeriodChoice, period_of
from evaluations.queries.answers import Answer, answers
from evaluations.queries.comparisons import Compared
from evaluations.queries.questions import By, Question

FIGURES = (
    counts.REPORTED, counts.DISPATCHED, counts.CLOSED, counts.FELL_DUE, counts.ON_TIME, counts.WAS_LATE, counts.EXCUSED,
)  # fmt: skip
FUNNEL = (counts.REPORTED, counts.THEN_FILED, counts.THEN_DISPATCHED, counts.THEN_FINISHED, counts.THEN_CLOSED)
OF_UNITS = (counts.FELL_DUE, counts.ON_TIME, counts.WAS_LATE, counts.DISPATCHED)
OF_AREAS = OF_CLASSES = (counts.FELL_DUE, counts.ON_TIME, counts.WAS_LATE, counts.REPORTED)
OF_DAYS = (counts.REPORTED, counts.CLOSED, counts.FELL_DUE, counts.ON_TIME)
NOW = (counts.OVERDUE,)


class Table(StrEnum):
    """What the overview asks; each is a question, and a file to take away."""

    CITY = "city"
    UNITS = "units"
    AREAS = "areas"
    CLASSES = "classes"
    DAYS = "days"


@dataclass(frozen=True)
class Asked:
    """Of a table: its question over the whole period, and what was found of it and of what is overdue now."""

    question: Question
    found: Compared
    owed: Compared | None


@dataclass(frozen=True)
class _Plan:
    measures: Sequence[Measure]
    by: By | None = None
    owed: bool = True  # also what is overdue now
    year: bool = False  # also beside the year before


_PLANS: Mapping[Table, _Plan] = {
    Table.CITY: _Plan(tuple({each.name: each for each in (*FIGURES, *FUNNEL)}.values()), year=True),
    Table.UNITS: _Plan(OF_UNITS, By.DEPARTMENT),
    Table.AREAS: _Plan(OF_AREAS, By.AREA),
    Table.CLASSES: _Plan(OF_CLASSES, By.CATEGORY, owed=False),
    Table.DAYS: _Plan(OF_DAYS, By.DAY, owed=False),
}


def ask(user: User, period: Period, tables: Collection[Table], level: str) -> Mapping[Table, Asked]:
    """The answers of these tables, areas being those of `level`, by one question to the counters."""
    plans = {table: (_over(_PLANS[table], period, level), _now(_PLANS[table], period, level)) for table in tables}
    questions = [question for over, now in plans.values() for question in (*over, *now) if question is not None]
    found = iter(answers(user, questions))
    return {table: _asked(period, over, now, found) for table, (over, now) in plans.items()}


def _over(plan: _Plan, period: Period, level: str) -> list[Question | None]:
    """The period itself comes first, then its days that are over, and those that they are compared with."""
    if plan.by == By.DAY:
        return [Question(drawn(period), plan.measures, (), plan.by, level)]
    spans = (period.days, period.compared, period.before, period.year_before if plan.year else None)
    return [Question(days, plan.measures, (), plan.by, level) if days is not None else None for days in spans]


def _now(plan: _Plan, period: Period, level: str) -> list[Question | None]:
    if not plan.owed:
        return []
    standing = standing_of(period)
    spans = [standing.days, *((standing.compared, standing.before, standing.year_before) if plan.year else ())]
    return [Question(days, (), NOW, plan.by, level) if days is not None else None for days in spans]


def standing_of(period: Period) -> Period:
    """The period where it ends now, else today: what was overdue at another moment has no list."""
    at = period.days.at
    return period if period.days.span.end == at else period_of(PeriodChoice.TODAY, at)


def _asked(
    period: Period, over: Sequence[Question | None], now: Sequence[Question | None], found: Iterator[Answer]
) -> Asked:
    question = over[0]
    assert question is not None
    return Asked(question, _compared(period, over, found), _compared(period, now, found) if now else None)


def _compared(period: Period, questions: Sequence[Question | None], found: Iterator[Answer]) -> Compared:
    whole, *beside = [next(found) if question is not None else None for question in questions]
    assert whole is not None
    over, before, year_before = (*beside, None, None, None)[:3]
    return Compared(period, whole, over, before, year_before)
