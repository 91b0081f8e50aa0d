"""Who is in the street, where they are, and what decides who goes: read once for a batch of visits."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.contrib.gis.db.models import Collect
from django.contrib.gis.db.models.functions import Centroid
from django.db.models import Count, F, QuerySet

from accounts.models import User
from accounts.roles import Role
from cases.models import Case, CaseEvent
from cases.queries import OUTLINES, RELATED
from departments.models import Department
from grids.models import DutyGrid
from inspections.models import Presence, Visit
from inspections.workflow import CaseStep, Kind, VisitState

FORGOTTEN = timedelta(days=7)  # a switch that nobody has touched for so long is not used here
PLACE_HOLDS = timedelta(hours=2)  # an older place says less than the duty grid does
_LISTED = ("case__duty_grid", "duty_grid", "inspector", "done_by")
_NAMES = (
    *(f"{grid}__{name}" for grid in _LISTED[:2] for name in ("code", "name")),
    *(f"{user}__{name}" for user in _LISTED[2:] for name in ("username", "name", "role")),
)
Spot = tuple[float, float]  # longitude, latitude in WGS 84


@dataclass(frozen=True, slots=True)
class Walker:
    """An inspector on duty."""

    pk: int
    unit: int | None
    grids: frozenset[int]
    seen_at: Spot | None


def with_all(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Visits with all that is shown of them and decided with, in one statement."""
    return visits.select_related("case__condition", *_LISTED)


def listed(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Visits with what a list shows of them: of a case with its eighty columns that are three."""
    own = [field.attname for field in Visit._meta.concrete_fields]
    case = [f"case__{name}" for name in ("number", "location", "duty_grid")]
    return visits.select_related(*_LISTED).only(*own, *case, *_NAMES)


def given(user: User) -> QuerySet[Visit]:
    """The visits that an inspector has to make, the first due first, as the list of tasks shows them."""
    related = ("case", "duty_grid", "inspector", "case__visitor", *(f"case__{name}" for name in RELATED))
    rows = Visit.objects.given_to(user).select_related(*related).defer(*(f"case__{name}" for name in OUTLINES))
    return rows.order_by("due_at", "pk")


def inspectors() -> QuerySet[User]:
    return User.objects.filter(role=Role.INSPECTOR, is_active=True)


def on_duty(*, at: datetime) -> QuerySet[User]:
    """The inspectors in the street; all of them where the switch is not used."""
    if not Presence.objects.used_within(FORGOTTEN, at=at).exists():
        return inspectors()
    return inspectors().filter(presence__since__lte=at, presence__until__gt=at)


def walkers(*, at: datetime) -> list[Walker]:
    grids: dict[int, set[int]] = defaultdict(set)
    for user, grid in DutyGrid.inspectors.through.objects.values_list("user_id", "dutygrid_id"):
        grids[user].add(grid)
    columns = ("pk", "membership__department_id", "presence__location", "presence__located_at")
    return [
        Walker(pk, unit, frozenset(grids[pk]), _fresh(location, located_at, at))
        for pk, unit, location, located_at in on_duty(at=at).order_by("pk").values_list(*columns)
    ]


def _fresh(location: object, located_at: datetime | None, at: datetime) -> Spot | None:
    if location is None or located_at is None or located_at < at - PLACE_HOLDS:
        return None
    return location.x, location.y  # type: ignore[attr-defined]


class Facts:
    """What decides who may go and who goes, of a batch of visits whose cases are loaded."""

    def __init__(self, visits: Iterable[Visit]) -> None:
        self._visits = list(visits)

    @cached_property
    def load(self) -> Counter[int]:
        """How many visits each inspector has open; counted on while more are given."""
        given = Visit.objects.filter(state=VisitState.GIVEN).order_by().values("inspector").annotate(n=Count("pk"))
        return Counter({row["inspector"]: row["n"] for row in given})

    @cached_property
    def checkers(self) -> dict[UUID, set[int]]:
        """Who has looked at a case before; asked of those to be looked at again only."""
        again = [visit.case_id for visit in self._visits if visit.kind == Kind.RECHECK]
        found: dict[UUID, set[int]] = defaultdict(set)
        if again:
            looked = CaseEvent.objects.filter(case__in=again, move__in=(Kind.CHECK, Kind.RECHECK)).exclude(by=None)
            for case, by in looked.values_list("case_id", "by_id"):
                found[case].add(by)
        return found

    @cached_property
    def reporters(self) -> dict[UUID, set[int]]:
        """Who reported what was merged into a case that is to be checked."""
        checked = [visit.case_id for visit in self._visits if visit.kind != Kind.VERIFY and visit.case_id]
        found: dict[UUID, set[int]] = defaultdict(set)
        merged = Case.objects.filter(merged_into__in=checked) if checked else Case.objects.none()
        for case, by in merged.values_list("merged_into", "reporter"):
            if case is not None and by is not None:
                found[case].add(by)
        return found

    def upwards(self, unit: int | None) -> Collection[int]:
        """A unit and those above it; asked only where somebody works in one."""
        return self._above.get(unit, {unit}) if unit is not None else ()

    @cached_property
    def _above(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for unit, below in Department.objects.values_list("pk", "below"):
            for each in below:
                found[each].add(unit)
        return found

    @cached_property
    def middles(self) -> dict[int, Spot]:
        """The middle of each duty grid; asked only where nobody of a case's own grid is on duty."""
        grids = DutyGrid.objects.filter(inspectors__isnull=False, unit_grids__isnull=False).distinct()
        middles = DutyGrid.objects.filter(pk__in=grids.order_by().values("pk"))
        found = middles.annotate(middle=Centroid(Collect("unit_grids__geom"))).values_list("pk", "middle")
        return {pk: (middle.x, middle.y) for pk, middle in found if middle is not None}


def steps_of(cases: Collection[UUID]) -> dict[UUID, list[CaseStep]]:
    """Of each case the events that can begin or end an occasion, in their order."""
    found: dict[UUID, list[CaseStep]] = defaultdict(list)
    moved = CaseEvent.objects.filter(case__in=cases).exclude(to_state=F("from_state"))
    again = CaseEvent.objects.filter(case__in=cases, move=Kind.RECHECK)
    columns = ("case_id", "seq", "move", "from_state", "to_state", "at", "by_id", "data__passed")
    for case, *rest in (moved | again).order_by("case_id", "seq").values_list(*columns):
        found[case].append(CaseStep(*rest))
    return found
