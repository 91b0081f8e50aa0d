"""The city's rulebook: what arithmetic and roads need, read once per version of the reference data."""

import functools
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, Q, QuerySet, Subquery

from accounts.models import User
from cases.deadlines import WARNING_SHARE
from cases.models import IntakeRoad, Notice, Road, SavedFilter, StageLimit
from cases.workflow import Stage
from common import worktime
from common.worktime import Calendar, Limit
from departments.models import Membership
from departments.queries import calendars
from grids.models import CityVersion


@dataclass(frozen=True)
class Due:
    """When the yellow lamp and the red lamp come on."""

    warn_at: datetime | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Rulebook:
    calendars: dict[int | None, Calendar]
    stage_limits: dict[Stage, Limit]
    roads: dict[str, Road]

    def due(self, start: datetime, limit: Limit | None, calendar_id: int | None = None) -> Due:
        if limit is None:
            return Due()
        calendar = self.calendars.get(calendar_id) or self.calendars[None]
        return Due(worktime.share_point(start, limit, WARNING_SHARE, calendar), worktime.add(start, limit, calendar))

    def stage_due(self, start: datetime, stage: Stage | None) -> Due:
        return self.due(start, self.stage_limits.get(stage)) if stage is not None else Due()

    def road(self, source: str) -> Road:
        return self.roads.get(source, Road.DESK)


# The version as a part of another query, which saves a query of its own.
VERSION = Subquery(CityVersion.objects.order_by("-number").values("number")[:1])


def city_version() -> int:
    return CityVersion.objects.aggregate(number=Max("number"))["number"] or 0


def rulebook(version: int | None = None) -> Rulebook:
    """The rulebook of a version of the city's data, by default of the present one (one small query)."""
    return _rulebook(city_version() if version is None else version)


@functools.lru_cache(maxsize=2)
def _rulebook(version: int) -> Rulebook:
    return Rulebook(
        calendars=calendars(),
        stage_limits={Stage(row.stage): row.limit for row in StageLimit.objects.all()},
        roads={row.source: Road(row.road) for row in IntakeRoad.objects.all()},
    )


def unread(user: User | AnonymousUser) -> int:
    """How many notices this person has not read yet (an index holds just these)."""
    return Notice.objects.filter(user=user, read_at=None).count() if isinstance(user, User) else 0


def department_of(user: User) -> int | None:
    """The unit a person works in."""
    return Membership.objects.filter(user=user).values_list("department", flat=True).first()


def filters_for(user: User) -> QuerySet[SavedFilter]:
    """The saved filters a person sees: own ones, and those shared with their role or their unit."""
    unit = Subquery(Membership.objects.filter(user=user).values("department")[:1])
    return SavedFilter.objects.filter(Q(owner=user) | Q(role=user.role) | Q(department=unit))
