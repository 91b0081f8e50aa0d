"""What came in and what was closed day by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import Greatest, TruncDate

from accounts.models import User
from cases.models import Case
from evaluations.dictionary.measures import CLOSED, REPORTED, Measure
from evaluations.periods import Days, Period, Span, today
from evaluations.queries.questions import Question

DAYS_SHOWN = 30


@dataclass(frozen=True)
class DayNumber:
    value: int
    url: str


@dataclass(frozen=True)
class Day:
    day: date
    reported: DayNumber
    closed: DayNumber


def by_day(user: User, period: Period) -> list[Day]:
    """Reported and closed on each of the last days up to the period's end, in the city's days. One statement."""
    at = period.days.at
    last = min(period.days.last, today(at))
    span = Days(last - timedelta(days=DAYS_SHOWN - 1), last, at)
    per_day = [_per_day(user, measure, span.span) for measure in (REPORTED, CLOSED)]
    found = {(row["what"], row["day"]): row["n"] for row in per_day[0].union(per_day[1], all=True)}
    days = [span.first + timedelta(days=n) for n in range(DAYS_SHOWN)]
    return [Day(day, *(_of_day(found, measure, Days(day, day, at)) for measure in (REPORTED, CLOSED))) for day in days]


def _per_day(user: User, measure: Measure, span: Span) -> Any:
    touched = Q(is_open=True) | Q(is_open=False, last_counted__gte=span.start)
    cases = Case.objects.visible_to(user).alias(last_counted=Greatest("closed_at", "due_at", "reported_at"))
    counted = cases.filter(touched).order_by().filter(measure.where(span))
    days = counted.values(day=TruncDate(f"{measure.moment}_at"), what=Value(measure.name, CharField()))
    return days.annotate(n=Count("pk"))


def _of_day(found: Mapping[tuple[str, date], int], measure: Measure, day: Days) -> DayNumber:
    return DayNumber(found.get((measure.name, day.first), 0), Question(day).url(measure))
