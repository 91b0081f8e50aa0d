"""The words of the trade for visits and for who is on duty."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import User
from inspections.workflow import LIVE, VisitState

if TYPE_CHECKING:
    from inspections.models import Presence, Visit  # noqa: F401 - read by mypy in the strings below


class VisitQuerySet(QuerySet["Visit"]):
    def live(self) -> "VisitQuerySet":
        return self.filter(state__in=LIVE)

    def given_to(self, user: User) -> "VisitQuerySet":
        return self.filter(inspector=user, state=VisitState.GIVEN)

    def overdue(self, *, at: datetime) -> "VisitQuerySet":
        return self.filter(state=VisitState.GIVEN, due_at__lte=at)


class PresenceQuerySet(QuerySet["Presence"]):
    def on_duty(self, *, at: datetime) -> "PresenceQuerySet":
        return self.filter(since__lte=at, until__gt=at)

    def used_within(self, span: timedelta, *, at: datetime) -> "PresenceQuerySet":
        return self.filter(until__gt=at - span)
