"""The counts of the leader's dashboard: a fixed number of statements, each a GROUP BY, whatever the city holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Greatest, TruncDate
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from cases.querysets.lateness import running
from dashboards.periods import DashboardPeriod
from dashboards.queries.measures import (
    CLOSED,
    DISPATCHED,
    DUE,
    EXCUSED,
    FUNNEL,
    ON_TIME,
    OVERDUE,
    REPORTED,
    WAS_LATE,
    Measure,
    rate,
    was_overdue,
)
from evaluations.periods import Span, midnight
from evaluations.queries.questions import cases_url
from grids.models import Level

DAYS_SHOWN = 30
OLDEST = 10


@dataclass(frozen=True)
class Figure:
    """A count, the same of the period before, and the list of exactly its cases."""

    value: int
    url: str
    before: int | None = None

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.value - self.before


@dataclass(frozen=True)
class Rate:
    """On time ÷ due, in percent; `value` is None where nothing was due."""

    on_time: Figure
    due: Figure

    @property
    def value(self) -> float | None:
        return rate(self.on_time.value, self.due.value)

    @property
    def change(self) -> float | None:
        before = rate(self.on_time.before or 0, self.due.before or 0)
        return None if self.value is None or before is None else round(self.value - before, 1)


@dataclass(frozen=True)
class BreakdownRow:
    """The numbers of a unit, class or area; `code` is what its filter takes."""

    code: str
    name: str
    numbers: Mapping[str, Figure]
    url: str

    @property
    def cells(self) -> list[Figure]:
        """The numbers in the order in which they were asked for."""
        return list(self.numbers.values())

    @property
    def on_time(self) -> Rate:
        return Rate(self.numbers["on_time"], self.numbers["due"])


@dataclass(frozen=True)
class Figures:
    """`compared` is False where the period before knows no case: an arrow of "up 1232" would say nothing."""

    numbers: Mapping[str, Figure]
    on_time: Rate
    compared: bool


@dataclass(frozen=True)
class Day:
    day: date
    reported: Figure
    closed: Figure


def relevant(user: User, since: datetime) -> QuerySet[Case]:
    """What this person may see and a span from then on can count. Cost stays with these.

    Open, or with one of its times no earlier: a case that was closed before the span may fall due in it, and another
    system's past may say that a case was closed before it was reported.
    """
    ended = Q(is_open=False, last_counted__gte=since)
    counted = Greatest("closed_at", "due_at", "reported_at")
    return Case.objects.visible_to(user).alias(last_counted=counted).filter(Q(is_open=True) | ended).order_by()


def _span(measure: Measure, period: DashboardPeriod) -> Span:
    """Overdue is always now, whatever period is looked at."""
    return Span(period.now.start, period.at) if measure is OVERDUE else period.now


def _counts(wanted: Iterable[Measure], period: DashboardPeriod) -> dict[str, Count]:
    return {measure.name: Count("pk", filter=measure.where(_span(measure, period))) for measure in wanted}


def _counts_before(wanted: Iterable[Measure], period: DashboardPeriod) -> dict[str, Count]:
    return {f"{measure.name}_before": Count("pk", filter=measure.where(period.before)) for measure in wanted}


def _numbers(
    row: Mapping[str, Any], wanted: Iterable[Measure], period: DashboardPeriod, **more: str
) -> dict[str, Figure]:
    return {
        measure.name: Figure(
            row[measure.name],
            cases_url(measure.filters(_span(measure, period)), **more),
            row.get(f"{measure.name}_before"),
        )
        for measure in wanted
    }


def figures(user: User, period: DashboardPeriod) -> Figures:
    """The figures, most of them against the period before. One statement."""
    compared = (REPORTED, DISPATCHED, CLOSED, DUE, ON_TIME)
    wanted = (*compared, WAS_LATE, EXCUSED, OVERDUE)
    row = relevant(user, period.before.start).aggregate(
        **_counts(wanted, period),
        **_counts_before(compared, period),
        overdue_before=Count("pk", filter=was_overdue(period.before)),
    )
    numbers = _numbers(row, wanted, period)
    comparable = any(number.before for number in numbers.values())
    if not comparable:
        numbers = {name: replace(number, before=None) for name, number in numbers.items()}
    return Figures(numbers, Rate(numbers["on_time"], numbers["due"]), comparable)


def funnel(user: User, period: DashboardPeriod) -> list[tuple[str, Figure]]:
    """How far the cases came that were reported in the period. One statement."""
    row = relevant(user, period.now.start).filter(REPORTED.where(period.now)).aggregate(**_counts(FUNNEL, period))
    return list(_numbers(row, FUNNEL, period).items())


def by_unit(user: User, period: DashboardPeriod) -> list[BreakdownRow]:
    """The units that had something to do in the period or are late now; the worst first. One statement.

    What no unit has at present (it came back from one, or waits for its first) is a row too: a late case that its unit
    returned stays in sight.
    """
    wanted = (DISPATCHED, DUE, ON_TIME, WAS_LATE, OVERDUE)
    found: Any = (
        relevant(user, period.now.start)
        .values("department__code", "department__name", "department__short_name")
        .annotate(**_counts(wanted, period))
    )
    rows = [_of_unit(row, wanted, period) for row in found if any(row[measure.name] for measure in wanted)]
    return sorted(rows, key=lambda row: (-row.numbers["overdue"].value, row.on_time.value or 0.0, row.code))


def _of_unit(row: Mapping[str, Any], wanted: Iterable[Measure], period: DashboardPeriod) -> BreakdownRow:
    code = row["department__code"]
    chosen = {"department": code} if code else {"without_unit": "true"}
    name = row["department__short_name"] or row["department__name"] or _("Without a unit at present")
    return BreakdownRow(code or "", name, _numbers(row, wanted, period, **chosen), cases_url(chosen))


def by_class(user: User, period: DashboardPeriod) -> list[BreakdownRow]:
    """Reports by class of the catalogue against the period before; what rose most comes first. One statement."""
    name = "category__major__name_en" if get_language() == "en" else "category__major__name"
    found: Any = (
        relevant(user, period.before.start)
        .values("category__major", "category__major__name", shown=F(name))
        .annotate(**_counts([REPORTED], period), **_counts_before([REPORTED], period))
    )
    rows = [
        BreakdownRow(
            code=str(row["category__major"]),
            name=row["shown"] or row["category__major__name"],
            numbers=_numbers(row, [REPORTED], period, major=str(row["category__major"])),
            url=cases_url({"major": str(row["category__major"])}),
        )
        for row in found
        if row["reported"] or row["reported_before"]
    ]
    return sorted(rows, key=lambda row: (-(row.numbers["reported"].change or 0), -row.numbers["reported"].value))


def by_area(user: User, period: DashboardPeriod, level: Level) -> list[BreakdownRow]:
    """The numbers of the areas of a level that have any, the latest first, also of those that have ended since."""
    wanted = (REPORTED, DUE, ON_TIME, WAS_LATE, OVERDUE)
    cases = relevant(user, period.now.start).filter(**{f"{level}__isnull": False})
    found: Any = cases.values(f"{level}__code", f"{level}__name").annotate(**_counts(wanted, period))
    rows = [
        BreakdownRow(
            code=row[f"{level}__code"],
            name=row[f"{level}__name"],
            numbers=_numbers(row, wanted, period, area=row[f"{level}__code"]),
            url=cases_url({"area": row[f"{level}__code"]}),
        )
        for row in found
        if any(row[measure.name] for measure in wanted)
    ]
    return sorted(rows, key=lambda row: (-row.numbers["overdue"].value, row.code))


def by_day(user: User, period: DashboardPeriod) -> list[Day]:
    """Reported and closed on each of the last days up to the period's end, in the city's days. One statement."""
    last = min(period.last, timezone.localdate(period.at))
    first = last - timedelta(days=DAYS_SHOWN - 1)
    span = Span(midnight(first), min(midnight(last + timedelta(days=1)), period.at))
    per_day = [_per_day(user, measure, f"{measure.name}_at", span) for measure in (REPORTED, CLOSED)]
    found = {(row["what"], row["day"]): row["n"] for row in per_day[0].union(per_day[1], all=True)}
    days = [first + timedelta(days=n) for n in range(DAYS_SHOWN)]
    return [Day(day, *(_of_day(found, measure, day, period.at) for measure in (REPORTED, CLOSED))) for day in days]


def _per_day(user: User, measure: Measure, column: str, span: Span) -> Any:
    cases = relevant(user, span.start).filter(measure.where(span))
    return cases.values(day=TruncDate(column), what=Value(measure.name, CharField())).annotate(n=Count("pk"))


def _of_day(found: Mapping[tuple[str, date], int], measure: Measure, day: date, at: datetime) -> Figure:
    span = Span(midnight(day), min(midnight(day + timedelta(days=1)), at))
    return Figure(found.get((measure.name, day), 0), cases_url(measure.filters(span)))


def last_report(user: User, period: DashboardPeriod) -> datetime | None:
    """When the last case before the period came in: where a history was imported, long ago."""
    seen = Case.objects.visible_to(user).filter(reported_at__lt=period.now.start)
    found: datetime | None = seen.order_by("-reported_at", "-id").values_list("reported_at", flat=True).first()
    return found


def owes_by_a_day(user: User) -> bool:
    """Whether any case that is still owed has a due time: without one nothing can be overdue, and that is no praise."""
    return Case.objects.visible_to(user).filter(running(), due_at__isnull=False).exists()


def oldest_overdue(user: User, period: DashboardPeriod) -> list[Case]:
    cases = Case.objects.visible_to(user).overdue(at=period.at)
    return list(
        cases.select_related("category", "department", "street").defer("street__geom").order_by("due_at", "id")[:OLDEST]
    )
