"""The numbers of a scorecard: of the subject and of its group, now and before, by class, by month, by stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from accounts.models import User
from evaluations.dictionary import measures as counts
from evaluations.dictionary.against import Against
from evaluations.dictionary.measures import Measure
from evaluations.periods import Days, Period, month_of
from evaluations.queries.answers import Answer, Key, Numbers, answers
from evaluations.queries.comparisons import Compared, compare
from evaluations.queries.questions import By, Part, Question
from evaluations.queries.readers import readers_of
from evaluations.queries.spread import SHARES, Buckets, Spread, spread
from evaluations.queries.subjects import Kind, Subject

MONTHS = 12
MEASURES = (
    counts.REPORTED, counts.DISPATCHED, counts.RETURNED, counts.DISPUTED, counts.DISPOSED, counts.REWORKED,
    counts.CLOSED, counts.REOPENED, counts.OWED, counts.FELL_DUE, counts.ON_TIME, counts.WAS_LATE, counts.EXCUSED,
    counts.APPEALED, counts.EXTENDED, counts.PUT_OFF, counts.FILED,
)  # fmt: skip
RATE: tuple[Measure, ...] = (counts.FELL_DUE, counts.ON_TIME)


@dataclass(frozen=True)
class Split:
    """The same split of the subject and of its group, by key."""

    question: Question  # of the subject
    own: Mapping[Key, Numbers]
    others: Mapping[Key, Numbers]


@dataclass(frozen=True)
class Month:
    days: Days
    own: Numbers
    others: Numbers


@dataclass(frozen=True)
class Card:
    """`question` is that of the subject over the period; `others` has a row for each member of the group."""

    subject: Subject
    period: Period
    question: Question
    own: Compared
    others: Compared | None
    split: Split
    months: Sequence[Month]
    spent: Spread
    others_spent: Spread | None

    @property
    def numbers(self) -> Numbers:
        return of(self.own.now)

    @property
    def others_numbers(self) -> Numbers:
        return summed(self.others.now) if self.others is not None else {}

    @property
    def others_buckets(self) -> Mapping[str, Buckets]:
        return self.others_spent.buckets if self.others_spent is not None else {}

    def others_percentiles(self, name: str) -> list[timedelta | None]:
        return self.others_spent.percentiles(name) if self.others_spent is not None else [None] * len(SHARES)

    @property
    def others_with_cases(self) -> int:
        """Members of the group that anything fell due of."""
        rows = self.others.now.rows.values() if self.others is not None else ()
        return sum(1 for row in rows if row.get(counts.FELL_DUE.name, 0))


def of(answer: Answer | None) -> Numbers:
    """The numbers of an answer that is not split."""
    return answer.rows.get("", {}) if answer is not None else {}


def summed(answer: Answer | None) -> Numbers:
    """The numbers of all rows of an answer together."""
    found: Numbers = {}
    for row in answer.rows.values() if answer is not None else ():
        for name, number in row.items():
            found[name] = found.get(name, 0) + number
    return found


def against(part: str, whole: str, own: Numbers, others: Numbers) -> Against:
    return Against(own.get(part, 0), own.get(whole, 0), others.get(part, 0), others.get(whole, 0))


def late(own: Numbers, others: Numbers) -> Against:
    """Of what fell due what was not on time: disposed of too late, or not yet."""
    due, on_time = counts.FELL_DUE.name, counts.ON_TIME.name
    return Against(
        own.get(due, 0) - own.get(on_time, 0), own.get(due, 0),
        others.get(due, 0) - others.get(on_time, 0), others.get(due, 0),
    )  # fmt: skip


def card(user: User, subject: Subject, period: Period) -> Card:
    """As this person may see it. Raises Missing, Forbidden."""
    reader, others_reader = readers_of(user, subject)
    question = Question(period.days, MEASURES, (counts.OPEN, counts.OVERDUE), part=subject.part)
    (own,) = compare(reader, period, question)
    others = None
    if subject.others is not None:
        members = replace(question, part=subject.others, by=subject.by, level=subject.level, stocks=())
        (others,) = compare(others_reader, period, members)
    beside = _beside(subject, period)
    found = iter(answers(reader, [each for each, __ in beside]))
    there = [each for __, each in beside if each is not None]
    found_there = iter(answers(others_reader, there))
    pairs = [(next(found), next(found_there) if each is not None else None) for __, each in beside]
    split, months = pairs[0], pairs[1:]
    others_spent = None
    if subject.others is not None:
        others_spent = spread(others_reader, Question(period.days, part=subject.others))
    return Card(
        subject, period, question, own, others,
        Split(beside[0][0], split[0].rows, split[1].rows if split[1] is not None else {}),
        [_month(question, *pair) for (question, __), pair in zip(beside[1:], months, strict=True)],
        spread(reader, replace(question, measures=(), stocks=())), others_spent,
    )  # fmt: skip


def rate_question(subject: Subject, period: Period) -> Question:
    return Question(period.days, RATE, part=subject.part)


def rate_numbers(user: User, subject: Subject, period: Period) -> tuple[Numbers, Numbers]:
    """What fell due and what was on time, of the subject and of its group. Raises Missing, Forbidden."""
    reader, others_reader = readers_of(user, subject)
    question = rate_question(subject, period)
    (own,) = answers(reader, [question])
    if subject.others is None:
        return of(own), {}
    (others,) = answers(others_reader, [replace(question, part=subject.others)])
    return of(own), of(others)


def _beside(subject: Subject, period: Period) -> list[tuple[Question, Question | None]]:
    """Of the subject and of its group: the split by class (of a class: by unit), and each month of a year."""
    by = By.DEPARTMENT if subject.kind == Kind.CLASS else By.CATEGORY
    asked = [
        Question(period.days, RATE, by=by, part=subject.part),
        *(Question(days, RATE, part=subject.part) for days in months_until(period.days)),
    ]
    return [(each, _there(each, subject.others)) for each in asked]


def _there(question: Question, others: Part | None) -> Question | None:
    return replace(question, part=others) if others is not None else None


def _month(question: Question, own: Answer, others: Answer | None) -> Month:
    return Month(question.days, of(own), of(others))


def months_until(days: Days) -> list[Days]:
    """Twelve months, the last of them that in which the period ends, or the present one."""
    first = month_of(min(days.last, days.at.date()))[0]
    found: list[Days] = []
    for __ in range(MONTHS):
        start, end = month_of(first)
        found.append(Days(start, end, days.at))
        first = start - timedelta(days=1)
    return found[::-1]
