"""What lists of visits can be narrowed by."""

from datetime import datetime
from typing import Any
from uuid import UUID

import django_filters as filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.filters import CodeFilter, MomentFilter, TruthFilter
from inspections.models import Visit
from inspections.querysets import VisitQuerySet, overdue_at
from inspections.workflow import LIVE, Kind, VisitState


class VisitFilter(filters.FilterSet):
    """Filters of `Visit.objects.visible_to(…)`; `user` is who "mine" is, and overdue is what is so now."""

    # Without `distinct`, which would sort all columns of all visits that match.
    state = filters.MultipleChoiceFilter(label=_("State"), choices=VisitState.choices, distinct=False)
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices)
    case = CodeFilter(method="by_case", label=_("Case"), max_length=40)
    inspector = CodeFilter("inspector__username", label=_("Inspector"), max_length=150)
    mine = TruthFilter(method="by_mine", label=_("Given to me"))
    open = TruthFilter(method="by_open", label=_("Somebody still has to go"))
    overdue = TruthFilter(method="by_overdue", label=_("Overdue"))
    passed = TruthFilter(label=_("Passed"))
    ordered_after = MomentFilter("ordered_at", "gte", label=_("Ordered from"))
    ordered_before = MomentFilter("ordered_at", "lt", label=_("Ordered before"))
    due_after = MomentFilter("due_at", "gte", label=_("Due from"))
    due_before = MomentFilter("due_at", "lt", label=_("Due before"))

    class Meta:
        model = Visit
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        self.at: datetime = timezone.now()
        super().__init__(*args, **kwargs)

    def by_case(self, visits: VisitQuerySet, name: str, value: str) -> VisitQuerySet:
        """By the client's UUID or by number."""
        try:
            return visits.filter(case=UUID(value))
        except ValueError:
            return visits.filter(case__number=value)

    def by_mine(self, visits: VisitQuerySet, name: str, value: bool) -> VisitQuerySet:
        mine = Q(inspector=self.user)
        return visits.filter(mine if value else ~mine)

    def by_open(self, visits: VisitQuerySet, name: str, value: bool) -> VisitQuerySet:
        return visits.live() if value else visits.exclude(state__in=LIVE)

    def by_overdue(self, visits: VisitQuerySet, name: str, value: bool) -> VisitQuerySet:
        overdue = overdue_at(self.at)
        return visits.filter(overdue if value else ~overdue)
