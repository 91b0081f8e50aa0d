"""The history that rules are learned from, counted by the database: memory grows with its kinds, not with its cases."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from cases.models import Case
from cases.routing import WHERES
from cases.workflow import State
from catalogue.models import Category
from departments.models import Department
from grids.models import Area, DutyGrid
from imports.learning.rules import Learned, Seen
from imports.learning.sheet import NamesOf

PLACES = WHERES[:-1]


@dataclass(frozen=True, slots=True)
class LearningPeriod:
    """Days of the city, both included."""

    first: date
    last: date


def seen(period: LearningPeriod, *, levels: Sequence[str], system: str = "") -> list[Seen]:
    """The imported cases that were reported in a period, of one system or of all; void ones teach nothing."""
    places = [level for level in PLACES if level in levels]
    # What people reported here has a reporter, be it with the number of another system; what was imported has none.
    cases = Case.objects.filter(reporter=None).exclude(external_system="").exclude(state=State.VOID)
    if system:
        cases = cases.filter(external_system=system)
    cases = cases.filter(
        reported_at__gte=_midnight(period.first), reported_at__lt=_midnight(period.last + timedelta(1))
    )
    columns = ["category__kind", "category__code", "department__code", *(f"{level}__code" for level in places)]
    rows = cases.order_by(*columns).values_list(*columns).annotate(cases=Count("pk"))
    return [
        Seen(
            f"{kind}:{code}", {level: place for level, place in zip(places, found, strict=True) if place}, unit or "", n
        )
        for kind, code, unit, *found, n in rows
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def names_of(rules: Iterable[Learned]) -> NamesOf:
    """The names behind the codes of rules."""
    subclasses = Category.objects.order_by("effective_from").values_list("kind", "code", "name")
    areas = {(level, code): name for level, code, name in Area.objects.values_list("level", "code", "name")}
    grids = {("duty_grid", code): name for code, name in DutyGrid.objects.values_list("code", "name")}
    wanted = {(rule.cell.level, rule.cell.where) for rule in rules}
    return NamesOf(
        {f"{kind}:{code}": name for kind, code, name in subclasses},
        {key: name for key, name in (areas | grids).items() if key in wanted},
        dict(Department.objects.values_list("code", "name")),
    )
