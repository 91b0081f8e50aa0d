"""What lists of findings and objections can be narrowed by, for the page and the API alike."""

from copy import deepcopy
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.filters import CodeFilter, KnownChoiceFilter, MomentFilter, TextFilter, TruthFilter
from common.words import by_keys, with_part, with_word
from departments.models import Department
from departments.queries import units_of
from places.models import Place
from rounds.choices import OF_ROUND, Verdict
from rounds.filters.rounds import RoundFilter
from rounds.models import Answer, ChecklistLine, Finding, FindingState, Objection, Round
from rounds.querysets.findings import FindingQuerySet
from rounds.querysets.objections import ObjectionQuerySet, answered_in_time
from rounds.workflow.objections import ObjectionState
from rounds.workflow.rounds import TOLD

LONGEST_USERNAME = 150


def _of_round(kept: filters.Filter) -> filters.Filter:
    """A filter of the list of rounds, of findings: it stands in links of the result sheet, and shows as a chip."""
    made = deepcopy(kept)
    many = isinstance(made, filters.MultipleChoiceFilter)
    made.extra["widget"] = forms.MultipleHiddenInput if many else forms.HiddenInput
    made.method, made.label = "by_round", format_lazy("{}: {}", _("Round"), kept.label)
    return made


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
    person = CodeFilter(
        "person__username", label=_("Charged person"), max_length=LONGEST_USERNAME, widget=forms.HiddenInput
    )
    seen = TruthFilter(method="by_seen", label=_("Of rounds that I see"))
    told = TruthFilter(method="by_told", label=_("Of a round that was handed in"))
    found_after = MomentFilter("found_at", "gte", label=_("Found from"), widget=forms.HiddenInput)
    found_before = MomentFilter("found_at", "lt", label=_("Found before"), widget=forms.HiddenInput)
    looked_after = MomentFilter("looked_at", "gte", label=_("Looked at again from"), widget=forms.HiddenInput)
    looked_before = MomentFilter("looked_at", "lt", label=_("Looked at again before"), widget=forms.HiddenInput)
    look_passed = TruthFilter("look_passed", label=_("In order when it was looked at again"))

    class Meta:
        model = Finding
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        super().__init__(*args, **kwargs)

    def by_round(self, findings: FindingQuerySet, name: str, value: Any) -> FindingQuerySet:
        """Of the rounds that the filter of rounds leaves, as this person sees them."""
        asked = RoundFilter({}, queryset=Round.objects.visible_to(self.user), user=self.user)
        found = asked.filters[name.removeprefix(OF_ROUND)].filter(asked.queryset, value)
        return findings.filter(round__in=found.order_by().values("pk"))

    def by_seen(self, findings: FindingQuerySet, name: str, value: bool) -> FindingQuerySet:
        """Who sees a finding for what became of it may see nothing of its round."""
        seen = Round.objects.visible_to(self.user).order_by().values("pk")
        return findings.filter(round__in=seen) if value else findings.exclude(round__in=seen)

    def by_told(self, findings: FindingQuerySet, name: str, value: bool) -> FindingQuerySet:
        told = Q(round__state__in=TOLD)
        return findings.filter(told if value else ~told)

    def by_own(self, findings: FindingQuerySet, name: str, value: bool) -> FindingQuerySet:
        own = Q(unit__in=units_of(self.user))
        return findings.filter(own if value else ~own)

    def by_words(self, findings: FindingQuerySet, name: str, value: str) -> FindingQuerySet:
        where = with_word(value, "place__name", "answer__item__text", "answer__note")
        return findings.filter(by_keys(where, *_ways(value)))

    def by_term(self, findings: FindingQuerySet, name: str, value: bool) -> FindingQuerySet:
        open_ = Finding.objects.objectionable(at=timezone.now()).order_by().values("pk")
        return findings.filter(pk__in=open_) if value else findings.exclude(pk__in=open_)

    def by_turned(self, findings: FindingQuerySet, name: str, value: bool) -> FindingQuerySet:
        turned = Q(case__isnull=False) | Q(item__isnull=False)
        return findings.filter(turned if value else ~turned)


def _ways(word: str) -> tuple[FindingQuerySet, ...]:
    """The findings of a place with the word in its name, of lines with it, and those of which somebody noted it."""
    places = Place.objects.filter(with_part(word, Place.SEARCHED, with_word(word, "name")))
    # Their keys, by which the planner knows how often each was answered with no.
    lines = list(ChecklistLine.objects.filter(with_word(word, "text")).values_list("pk", flat=True))
    noted = Answer.objects.exclude(note="").filter(with_part(word, ("note",), with_word(word, "note")))
    return (
        Finding.objects.filter(place__in=places),
        Finding.objects.filter(answer__verdict=Verdict.NO, answer__item__in=lines),
        Finding.objects.filter(answer__in=noted),
    )


# Whatever rounds are narrowed by, findings of these rounds are: `round_plan`, `round_due_from` …
FindingFilter.base_filters.update(
    {f"{OF_ROUND}{name}": _of_round(kept) for name, kept in RoundFilter.base_filters.items()}
)


class ObjectionFilter(filters.FilterSet):
    """Filters of `Objection.objects.visible_to(…)`."""

    state = filters.MultipleChoiceFilter(label=_("State"), choices=ObjectionState.choices, distinct=False)
    unit = KnownChoiceFilter(
        label=_("Unit"), queryset=Department.objects.active(), known=Department.objects.all(), to_field_name="code",
        empty_label=_("All units"),
    )  # fmt: skip
    to_answer = TruthFilter(method="by_answer", label=_("I may answer it"))
    overdue = TruthFilter(method="by_overdue", label=_("Overdue"))
    raised_after = MomentFilter("raised_at", "gte", label=_("Raised from"), widget=forms.HiddenInput)
    raised_before = MomentFilter("raised_at", "lt", label=_("Raised before"), widget=forms.HiddenInput)
    decided_after = MomentFilter("decided_at", "gte", label=_("Decided from"), widget=forms.HiddenInput)
    decided_before = MomentFilter("decided_at", "lt", label=_("Decided before"), widget=forms.HiddenInput)
    due_after = MomentFilter("due_at", "gte", label=_("Due from"), widget=forms.HiddenInput)
    due_before = MomentFilter("due_at", "lt", label=_("Due before"), widget=forms.HiddenInput)
    in_time = TruthFilter(method="by_in_time", label=_("Answered in time"))

    class Meta:
        model = Objection
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        super().__init__(*args, **kwargs)

    def by_answer(self, objections: ObjectionQuerySet, name: str, value: bool) -> ObjectionQuerySet:
        mine = Objection.objects.to_answer(self.user).order_by().values("pk")
        return objections.filter(pk__in=mine) if value else objections.exclude(pk__in=mine)

    def by_in_time(self, objections: ObjectionQuerySet, name: str, value: bool) -> ObjectionQuerySet:
        return objections.filter(answered_in_time()) if value else objections.exclude(answered_in_time())

    def by_overdue(self, objections: ObjectionQuerySet, name: str, value: bool) -> ObjectionQuerySet:
        late = Objection.objects.due(at=timezone.now()).order_by().values("pk")
        return objections.filter(pk__in=late) if value else objections.exclude(pk__in=late)
