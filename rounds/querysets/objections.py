"""Who sees which objections."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import UNIT
from departments.queries import units_of
from rounds.querysets.rounds import seen_by
from rounds.workflow.objections import ObjectionState

if TYPE_CHECKING:
    from rounds.models import Objection  # noqa: F401 - read by mypy in the strings below


class ObjectionQuerySet(QuerySet["Objection"]):
    def visible_to(self, user: User) -> "ObjectionQuerySet":
        """As of the round of its finding; and the unit that raised it."""
        if not user.is_active:
            return self.none()
        seen = seen_by(user, "finding__round__")
        if seen and user.role in UNIT:
            seen |= Q(unit__in=units_of(user))
        return self.filter(seen)

    def open(self) -> "ObjectionQuerySet":
        return self.filter(state=ObjectionState.RAISED)
