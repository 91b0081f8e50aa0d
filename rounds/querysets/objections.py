"""Who sees which objections."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import OVERSIGHT, UNIT
from departments.queries import units_of
from rounds.querysets.rounds import in_part, seen_by
from rounds.workflow.objections import ObjectionState

if TYPE_CHECKING:
    from rounds.models import Objection  # noqa: F401 - read by mypy in the strings below


DECIDED = (ObjectionState.UPHELD, ObjectionState.DISMISSED)


def answered_in_time() -> Q:
    """Somebody decided on it by the time for it."""
    return Q(state__in=DECIDED, decided_at__lte=F("due_at"))


class ObjectionQuerySet(QuerySet["Objection"]):
    def visible_to(self, user: User) -> "ObjectionQuerySet":
        """As of the round of its finding; who has a part of the city those of what was found in it; and the unit that
        raised it."""
        if not user.is_active:
            return self.none()
        seen = seen_by(user, "finding__round__")
        if seen and user.role in UNIT:
            seen |= Q(unit__in=units_of(user))
        if seen and user.role in OVERSIGHT:
            seen |= in_part(user, "finding__place__")
        return self.filter(seen)

    def open(self) -> "ObjectionQuerySet":
        return self.filter(state=ObjectionState.RAISED)

    def due(self, *, at: datetime) -> "ObjectionQuerySet":
        """Whose answer was owed by then."""
        return self.open().filter(due_at__lte=at)

    def to_answer(self, user: User) -> "ObjectionQuerySet":
        """Open ones that this person may decide: of rounds in which they looked at nothing. Asked of each open one, for
        few are open and many rounds were walked."""
        rounds: Any = self.model._meta.get_field("finding").related_model._meta.get_field("round").related_model
        there = rounds._default_manager.filter(pk=OuterRef("finding__round"))
        walked = Exists(there.filter(stops__answers__by=user)) | Exists(there.filter(stops__looked_by=user))
        return self.open().filter(~walked)
