"""When and where cases came in, between whom they went, where the same came again: what the analysis asks for."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import Case, DisputeStatement
from cases.queries.bounces import bounced
from cases.querysets.patterns import hour_of_report, repeated, weekday_of_report
from common.filters import CodeFilter, CountFilter, TruthFilter

LONGEST_WAY = 65  # two codes of units and the sign between them


class PatternFilter(filters.FilterSet):
    weekday = CountFilter(
        method="by_weekday", label=_("Reported on the day of the week"), min_value=1, max_value=7,
        widget=forms.HiddenInput,
    )  # fmt: skip
    hour = CountFilter(
        method="by_hour", label=_("Reported in the hour"), min_value=0, max_value=23, widget=forms.HiddenInput
    )
    on_map = TruthFilter("location", "isnull", exclude=True, label=_("With a point on the map"))
    bounced = TruthFilter(method="by_bounced", label=_("A unit said that it is not its own"))
    bounce = CodeFilter(
        method="by_bounce", label=_("Went from one unit to the other"), max_length=LONGEST_WAY, widget=forms.HiddenInput
    )
    repeats = CountFilter(
        method="with_the_others", label=_("The same at the same place, at least"), min_value=2, max_value=1000,
        widget=forms.HiddenInput,
    )  # fmt: skip

    def filter_queryset(self, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """What comes again is asked last, among the cases that all other filters leave."""
        cases: QuerySet[Case] = super().filter_queryset(queryset)
        least = self.form.cleaned_data.get("repeats")
        return repeated(cases, least) if least else cases

    def with_the_others(self, cases: QuerySet[Case], name: str, value: int) -> QuerySet[Case]:
        return cases

    def by_weekday(self, cases: QuerySet[Case], name: str, value: int) -> QuerySet[Case]:
        """1 is Monday."""
        return cases.alias(weekday=weekday_of_report()).filter(weekday=value)

    def by_hour(self, cases: QuerySet[Case], name: str, value: int) -> QuerySet[Case]:
        return cases.alias(hour=hour_of_report()).filter(hour=value)

    def by_bounced(self, cases: QuerySet[Case], name: str, value: bool) -> QuerySet[Case]:
        said = DisputeStatement.objects.order_by().values("case")
        return cases.filter(pk__in=said) if value else cases.exclude(pk__in=said)

    def by_bounce(self, cases: QuerySet[Case], name: str, value: str) -> QuerySet[Case]:
        """`from~to`, the codes of two units; nothing behind the sign is no unit at present."""
        sender, __, receiver = value.partition("~")
        return bounced(cases, sender, receiver)
