"""Two periods side by side: each indicator in both, and whether the difference is more than chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from cases.models import Case
from evaluations.dictionary.chance import TOO_FEW, grew
from evaluations.dictionary.indicators import INDICATORS, ON_TIME_RATE, Indicator, Kind
from evaluations.dictionary.measures import DUE_CLOSED, Measure, within
from evaluations.dictionary.rates import Against, Rate
from evaluations.models import Fact
from evaluations.periods import Days
from evaluations.queries.analysis.reports import Reports
from evaluations.queries.answers import Counted, Key, Numbers, answers, numbers_of
from evaluations.queries.questions import By, Question

COUNTS = ("reported", "filed", "dispatched", "closed", "due", "was_late")
RATES = (
    "on_time_rate", "close_rate", "valid_rate", "right_filing_rate", "right_dispatch_rate", "return_rate",
    "dispute_rate", "rework_rate", "extension_rate", "suspension_rate", "excused_rate", "reopening_rate",
)  # fmt: skip
Rows = Mapping[Key, Numbers]
SHOWN = tuple(INDICATORS[name] for name in (*COUNTS, *RATES))
CLOSE_RATE = INDICATORS["close_rate"]


@dataclass(frozen=True)
class Side:
    """`part` of `whole` of a rate, the number alone of a count; with the lists of both."""

    part: int
    whole: int | None
    part_url: str
    whole_url: str = ""

    @property
    def rate(self) -> Rate:
        """Of a count there is none."""
        return Rate(self.part, self.whole or 0)


@dataclass(frozen=True)
class Compared:
    """An indicator in the days before and in the period; `days` of each, by which counts are compared."""

    indicator: Indicator
    before: Side
    after: Side
    days: tuple[int, int]

    @property
    def few(self) -> bool:
        """Too few for a word on chance."""
        if self.indicator.kind == Kind.RATE:
            return self.before.rate.few or self.after.rate.few
        return self.before.part + self.after.part < TOO_FEW

    @property
    def more_than_chance(self) -> bool:
        if self.few:
            return False
        before, after = self.before, self.after
        if self.indicator.kind == Kind.RATE:
            return Against(after.rate, before.rate).sure
        share = self.days[1] / sum(self.days)
        return grew(after.part, before.part, share) or grew(before.part, after.part, 1 - share)

    @property
    def change(self) -> float | None:
        """In percentage points of a rate; of a count by so many cases, beside what as many of the days before had."""
        if self.indicator.kind == Kind.RATE:
            return self.after.rate.points(self.before.rate)
        before, after = self.days
        if before == after:
            return self.after.part - self.before.part
        return round(self.after.part - self.before.part * after / before, 1)


@dataclass(frozen=True)
class Sides:
    rows: Sequence[Compared]
    counted: Counted


def side_by_side(of: Reports, before: Days) -> Sides:
    """Of the part of the city as a whole."""
    questions = _questions(of, before, SHOWN, None)
    then, now = answers(of.user, questions)
    rows = [_compared(each, questions, None, (numbers_of(then), numbers_of(now))) for each in SHOWN]
    of_one_age = [_of_one_age(row, of, before, then.counted) if row.indicator is CLOSE_RATE else row for row in rows]
    return Sides(of_one_age, then.counted)


def _of_one_age(row: Compared, of: Reports, before: Days, counted: Counted) -> Compared:
    """With what was closed of the days before by as long after their end as now is after the end of the period: of what
    fell due long ago more has been closed since, and would look better for its age alone."""
    closed_by = before.all.end + (of.days.at - of.days.all.end)
    cases = Case.objects.visible_to(of.user).filter(of.part.where(), DUE_CLOSED.where(before.span))
    if counted == Counted.COUNTERS:  # which have an index of what fell due when
        cases = cases.filter(pk__in=Fact.objects.filter(within("due_at", before.span)).values("case"))
    closed = cases.order_by().filter(closed_at__lt=closed_by).count()
    url = f"{row.before.part_url}&{urlencode({'closed_before': closed_by.isoformat()})}"
    return replace(row, before=replace(row.before, part=closed, part_url=url))


def by_unit(of: Reports, before: Days) -> tuple[Rows, Rows]:
    """What the on-time rate of each unit is made of, before and after, by its key."""
    then, now = answers(of.user, _questions(of, before, (ON_TIME_RATE,), By.DEPARTMENT))
    return then.rows, now.rows


def compared_unit(of: Reports, before: Days, code: str, numbers: tuple[Numbers, Numbers]) -> Compared:
    """The on-time rate of a unit by its code."""
    return _compared(ON_TIME_RATE, _questions(of, before, (ON_TIME_RATE,), By.DEPARTMENT), code, numbers)


def _questions(of: Reports, before: Days, indicators: Sequence[Indicator], by: By | None) -> list[Question]:
    measures = {each.name: each for indicator in indicators for each in _measures(indicator)}
    asked = replace(of.question, measures=tuple(measures.values()), by=by)
    return [replace(asked, days=before), asked]


def _measures(indicator: Indicator) -> list[Measure]:
    return [each for each in (indicator.numerator, indicator.denominator) if isinstance(each, Measure)]


def _compared(
    indicator: Indicator, questions: list[Question], code: str | None, numbers: tuple[Numbers, Numbers]
) -> Compared:
    sides = [_side(indicator, question, code, said) for question, said in zip(questions, numbers, strict=True)]
    return Compared(indicator, sides[0], sides[1], (questions[0].days.length, questions[1].days.length))


def _side(indicator: Indicator, question: Question, code: str | None, numbers: Numbers) -> Side:
    part, *whole = _measures(indicator)
    url = question.url(part, code)
    if not whole:
        return Side(numbers.get(part.name, 0), None, url)
    return Side(numbers.get(part.name, 0), numbers.get(whole[0].name, 0), url, question.url(whole[0], code))
