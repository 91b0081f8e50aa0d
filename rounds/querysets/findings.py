"""Who sees which findings."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import User
from accounts.roles import DESK, UNIT, Role
from departments.queries import units_of
from inspections.models import Visit
from rounds.querysets.rounds import seen_by
from rounds.workflow.objections import ObjectionState
from rounds.workflow.rounds import TOLD

if TYPE_CHECKING:
    from rounds.models import Finding  # noqa: F401 - read by mypy in the strings below


class FindingQuerySet(QuerySet["Finding"]):
    def visible_to(self, user: User) -> "FindingQuerySet":
        """As of its round; a unit sees its own and those of the units below it, once the round was handed in. The desk
        sees what became a case, an inspector what they were sent to look at again."""
        if not user.is_active:
            return self.none()
        seen = seen_by(user, "round__")
        if seen and user.role in UNIT:
            seen |= Q(round__state__in=TOLD, unit__in=units_of(user))
        if seen and user.role in DESK:
            seen |= Q(case__isnull=False)
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
