"""The numbers of a week that is over, for one person: asked as the pages ask for the same days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, Role
from departments.models import Department
from departments.queries import own_unit_of
from evaluations.dictionary.indicators import ON_TIME_RATE
from evaluations.dictionary.measures import CLOSED, FELL_DUE, ON_TIME, OVERDUE, REPORTED
from evaluations.dictionary.rates import Rate
from evaluations.periods import Period, free_days
from evaluations.queries.answers import Answer, answers
from evaluations.queries.comparisons import Compared, compare
from evaluations.queries.questions import By, Part, Question
from evaluations.queries.scorecards import others_numbers
from evaluations.queries.subjects import Kind, subject_of

LEADING = DESK | OVERSIGHT  # they hear of all that they see; a head hears of the own unit
READERS = LEADING | {Role.DEPARTMENT_HEAD}
MEASURES = (REPORTED, CLOSED, FELL_DUE, ON_TIME)


@dataclass(frozen=True)
class WeekNumbers:
    """`whole` has one row, `classes` one for each subclass, `units` (of those who lead) one for each unit.

    `group` is the on-time rate of the other units of the kind of a head's own, as on its scorecard; None for who leads,
    and where it would tell the numbers of one of them.
    """

    question: Question
    whole: Compared
    classes: Answer
    units: Answer | None
    group: Rate | None


def week_of(monday: date, at: datetime) -> Period:
    return free_days(monday, monday + timedelta(days=6), at)


def part_of(user: User) -> Part | None:
    """What of the city the letter of a person is about; None for who gets none."""
    if not user.is_active or user.role not in READERS:
        return None
    if user.role in LEADING:
        return Part()
    return Part(department=user.membership.department) if own_unit_of(user) else None


def week_numbers(user: User, part: Part, monday: date, *, at: datetime) -> WeekNumbers:
    period = week_of(monday, at)
    question = Question(period.days, MEASURES, (OVERDUE,), part=part)
    (whole,) = compare(user, period, question)
    wanted = [By.CATEGORY] if part.department is not None else [By.CATEGORY, By.DEPARTMENT]
    split = answers(user, [Question(period.days, MEASURES, (OVERDUE,), by=by, part=part) for by in wanted])
    units = split[1] if len(split) > 1 else None
    return WeekNumbers(question, whole, split[0], units, _group(user, part.department, period))


def _group(user: User, unit: Department | None, period: Period) -> Rate | None:
    """A unit is compared with the others of its kind, here as there."""
    if unit is None:
        return None
    numbers = others_numbers(user, subject_of(Kind.UNIT, unit.code), period)
    return ON_TIME_RATE.rate(numbers) if numbers else None
