"""Who sees which findings."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT, Role
from cases.querysets import SEES_PRIVATE
from cases.querysets.scopes import scope_of
from departments.queries import units_of
from inspections.models import Visit
from rounds.querysets.rounds import in_part, seen_by
from rounds.workflow.objections import ObjectionState
from rounds.workflow.rounds import TOLD

if TYPE_CHECKING:
    from rounds.models import Finding  # noqa: F401 - read by mypy in the strings below


def _became_case(user: User) -> Q:
    """As `CaseQuerySet.visible_to` says of the desk."""
    seen = Q(case__isnull=False) & scope_of(user).where("case__")
    return seen if user.role in SEES_PRIVATE else seen & (Q(case__private=False) | Q(case__reporter=user))


class FindingQuerySet(QuerySet["Finding"]):
    def visible_to(self, user: User) -> "FindingQuerySet":
        """As of its round; who has a part of the city what was found in it. A unit sees its own and those of the units
        below it, once the round was handed in; the desk what became a case that it sees; an inspector what they were
        sent to look at again."""
        if not user.is_active:
            return self.none()
        seen = seen_by(user, "round__")
        if seen and user.role in UNIT:
            seen |= Q(round__state__in=TOLD, unit__in=units_of(user))
        if seen and user.role in DESK:
            seen |= _became_case(user)
        if seen and user.role in OVERSIGHT:
            seen |= in_part(user)
        if seen and user.role == Role.INSPECTOR:
            sent = Visit.objects.filter(case=None, subject_kind=self.model.SUBJECT, inspector=user)
            seen |= Q(pk__in=sent.annotate(key=Cast("subject_key", BigIntegerField())).order_by().values("key"))
        return self.filter(seen)

    def charged(self) -> "FindingQuerySet":
        """Whose marks are lost."""
        return self.filter(state="charged")

    def objectionable(self, *, at: datetime) -> "FindingQuerySet":
        """To which the unit can still object: its term runs, and it has not objected yet."""
        objections: Any = self.model._meta.get_field("objections").related_model
        stand = objections._default_manager.exclude(state=ObjectionState.WITHDRAWN)
        return self.charged().filter(~Exists(stand.filter(finding=OuterRef("pk"))), object_until__gte=at)
