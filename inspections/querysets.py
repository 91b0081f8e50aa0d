"""The words of the trade for visits and for who is on duty."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, Role
from cases.querysets import SEES_PRIVATE, grids_of
from cases.querysets.scopes import ScopeKeys, scope_of
from grids.models import UnitGrid
from inspections.workflow import LIVE, VisitState

if TYPE_CHECKING:
    from inspections.models import Presence, Visit  # noqa: F401 - read by mypy in the strings below


# What is no case is not private.
_NOT_PRIVATE = Q(case=None) | Q(case__private=False)


def overdue_at(at: datetime) -> Q:
    """Given to somebody who should have looked by then."""
    return Q(state=VisitState.GIVEN, due_at__isnull=False, due_at__lte=at)


def _in_scope(scope: ScopeKeys) -> Q:
    seen = scope.where("case__")
    if scope.categories is not None:
        return seen
    grids = UnitGrid.objects.filter(scope.where_of_grids(), duty_grid__isnull=False).order_by()
    return seen | Q(case=None, duty_grid__in=grids.values("duty_grid"))


class VisitQuerySet(QuerySet["Visit"]):
    def visible_to(self, user: User) -> "VisitQuerySet":
        """Desk and oversight see all, or the visits of the cases they see; inspectors what was given to them, and what
        lies in their duty grids. A look at what is no case lies in its duty grid and has no class: who has a scope of
        areas alone sees it by a unit grid of it."""
        if not user.is_active:
            return self.none()
        if user.role in DESK | OVERSIGHT:
            seen = self.filter(_in_scope(scope)) if (scope := scope_of(user)) else self
            return seen if user.role in SEES_PRIVATE else seen.filter(_NOT_PRIVATE | Q(case__reporter=user))
        if user.role != Role.INSPECTOR:
            return self.none()
        # The numbers and not a subquery: by them the planner knows how many visits it will find.
        grids = grids_of(user)
        walked = Q(case__duty_grid__in=grids) & _NOT_PRIVATE
        return self.filter(Q(inspector=user) | walked | Q(duty_grid__in=grids))

    def live(self) -> "VisitQuerySet":
        return self.filter(state__in=LIVE)

    def given_to(self, user: User) -> "VisitQuerySet":
        return self.filter(inspector=user, state=VisitState.GIVEN)

    def overdue(self, *, at: datetime) -> "VisitQuerySet":
        return self.filter(overdue_at(at))


class PresenceQuerySet(QuerySet["Presence"]):
    def on_duty(self, *, at: datetime) -> "PresenceQuerySet":
        return self.filter(since__lte=at, until__gt=at)

    def used_within(self, span: timedelta, *, at: datetime) -> "PresenceQuerySet":
        return self.filter(until__gt=at - span)
