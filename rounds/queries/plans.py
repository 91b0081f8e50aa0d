"""Plans with what is shown of them: who looks at what, when they come next, and what their last round was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.refusals import Missing
from departments.models import Department, Group
from departments.queries import calendars
from places.models import PlaceKind, Zone
from rounds.models import Plan, Round
from rounds.queries.frame import places_of
from rounds.queries.rounds import with_progress
from rounds.queries.windows import Term, coming

NEXT, LAST = 3, 20  # due days of a list, and rounds of the page of a plan
_RELATED = ("scheme", "group", "checklist")


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan of the list: its next terms, and its last round where it had any."""

    plan: Plan
    terms: Sequence[Term]
    last: Round | None


def _plans() -> QuerySet[Plan]:
    return Plan.objects.select_related(*_RELATED)


def plans_of(user: User, *, at: datetime, ended: bool = False) -> list[PlanRow]:
    """Each with the last of its rounds that this person sees; in as many statements, however many plans."""
    newest = Round.objects.visible_to(user).filter(plan=OuterRef("pk")).order_by("-due_on", "-attempt").values("pk")[:1]
    plans = _plans().annotate(last=Subquery(newest)).order_by("code")
    rows: list[Any] = list(plans if ended else plans.exclude(ended_on__lte=timezone.localdate(at)))
    rounds = Round.objects.in_bulk([row.last for row in rows if row.last is not None])
    city = calendars()[None]
    return [PlanRow(row, coming(row, at=at, calendar=city, most=NEXT), rounds.get(row.last)) for row in rows]


def plan_for(code: str) -> Plan:
    """One plan; Missing (404) if there is none."""
    found = _plans().filter(code=code).first()
    if found is None:
        raise Missing(_("There is no such plan."))
    return found


@dataclass(frozen=True)
class PlanShown:
    """The page of a plan: names for its codes, its next terms, how many places it looks at today, and its rounds as far
    as the person sees them."""

    kinds: Sequence[PlaceKind]
    zones: Sequence[Zone]
    units: Sequence[Department]
    organisers: Sequence[Group]
    terms: Sequence[Term]
    rounds: Sequence[Round]
    places: int


def shown_plan(plan: Plan, user: User, *, at: datetime) -> PlanShown:
    rounds = Round.objects.visible_to(user).filter(plan=plan)
    return PlanShown(
        kinds=list(PlaceKind.objects.filter(code__in=plan.kinds)),
        zones=list(Zone.objects.filter(code__in=plan.zones).defer("boundary")),
        units=list(Department.objects.filter(code__in=plan.units)),
        organisers=list(Group.objects.filter(code__in=plan.scheme.organisers)) if plan.scheme is not None else [],
        terms=coming(plan, at=at, calendar=calendars()[None], most=LAST),
        rounds=list(with_progress(rounds, user).order_by("-due_on", "-attempt")[:LAST]),
        places=places_of(plan, timezone.localdate(at)).count(),
    )
