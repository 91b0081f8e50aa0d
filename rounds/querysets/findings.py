"""Who sees which findings."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import UNIT
from departments.queries import units_of
from rounds.querysets.rounds import seen_by
from rounds.workflow.rounds import TOLD

if TYPE_CHECKING:
    from rounds.models import Finding  # noqa: F401 - read by mypy in the strings below


class FindingQuerySet(QuerySet["Finding"]):
    def visible_to(self, user: User) -> "FindingQuerySet":
        """As of its round; a unit sees its own and those of the units below it, once the round was handed in."""
        if not user.is_active:
            return self.none()
        seen = seen_by(user, "round__")
        if seen and user.role in UNIT:
            seen |= Q(round__state__in=TOLD, unit__in=units_of(user))
        return self.filter(seen)
