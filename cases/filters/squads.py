"""With which squad a case lies: what the load of a unit leads to. The unit goes on answering for it."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from common.filters import CodeFilter, TruthFilter
from departments.models import Department

LONGEST_CODE = 32


class SquadFilter(filters.FilterSet):
    squad = CodeFilter(method="by_squad", label=_("Squad"), max_length=LONGEST_CODE, widget=forms.HiddenInput)
    without_squad = TruthFilter("squad", "isnull", label=_("Without a squad"))

    def by_squad(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        """By the code; the unit of a squad has its case too, so who sees either finds it by what they see."""
        return cases.filter(squad__in=Department.objects.filter(code=value).values("pk"))
