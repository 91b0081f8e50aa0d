"""Who sees which answers."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.roles import OVERSIGHT, UNIT
from departments.queries import units_of
from rounds.querysets.rounds import in_part, seen_by
from rounds.workflow.rounds import TOLD

if TYPE_CHECKING:
    from rounds.models import Answer  # noqa: F401 - read by mypy in the strings below


class AnswerQuerySet(QuerySet["Answer"]):
    def visible_to(self, user: User) -> "AnswerQuerySet":
        """As of its stop; a unit sees those of its findings."""
        if not user.is_active:
            return self.none()
        seen = seen_by(user, "stop__round__")
        if seen and user.role in UNIT:
            seen |= Q(stop__round__state__in=TOLD, finding__unit__in=units_of(user))
        if seen and user.role in OVERSIGHT:
            seen |= in_part(user, "stop__place__")
        return self.filter(seen)

    def current(self) -> "AnswerQuerySet":
        """Those that nobody has answered anew."""
        return self.filter(replaced_at=None)
