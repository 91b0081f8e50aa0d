"""The numbers of a week that is over, for one person: asked as the pages ask for the same days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, Role
from departments.models import Department
from departments.queries import own_unit_of
from evaluations.dictionary.cuts import UNIT
from evaluations.dictionary.measures import CLOSED, FELL_DUE, ON_TIME, OVERDUE, REPORTED
from evaluations.periods import Period, free_days
from evaluations.queries.answers import Answer, answers
from evaluations.queries.comparisons import Compared, compare
from evaluations.queries.questions import Among, By, Part, Question
from evaluations.queries.readers import LEAST_TOGETHER, city_reader
from evaluations.queries.scorecards import summed, with_due
from evaluations.queries.subjects import MOST_COMPARED

LEADING = DESK | OVERSIGHT  # they hear of all that they see; a head hears of the own unit
READERS = LEADING | {Role.DEPARTMENT_HEAD}
MEASURES = (REPORTED, CLOSED, FELL_DUE, ON_TIME)


@dataclass(frozen=True)
class WeekNumbers:
    """`whole` has one row, `classes` one for each subclass, `units` (of those who lead) one for each unit.

    `group` is how many cases fell due in the other units of the same kind as a head's own, and how many of them were on
    time, private ones left out; None for who leads, and where it would tell the numbers of one of them.
    """

    question: Question
    whole: Compared
    classes: Answer
    units: Answer | None
    group: tuple[int, int] | None


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
    return WeekNumbers(question, whole, split[0], units, _group(part.department, period))


def _group(unit: Department | None, period: Period) -> tuple[int, int] | None:
    """Asked as all else is, so that it is whole also while the counters are counted anew."""
    if unit is None:
        return None
    others = Department.objects.filter(kind=unit.kind).exclude(pk=unit.pk).order_by("code")
    kin = Among(UNIT, tuple(others.values_list("pk", flat=True)[:MOST_COMPARED]) or (0,))
    asked = Question(period.days, (FELL_DUE, ON_TIME), by=By.DEPARTMENT, part=Part(among=kin))
    (found,) = answers(city_reader(), [asked])
    if with_due(found) < LEAST_TOGETHER:
        return None
    numbers = summed(found)
    return numbers[FELL_DUE.name], numbers[ON_TIME.name]
