"""The numbers of a scorecard: of the subject and of its group, now and before, by class, by month, by stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from accounts.models import User
from evaluations.dictionary import measures as counts
from evaluations.dictionary.durations import Buckets
from evaluations.dictionary.indicators import ON_TIME_RATE, Indicator
from evaluations.dictionary.measures import Measure
from evaluations.dictionary.rates import Against
from evaluations.periods import Days, Period, month_of, today
from evaluations.queries.answers import Answer, Counted, Key, Numbers, answers, numbers_of
from evaluations.queries.comparisons import Compared, compared, over
from evaluations.queries.questions import By, Part, Question
from evaluations.queries.readers import LEAST_TOGETHER, readers_of
from evaluations.queries.spread import SHARES, Spread, less, spreads
from evaluations.queries.subjects import Kind, Subject

MONTHS = 12
YOUNG, WEEKS = 3, 13  # while cases of so few months are known they are told by week: so many weeks
MEASURES = (
    counts.REPORTED, counts.DISPATCHED, counts.RETURNED, counts.DISPUTED, counts.DISPOSED, counts.REWORKED,
    counts.CLOSED, counts.REOPENED, counts.OWED, counts.FELL_DUE, counts.ON_TIME, counts.WAS_LATE, counts.EXCUSED,
    counts.APPEALED, counts.EXTENDED, counts.PUT_OFF, counts.FILED,
)  # fmt: skip
RATE: tuple[Measure, ...] = (counts.FELL_DUE, counts.ON_TIME)
_NOTHING = Answer({}, Counted.COUNTERS)  # of a group that is none


@dataclass(frozen=True)
class Split:
    """The same split of the subject and of its group, by key."""

    question: Question  # of the subject
    own: Mapping[Key, Numbers]
    others: Mapping[Key, Numbers]


@dataclass(frozen=True)
class Step:
    """A month or a week."""

    days: Days
    own: Numbers
    others: Numbers


@dataclass(frozen=True)
class Card:
    """`question` is that of the subject over the period; `others` has a row for each member of the group.

    Where it is `withheld` the group is told as if it were none: its sums would be the numbers of one of its members.
    """

    subject: Subject
    period: Period
    question: Question
    own: Compared
    others: Answer | None
    split: Split
    months: Sequence[Step]
    weeks: Sequence[Step]  # none where enough months are known
    spent: Spread
    others_spent: Spread | None
    withheld: bool = False

    @property
    def numbers(self) -> Numbers:
        return numbers_of(self.own.now)

    @property
    def others_numbers(self) -> Numbers:
        return summed(self.others)

    def others_buckets(self, name: str) -> Buckets:
        return self.others_spent.buckets(name) if self.others_spent is not None else {}

    def others_percentiles(self, name: str) -> list[timedelta | None]:
        return self.others_spent.percentiles(name) if self.others_spent is not None else [None] * len(SHARES)

    @property
    def known(self) -> Sequence[Step]:
        """Weeks while it is young, else months, from the first in which anything fell due, here or in the group."""
        return _known(self.weeks or self.months)

    @property
    def others_with_cases(self) -> int:
        """Members of the group that anything fell due of."""
        return with_due(self.others) if self.others is not None else 0


def _known(steps: Sequence[Step]) -> Sequence[Step]:
    due = (step.own.get(counts.FELL_DUE.name, 0) + step.others.get(counts.FELL_DUE.name, 0) for step in steps)
    first = next((place for place, number in enumerate(due) if number), len(steps))
    return steps[first:]


def summed(answer: Answer | None) -> Numbers:
    """The numbers of all rows of an answer together."""
    found: Numbers = {}
    for row in answer.rows.values() if answer is not None else ():
        for name, number in row.items():
            found[name] = found.get(name, 0) + number
    return found


def with_due(members: Answer) -> int:
    """How many of them anything fell due of."""
    return sum(1 for row in members.rows.values() if row.get(counts.FELL_DUE.name, 0))


def against(rate: Indicator, own: Numbers, others: Numbers) -> Against:
    return Against(rate.rate(own), rate.rate(others))


def late(own: Numbers, others: Numbers) -> Against:
    """Of what fell due what was not on time: disposed of too late, or not yet."""
    return against(ON_TIME_RATE, own, others).rest


def card(user: User, subject: Subject, period: Period) -> Card:
    """As this person may see it: four statements at most, two more while it is young. Raises Missing, Forbidden."""
    question = Question(period.days, MEASURES, (counts.OPEN, counts.OVERDUE), part=subject.part)
    readers, split = readers_of(user, subject), _split(subject, period)
    spans = over(period, question)
    months = [Question(days, RATE, part=subject.part) for days in months_until(period.days)]
    theirs = [_members(question, subject), *_of_group(months, subject), *_split_of_group(split, subject)]
    own, others = _ask(readers, [*spans, *months, split], theirs if subject.others is not None else [])
    members, of_group = (others[0] if others else None), others[1:]
    withheld = members is not None and readers[1] is not user and _tell_of_one(members)
    told = members is not None and not withheld
    end = len(spans) + MONTHS
    by_month = _steps(months, own[len(spans) : end], of_group[:MONTHS] if told else [_NOTHING] * MONTHS)
    weeks = _weeks(readers, subject, period, told=told) if 0 < len(_known(by_month)) <= YOUNG else []
    spent, others_spent = _spent(readers, question, subject)
    return Card(
        subject, period, question, compared(period, own[: len(spans)]), members if told else None,
        Split(split, own[end].rows, _less(*of_group[MONTHS:]) if told else {}), by_month, weeks,
        spent, others_spent if told else None, withheld,
    )  # fmt: skip


def _steps(questions: Sequence[Question], own: Sequence[Answer], others: Sequence[Answer]) -> list[Step]:
    return [
        Step(each.days, numbers_of(here), numbers_of(there))
        for each, here, there in zip(questions, own, others, strict=True)
    ]


def _weeks(readers: tuple[User, User], subject: Subject, period: Period, *, told: bool) -> list[Step]:
    """Here, and in the group where its numbers are told."""
    mine = [Question(days, RATE, part=subject.part) for days in weeks_until(period.days)]
    own, others = _ask(readers, mine, _of_group(mine, subject) if told else [])
    return _steps(mine, own, others or [_NOTHING] * len(mine))


def _tell_of_one(members: Answer) -> bool:
    """Whether sums of the group are those of a single one, to somebody who may not read its numbers."""
    return any(0 < number < LEAST_TOGETHER for number in (len(members.rows), with_due(members)))


def _members(question: Question, subject: Subject) -> Question:
    """The same of the group, with a row for each of its members."""
    asked = replace(question, stocks=(), by=subject.by, level=subject.level)
    return replace(asked, part=subject.others) if subject.others is not None else asked


def _split(subject: Subject, period: Period) -> Question:
    """By class; of a class by unit."""
    by = By.DEPARTMENT if subject.kind == Kind.CLASS else By.CATEGORY
    return Question(period.days, RATE, by=by, part=subject.part)


def _split_of_group(split: Question, subject: Subject) -> list[Question]:
    """The same of the group. Where it is the rest of the city, of the city and of what of it is not the group: the
    first is asked of a cut of classes alone, and of the others there is less than of the group."""
    if subject.beyond is None:
        return _of_group([split], subject)
    return [replace(split, part=part) for part in (Part(), subject.part, *subject.beyond)]


def _less(whole: Answer, *beyond: Answer) -> Mapping[Key, Numbers]:
    """Its rows without what the others have of them."""
    rows = {
        key: {
            name: number - sum(each.rows.get(key, {}).get(name, 0) for each in beyond) for name, number in row.items()
        }
        for key, row in whole.rows.items()
    }
    return {key: row for key, row in rows.items() if any(row.values())}


def _of_group(questions: Sequence[Question], subject: Subject) -> list[Question]:
    return [replace(each, part=subject.others) for each in questions] if subject.others is not None else []


def _ask(
    readers: tuple[User, User], mine: Sequence[Question], theirs: Sequence[Question]
) -> tuple[list[Answer], list[Answer]]:
    """The answers of the subject and of its group: together where one person asks for both."""
    if readers[0] is not readers[1]:
        return answers(readers[0], mine), answers(readers[1], theirs)
    found = answers(readers[0], [*mine, *theirs])
    return found[: len(mine)], found[len(mine) :]


def _spent(readers: tuple[User, User], mine: Question, subject: Subject) -> tuple[Spread, Spread | None]:
    """How long it took, here and in the group."""
    theirs = _of_group([mine], subject)
    if readers[0] is not readers[1]:
        own, *others = [*spreads(readers[0], [mine]), *spreads(readers[1], theirs)]
    elif subject.beyond is None:
        own, *others = spreads(readers[0], [mine, *theirs])
    else:
        own, whole, *beyond = spreads(
            readers[0], [replace(mine, part=part) for part in (subject.part, Part(), *subject.beyond)]
        )
        others = [less(whole, own, *beyond)]
    return own, others[0] if others else None


def rate_question(subject: Subject, period: Period) -> Question:
    return Question(period.days, RATE, part=subject.part)


def rate_numbers(user: User, subject: Subject, period: Period) -> tuple[Numbers, Numbers]:
    """What fell due and what was on time, of the subject and of its group. Raises Missing, Forbidden."""
    (own,) = answers(readers_of(user, subject)[0], [rate_question(subject, period)])
    return numbers_of(own), others_numbers(user, subject, period)


def others_numbers(user: User, subject: Subject, period: Period) -> Numbers:
    """The same of its group, as the card and the weekly letter say it; nothing where the sums would be the numbers of
    one of its members. Raises Missing, Forbidden."""
    if subject.others is None:
        return {}
    reader = readers_of(user, subject)[1]
    (members,) = answers(reader, [Question(period.days, RATE, by=subject.by, level=subject.level, part=subject.others)])
    return {} if reader is not user and _tell_of_one(members) else summed(members)


def months_until(days: Days) -> list[Days]:
    """Twelve months, the last of them that in which the period ends, or the present one."""
    first = month_of(_until(days))[0]
    found: list[Days] = []
    for __ in range(MONTHS):
        start, end = month_of(first)
        found.append(Days(start, end, days.at))
        first = start - timedelta(days=1)
    return found[::-1]


def weeks_until(days: Days) -> list[Days]:
    """Weeks from Monday to Sunday, the last of them that in which the period ends, or the present one."""
    last = _until(days)
    monday = last - timedelta(days=last.weekday())
    starts = [monday - timedelta(weeks=ago) for ago in reversed(range(WEEKS))]
    return [Days(start, start + timedelta(days=6), days.at) for start in starts]


def _until(days: Days) -> date:
    return min(days.last, today(days.at))
