"""What the list of rounds can be narrowed by, for the page, the result sheet and the API alike."""

from datetime import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.filters import CodeFilter, DayFilter, KnownChoiceFilter, MomentFilter, TextFilter, TruthFilter
from common.words import with_word
from departments.models import Department, Group
from rounds.choices import Openness, Scope, Selection
from rounds.models import Finding, Plan, Round, Scheme, Stop
from rounds.querysets.rounds import RoundQuerySet, handed_in_time, overdue_at
from rounds.workflow.rounds import RoundState
from rounds.workflow.stops import StopState

DAY = forms.DateInput(attrs={"type": "date"})


class RoundFilter(filters.FilterSet):
    """Filters of `Round.objects.visible_to(…)`; `user` is who asks, and overdue is what is so now."""

    q = TextFilter(method="by_words", label=_("Words"), max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    # Without `distinct`, which would sort all columns of all rounds that match.
    state = filters.MultipleChoiceFilter(label=_("State"), choices=RoundState.choices, distinct=False)
    plan = KnownChoiceFilter(
        label=pgettext_lazy("rounds", "Plan"), queryset=Plan.objects.filter(ended_on=None), known=Plan.objects.all(),
        to_field_name="code", empty_label=_("All plans"),
    )  # fmt: skip
    group = KnownChoiceFilter(
        label=_("Group"), queryset=Group.objects.filter(until=None), known=Group.objects.all(), to_field_name="code",
        empty_label=_("All groups"),
    )  # fmt: skip
    overdue = TruthFilter(method="by_overdue", label=_("Overdue"))
    scheme = KnownChoiceFilter(
        "plan__scheme", label=pgettext_lazy("rounds", "Scheme"), queryset=Scheme.objects.filter(ended_on=None),
        known=Scheme.objects.all(), to_field_name="code", empty_label=_("All schemes"),
    )  # fmt: skip
    selection = filters.ChoiceFilter(label=_("Selection"), choices=Selection.choices, empty_label=_("Any selection"))
    openness = filters.ChoiceFilter(label=_("Openness"), choices=Openness.choices, empty_label=_("Any openness"))
    scope = filters.ChoiceFilter(
        label=pgettext_lazy("rounds", "Scope"), choices=Scope.choices, empty_label=_("Any scope")
    )
    unit = KnownChoiceFilter(
        method="by_unit", label=_("Unit that something was charged to"), queryset=Department.objects.active(),
        known=Department.objects.all(), to_field_name="code", empty_label=_("All units"),
    )  # fmt: skip
    place = CodeFilter(method="by_place", label=pgettext_lazy("of the archive", "Place"), max_length=32)
    mine = TruthFilter(method="by_mine", label=_("I walk it"))
    objectionable = TruthFilter(method="by_term", label=_("My unit may object"))
    again = TruthFilter(method="by_again", label=_("Made by hand, or drawn again"))
    due_from = DayFilter("due_on", "gte", label=_("Due from"), widget=DAY)
    due_to = DayFilter("due_on", "lte", label=_("Due to"), widget=DAY)
    looked_at = CodeFilter(
        method="by_looked_at", label=_("Where somebody looked at the place"), max_length=32, widget=forms.HiddenInput
    )
    due_after = MomentFilter("due_at", "gte", label=_("Due from"), widget=forms.HiddenInput)
    due_before = MomentFilter("due_at", "lt", label=_("Due before"), widget=forms.HiddenInput)
    in_time = TruthFilter(method="by_in_time", label=_("Handed in in time"))

    class Meta:
        model = Round
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.at: datetime = timezone.now()
        self.user: User = kwargs.pop("user")
        super().__init__(*args, **kwargs)

    def by_words(self, rounds: RoundQuerySet, name: str, value: str) -> RoundQuerySet:
        return rounds.filter(with_word(value, "title") | Q(number__iexact=value))

    def by_unit(self, rounds: RoundQuerySet, name: str, value: Department) -> RoundQuerySet:
        """By what this person sees: no unit learns here whom else a round charged."""
        charged = Finding.objects.visible_to(self.user).filter(unit=value)
        return rounds.filter(pk__in=charged.order_by().values("round"))

    def by_place(self, rounds: RoundQuerySet, name: str, value: str) -> RoundQuerySet:
        stops = Stop.objects.visible_to(self.user).filter(place__code=value)
        return rounds.filter(pk__in=stops.order_by().values("round"))

    def by_looked_at(self, rounds: RoundQuerySet, name: str, value: str) -> RoundQuerySet:
        looked = Stop.objects.visible_to(self.user).filter(place__code=value, state=StopState.LOOKED_AT)
        return rounds.filter(pk__in=looked.order_by().values("round"))

    def by_in_time(self, rounds: RoundQuerySet, name: str, value: bool) -> RoundQuerySet:
        return rounds.filter(handed_in_time()) if value else rounds.exclude(handed_in_time())

    def by_mine(self, rounds: RoundQuerySet, name: str, value: bool) -> RoundQuerySet:
        mine = Round.objects.walked_by(self.user, self.at).order_by().values("pk")
        return rounds.walked_by(self.user, self.at) if value else rounds.exclude(pk__in=mine)

    def by_term(self, rounds: RoundQuerySet, name: str, value: bool) -> RoundQuerySet:
        found = Round.objects.objectionable_by(self.user, at=self.at).order_by().values("pk")
        return rounds.filter(pk__in=found) if value else rounds.exclude(pk__in=found)

    def by_overdue(self, rounds: RoundQuerySet, name: str, value: bool) -> RoundQuerySet:
        late = overdue_at(self.at)
        return rounds.filter(late if value else ~late)

    def by_again(self, rounds: RoundQuerySet, name: str, value: bool) -> RoundQuerySet:
        return rounds.exclude(reason="") if value else rounds.filter(reason="")
