"""A week as one person is told of it: counted as the pages count the same days, and never kept."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from evaluations.dictionary.indicators import ON_TIME_RATE
from evaluations.dictionary.measures import CLOSED, FELL_DUE, OVERDUE, REPORTED, Measure
from evaluations.dictionary.rates import Rate
from evaluations.letters.words import (
    WORST,
    Line,
    Named,
    against,
    points,
    rate_words,
    signed,
    worst,
)
from evaluations.presenters import Row, rows_of
from evaluations.presenters.scorecards import card_url
from evaluations.queries.answers import Answer, Counted, numbers_of
from evaluations.queries.lag import lag
from evaluations.queries.questions import By, Part
from evaluations.queries.subjects import Kind
from evaluations.queries.weeks import WeekNumbers, part_of, week_numbers, week_of

OVERVIEW: list[str] = []  # the page, by its URL name, on which a higher house shows the same for any days


def declare_overview(name: str) -> None:
    OVERVIEW[:] = [name]


class WeekLetter:
    """A week as one person is told of it, in the active language."""

    def __init__(self, user: User, monday: date) -> None:
        self.user = user
        self.monday = monday
        self.period = week_of(monday, timezone.now())

    @cached_property
    def part(self) -> Part | None:
        return part_of(self.user)

    @cached_property
    def numbers(self) -> WeekNumbers:
        assert self.part is not None, "who may not see it is not told"
        return week_numbers(self.user, self.part, self.monday, at=self.period.days.at)

    @cached_property
    def behind(self) -> datetime | None:
        """Until when its numbers are known, where they are of counters that lag."""
        return lag().behind(self.period.days.at) if self.numbers.whole.counted == Counted.COUNTERS else None

    @property
    def days(self) -> str:
        return f"{self.monday} – {self.monday + timedelta(days=6)}"

    @property
    def about(self) -> str:
        """The unit of a head; empty for all that a person sees."""
        return str(self.part.department) if self.part is not None and self.part.department is not None else ""

    @property
    def lines(self) -> list[Line]:
        return [self.reported, self.closed, self.on_time, self.overdue]

    @property
    def reported(self) -> Line:
        return self._count(REPORTED)

    @property
    def closed(self) -> Line:
        return self._count(CLOSED)

    @property
    def overdue(self) -> Line:
        """Of its end: no list can show what was overdue then."""
        return Line(_("Overdue at the end of the week"), self._number(OVERDUE.name), self._changes(OVERDUE.name))

    @property
    def on_time(self) -> Line:
        rate, url = _rate_of(self.numbers.whole.now), self.numbers.question.url(FELL_DUE)
        return Line(str(ON_TIME_RATE.term), rate_words(rate), self._rate_changes(), url)

    @property
    def group(self) -> str:
        """The rate of the units of the same kind, where there is one to stand beside."""
        group = self.numbers.group
        return rate_words(group) if group is not None else ""

    @cached_property
    def worst_units(self) -> list[Named]:
        return self._worst(self.numbers.units, By.DEPARTMENT)

    @cached_property
    def late_units(self) -> list[Named]:
        units = self.numbers.units
        rows = rows_of(units.rows, By.DEPARTMENT) if units is not None else []
        late = sorted((row for row in rows if row.key and _overdue(row)), key=lambda row: -_overdue(row))
        return [Named(row.label, str(_overdue(row)), "") for row in late[:WORST]]

    @cached_property
    def worst_classes(self) -> list[Named]:
        return self._worst(self.numbers.classes, By.CATEGORY)

    @property
    def overview(self) -> str:
        """The address of the page that shows the same days; empty where no house has one."""
        return f"{reverse(OVERVIEW[0])}?{urlencode(self.period.query)}" if OVERVIEW else ""

    @property
    def card(self) -> str:
        """The address of the scorecard of a head's unit for the same days; empty for who leads."""
        unit = self.part.department if self.part is not None else None
        return card_url(Kind.UNIT, unit.code, self.period) if unit is not None else ""

    def _number(self, name: str) -> str:
        return str(numbers_of(self.numbers.whole.now).get(name, 0))

    def _count(self, measure: Measure) -> Line:
        changes = self._changes(measure.name)
        return Line(str(measure.term), self._number(measure.name), changes, self.numbers.question.url(measure))

    def _changes(self, name: str) -> list[tuple[str, str]]:
        whole = self.numbers.whole
        return against(whole.change(name), whole.change_of_a_year(name), signed)

    def _rate_changes(self) -> list[tuple[str, str]]:
        """Of too few cases no change is told, as no rate is."""
        whole = self.numbers.whole
        now, before, year_before = (_rate_of(each) for each in (whole.over, whole.before, whole.year_before))
        return against(_points(now, before), _points(now, year_before), points)

    def _worst(self, answer: Answer | None, by: By) -> list[Named]:
        split = [row for row in rows_of(answer.rows, by) if row.key] if answer is not None else []
        question = replace(self.numbers.question, by=by)
        return [
            Named(row.label, rate_words(ON_TIME_RATE.rate(row.numbers)), question.url(FELL_DUE, row.key))
            for row in worst(split)
        ]


def _rate_of(answer: Answer | None) -> Rate:
    return ON_TIME_RATE.rate(numbers_of(answer))


def _points(now: Rate, before: Rate) -> float | None:
    return None if now.few or before.few else now.points(before)


def _overdue(row: Row) -> int:
    return row.numbers.get(OVERDUE.name, 0)
