"""What lists of findings and objections can be narrowed by, for the page and the API alike."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.filters import CodeFilter, KnownChoiceFilter, TextFilter, TruthFilter
from common.words import with_word
from departments.models import Department
from departments.queries import units_of
from rounds.models import Finding, FindingState, Objection
from rounds.querysets.findings import FindingQuerySet
from rounds.querysets.objections import ObjectionQuerySet
from rounds.workflow.objections import ObjectionState


class FindingFilter(filters.FilterSet):
    """Filters of `Finding.objects.visible_to(…)`; `user` is whose unit is meant."""

    q = TextFilter(method="by_words", label=_("Words"), max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    state = filters.MultipleChoiceFilter(label=_("State"), choices=FindingState.choices, distinct=False)
    unit = KnownChoiceFilter(
        label=_("Unit"), queryset=Department.objects.active(), known=Department.objects.all(), to_field_name="code",
        empty_label=_("All units"),
    )  # fmt: skip
    round = CodeFilter("round__number", label=_("Round"), max_length=40)
    place = CodeFilter("place__code", label=pgettext_lazy("of the archive", "Place"), max_length=32)
    own = TruthFilter(method="by_own", label=_("Charged to my unit"))
    objectionable = TruthFilter(method="by_term", label=_("Objection possible"))
    turned = TruthFilter(method="by_turned", label=_("Became a case or an item"))

    class Meta:
        model = Finding
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        super().__init__(*args, **kwargs)

    def by_own(self, findings: FindingQuerySet, name: str, value: bool) -> FindingQuerySet:
        own = Q(unit__in=units_of(self.user))
        return findings.filter(own if value else ~own)

    def by_words(self, findings: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        return findings.filter(with_word(value, "place__name", "answer__item__text", "answer__note"))

    def by_term(self, findings: FindingQuerySet, name: str, value: bool) -> FindingQuerySet:
        open_ = Finding.objects.objectionable(at=timezone.now()).order_by().values("pk")
        return findings.filter(pk__in=open_) if value else findings.exclude(pk__in=open_)

    def by_turned(self, findings: FindingQuerySet, name: str, value: bool) -> FindingQuerySet:
        turned = Q(case__isnull=False) | Q(item__isnull=False)
        return findings.filter(turned if value else ~turned)


class ObjectionFilter(filters.FilterSet):
    """Filters of `Objection.objects.visible_to(…)`."""

    state = filters.MultipleChoiceFilter(label=_("State"), choices=ObjectionState.choices, distinct=False)
    unit = KnownChoiceFilter(
        label=_("Unit"), queryset=Department.objects.active(), known=Department.objects.all(), to_field_name="code",
        empty_label=_("All units"),
    )  # fmt: skip
    to_answer = TruthFilter(method="by_answer", label=_("I may answer it"))
    overdue = TruthFilter(method="by_overdue", label=_("Overdue"))

    class Meta:
        model = Objection
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        super().__init__(*args, **kwargs)

    def by_answer(self, objections: ObjectionQuerySet, name: str, value: bool) -> ObjectionQuerySet:
        mine = Objection.objects.to_answer(self.user).order_by().values("pk")
        return objections.filter(pk__in=mine) if value else objections.exclude(pk__in=mine)

    def by_overdue(self, objections: ObjectionQuerySet, name: str, value: bool) -> ObjectionQuerySet:
        late = Objection.objects.due(at=timezone.now()).order_by().values("pk")
        return objections.filter(pk__in=late) if value else objections.exclude(pk__in=late)
