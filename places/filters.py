"""What lists of places, permits and surveys can be narrowed by, for the page and the API alike."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from common.filters import CodeFilter, DayFilter, KnownChoiceFilter, TextFilter, TruthFilter
from common.words import by_keys, with_part, with_parts, with_word
from departments.models import Department
from grids.models import Area
from places.choices import PermitKind, Result, Risk, TaskKind
from places.models import Permit, Place, PlaceKind, Survey, SurveyTask, Zone
from places.queries.surveys import to_verify
from places.querysets import PermitQuerySet, PlaceQuerySet, SurveyQuerySet, SurveyTaskQuerySet
from places.workflow import PermitState
from places.workflow.surveys import SurveyState, TaskState

DAY = forms.DateInput(attrs={"type": "date"})
_AREAS = Area.objects.defer("geom")


class PlaceFilter(filters.FilterSet):
    """Filters of `Place.objects.visible_to(…)`; without `ended` what has ended is left out."""

    q = TextFilter(method="by_words", label=_("Words"), max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    kind = KnownChoiceFilter(
        label=_("Kind"), queryset=PlaceKind.objects.filter(active=True), known=PlaceKind.objects.all(),
        to_field_name="code", empty_label=_("All kinds"),
    )  # fmt: skip
    risk = filters.ChoiceFilter(label=_("Risk"), choices=Risk.choices, empty_label=_("Any risk"))
    unit = KnownChoiceFilter(
        label=_("Unit"), queryset=Department.objects.active(), known=Department.objects.all(), to_field_name="code",
        empty_label=_("All units"),
    )  # fmt: skip
    area = KnownChoiceFilter(
        method="by_area", label=_("Area"), queryset=_AREAS.filter(ended_on=None).exclude(level="district"),
        known=_AREAS, to_field_name="code", empty_label=_("The whole city"),
    )  # fmt: skip
    last_result = filters.ChoiceFilter(label=_("Last result"), choices=Result.choices, empty_label=_("Any result"))
    permit = TruthFilter(method="by_permit", label=_("Permit in force"))
    zone = CodeFilter(method="by_zone", label=_("In the zone"), max_length=32)
    ended = TruthFilter(method="by_ended", label=_("Ended"))

    class Meta:
        model = Place
        fields: list[str] = []

    @property
    def qs(self) -> Any:
        """Without what has ended, unless it was asked for."""
        found = super().qs
        return found if self.data.get("ended") else found.filter(ended_on=None)

    def by_words(self, places: PlaceQuerySet, name: str, value: str) -> PlaceQuerySet:
        where = with_word(value, "name", "address", "responsible") | Q(code=value)
        return places.filter(with_parts(Place.objects.all(), Place.SEARCHED, {value: where}))

    def by_area(self, places: PlaceQuerySet, name: str, value: Area) -> PlaceQuerySet:
        return places.filter(Q(street=value) | Q(community=value))

    def by_zone(self, places: PlaceQuerySet, name: str, value: str) -> PlaceQuerySet:
        """Those whose point lies in the zone."""
        zone = Zone.objects.filter(code=value).first()
        return places.filter(point__coveredby=zone.boundary) if zone is not None else places.none()

    def by_permit(self, places: PlaceQuerySet, name: str, value: bool) -> PlaceQuerySet:
        permitted = Q(pk__in=Permit.objects.in_force().filter(place__isnull=False).values("place"))
        return places.filter(permitted if value else ~permitted)

    def by_ended(self, places: PlaceQuerySet, name: str, value: bool) -> PlaceQuerySet:
        return places.filter(ended_on__isnull=not value)


class PermitFilter(filters.FilterSet):
    """Filters of `Permit.objects.visible_to(…)`."""

    q = TextFilter(method="by_words", label=_("Words"), max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    kind = filters.ChoiceFilter(label=_("Kind"), choices=PermitKind.choices, empty_label=_("All kinds"))
    # Without `distinct`, which would sort all columns of all permits that match.
    state = filters.MultipleChoiceFilter(label=_("State"), choices=PermitState.choices, distinct=False)
    unit = KnownChoiceFilter(
        label=_("Unit"), queryset=Department.objects.active(), known=Department.objects.all(), to_field_name="code",
        empty_label=_("All units"),
    )  # fmt: skip
    place = CodeFilter("place__code", label=pgettext_lazy("of the archive", "Place"), max_length=32)
    ends_before = DayFilter("ends_on", "lt", label=_("Ends before"), widget=DAY)
    own = TruthFilter(method="by_own", label=_("Decided by my unit"))

    class Meta:
        model = Permit
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        super().__init__(*args, **kwargs)

    def by_own(self, permits: PermitQuerySet, name: str, value: bool) -> PermitQuerySet:
        own = Permit.objects.decided_by(self.user).values("pk")
        return permits.filter(pk__in=own) if value else permits.exclude(pk__in=own)

    def by_words(self, permits: PermitQuerySet, name: str, value: str) -> PermitQuerySet:
        said = with_word(value, "holder", "purpose") | Q(number__iexact=value)
        named = Place.objects.filter(with_part(value, Place.SEARCHED, with_word(value, "name")))
        ways = [
            Permit.objects.filter(with_part(value, Permit.SEARCHED, said)),
            Permit.objects.filter(place__in=named),
        ]
        return permits.filter(by_keys(said | with_word(value, "place__name"), *ways))


class SurveyFilter(filters.FilterSet):
    """Filters of `Survey.objects.visible_to(…)`."""

    q = TextFilter(method="by_words", label=_("Words"), max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    state = filters.ChoiceFilter(label=_("State"), choices=SurveyState.choices, empty_label=_("Any state"))
    unit = KnownChoiceFilter(
        label=_("Unit"), queryset=Department.objects.active(), known=Department.objects.all(), to_field_name="code",
        empty_label=_("All units"),
    )  # fmt: skip
    overdue = TruthFilter(method="by_overdue", label=_("Overdue"))

    class Meta:
        model = Survey
        fields: list[str] = []

    def by_words(self, surveys: SurveyQuerySet, name: str, value: str) -> SurveyQuerySet:
        return surveys.filter(with_word(value, "title", "note") | Q(number__iexact=value))

    def by_overdue(self, surveys: SurveyQuerySet, name: str, value: bool) -> SurveyQuerySet:
        late = Q(state=SurveyState.OPEN, due_at__lt=timezone.now())
        return surveys.filter(late if value else ~late)


class SurveyTaskFilter(filters.FilterSet):
    """Filters of `SurveyTask.objects.visible_to(…)`."""

    survey = CodeFilter("survey__number", label=_("Survey"), max_length=40)
    # Without `distinct`, which would sort all columns of all tasks that match.
    state = filters.MultipleChoiceFilter(label=_("State"), choices=TaskState.choices, distinct=False)
    kind = filters.ChoiceFilter(label=_("Kind"), choices=TaskKind.choices, empty_label=_("All kinds"))
    collector = CodeFilter("collector__username", label=_("Collector"), max_length=150)
    area = CodeFilter("community__code", label=_("Community"), max_length=32)
    place = CodeFilter("place__code", label=pgettext_lazy("of the archive", "Place"), max_length=32)
    mine = TruthFilter(method="by_mine", label=_("Given to me"))
    own = TruthFilter(method="by_own", label=_("Waits for me to verify"))

    class Meta:
        model = SurveyTask
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user")
        super().__init__(*args, **kwargs)

    def by_mine(self, tasks: SurveyTaskQuerySet, name: str, value: bool) -> SurveyTaskQuerySet:
        return tasks.filter(collector=self.user) if value else tasks.exclude(collector=self.user)

    def by_own(self, tasks: SurveyTaskQuerySet, name: str, value: bool) -> SurveyTaskQuerySet:
        own = to_verify(self.user).order_by().values("pk")
        return tasks.filter(pk__in=own) if value else tasks.exclude(pk__in=own)
