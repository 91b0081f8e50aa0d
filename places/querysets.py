"""The words of the trade for places and zones."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.gis.geos import Point
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT, Role
from departments.queries import units_of
from grids.querysets import in_force
from places.workflow import PermitState
from places.workflow.surveys import TO_COLLECT, SurveyState, TaskState

if TYPE_CHECKING:
    from places.models import Permit, Place, Survey, SurveyTask, Zone  # noqa: F401 - read by mypy in the strings below

AROUND = 0.0012  # degrees: a box wider than any setting of "near", by which the index finds what is then measured
SEES_SURVEYS = DESK | OVERSIGHT | {Role.ADMINISTRATOR}  # every one of them
DEGREES_A_METRE = 1 / 111_320  # of latitude; a little less than so many metres east and west


class PlaceQuerySet(QuerySet["Place"]):
    def visible_to(self, user: User) -> "PlaceQuerySet":
        """Everybody who works here sees what places there are; who answers for one, and the telephone, is asked for
        apart (`permissions.contact_refusal`)."""
        return self if user.is_active else self.none()

    def current(self, on: date | None = None) -> "PlaceQuerySet":
        return self.filter(in_force(on))

    def around(self, point: Point) -> "PlaceQuerySet":
        """Those whose boundary holds the point, and those whose own point is not far; the caller measures."""
        return self.filter(Q(boundary__covers=point) | Q(point__coveredby=point.buffer(AROUND)))


class ZoneQuerySet(QuerySet["Zone"]):
    def current(self, on: date | None = None) -> "ZoneQuerySet":
        return self.filter(in_force(on))

    def containing(self, point: Point) -> "ZoneQuerySet":
        # ST_Covers, not ST_Contains: that one loses every point on a border.
        return self.filter(boundary__covers=point)


class PermitQuerySet(QuerySet["Permit"]):
    def visible_to(self, user: User) -> "PermitQuerySet":
        """Everybody who works here sees what is permitted: who stands in the street has to know it."""
        return self if user.is_active else self.none()

    def decided_by(self, user: User) -> "PermitQuerySet":
        """Those on which the unit of this person, or one below it, decides."""
        return self.filter(unit__in=units_of(user))

    def in_force(self) -> "PermitQuerySet":
        """Which the clock has brought into force and not yet ended."""
        return self.filter(state=PermitState.IN_FORCE)

    def at(self, point: Point, places: Collection[int], metres: float) -> "PermitQuerySet":
        """For one of these places, for an area that holds the point, or for a point not so far away."""
        near = Q(place=None, boundary=None, point__coveredby=point.buffer(metres * DEGREES_A_METRE))
        return self.filter(Q(place__in=places) | Q(boundary__covers=point) | near)


class SurveyQuerySet(QuerySet["Survey"]):
    def visible_to(self, user: User) -> "SurveyQuerySet":
        """The desk, who oversees and administrators see all; a unit its own; who collects those with an own task."""
        if not user.is_active:
            return self.none()
        if user.role in SEES_SURVEYS:
            return self
        collected = self.model._default_manager.filter(tasks__collector=user).order_by().values("pk")
        own = Q(pk__in=collected) | Q(made_by=user)
        return self.filter(own | Q(unit__in=units_of(user)) if user.role in UNIT else own)

    def open(self) -> "SurveyQuerySet":
        return self.filter(state=SurveyState.OPEN)

    def verified_by(self, user: User) -> "SurveyQuerySet":
        """Those whose tasks this person verifies, by the role and the unit."""
        if user.role == Role.DEPARTMENT_HEAD:
            return self.filter(Q(unit__in=units_of(user)) | Q(made_by=user))
        return self


class SurveyTaskQuerySet(QuerySet["SurveyTask"]):
    def visible_to(self, user: User) -> "SurveyTaskQuerySet":
        """As the survey; who only collects sees what was given to them."""
        if not user.is_active:
            return self.none()
        if user.role in SEES_SURVEYS:
            return self
        own = Q(collector=user)
        if user.role in UNIT:
            own |= Q(survey__unit__in=units_of(user)) | Q(survey__made_by=user)
        return self.filter(own)

    def to_collect(self) -> "SurveyTaskQuerySet":
        """Those of surveys under way that somebody still has to look at."""
        return self.filter(state__in=TO_COLLECT)

    def to_verify(self) -> "SurveyTaskQuerySet":
        return self.filter(state=TaskState.COLLECTED)
