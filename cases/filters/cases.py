"""What lists of cases can be narrowed by: one set for pages and API, so that a number leads to the same rows."""

from datetime import datetime
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from cases.deadlines import TOP_LEVEL
from cases.filters.cells import CellFilter
from cases.filters.patterns import PatternFilter
from cases.filters.squads import SquadFilter
from cases.filters.took import TookFilter
from cases.models import Case, Part
from cases.queries.search import find
from cases.querysets import CaseQuerySet, asked, in_grids_of
from cases.querysets.lateness import OWES_NOTHING, late, not_on_time, overdue_at
from cases.workflow import OWED, STAGE_OF, Ask, State
from catalogue.choices import Source, Stage, Urgency
from catalogue.models import Category, MajorClass
from common.filters import (
    BoxFilter,
    CodeFilter,
    CountFilter,
    KnownChoiceFilter,
    MomentFilter,
    OutlineFilter,
    TextFilter,
    TruthFilter,
)
from common.owed import Lamp
from departments.models import Department, Membership
from departments.queries import own_unit_of
from grids.models import Area
from places.models import Permit, Place

LONGEST_SEARCH, LONGEST_NUMBER, LONGEST_USERNAME, LONGEST_CODE = 100, 64, 150, 32
ASKS = [choice for choice in Ask.choices if choice[0]]
DATE = forms.DateInput(attrs={"type": "date"})
_AREAS = Area.objects.defer("geom")  # of all times: the cases of an area that has ended are still found


class CaseFilter(PatternFilter, TookFilter, SquadFilter):
    """Filters of `Case.objects.visible_to(…)`; `at` is the moment at which lamps are read, `user` who "mine" is."""

    q = TextFilter(
        method="by_words", label=_("Words"), max_length=LONGEST_SEARCH, widget=forms.TextInput(attrs={"type": "search"})
    )
    stage = filters.ChoiceFilter(
        method="by_stage", label=_("Waits for"), choices=Stage.choices, empty_label=_("Anything")
    )
    department = KnownChoiceFilter(
        method="by_department", label=_("Unit"), queryset=Department.objects.active(),
        known=Department.objects.all(), to_field_name="code", empty_label=_("All units"),
    )  # fmt: skip
    without_unit = TruthFilter("department", "isnull", label=_("Without a unit"))
    area = KnownChoiceFilter(
        label=_("Area"), queryset=_AREAS.filter(ended_on=None).exclude(level="community"), known=_AREAS,
        to_field_name="code", method="by_area", empty_label=_("The whole city"),
    )  # fmt: skip
    urgency = filters.ChoiceFilter(
        method="by_urgency", label=_("Urgency"), choices=Urgency.choices, empty_label=_("Any urgency")
    )
    lamp = filters.ChoiceFilter(method="by_lamp", label=_("Lamp"), choices=Lamp.choices, empty_label=_("Any lamp"))
    source = filters.ChoiceFilter(label=_("Source"), choices=Source.choices, empty_label=_("All sources"))
    external_number = TextFilter(
        method="by_external_number", label=_("Number in the other system"), max_length=LONGEST_NUMBER,
        widget=forms.HiddenInput,
    )  # fmt: skip
    place = CodeFilter(method="by_place", label=_("Place"), max_length=32, widget=forms.HiddenInput)
    around = CodeFilter(method="by_around", label=_("Around the place"), max_length=32, widget=forms.HiddenInput)
    permit = TruthFilter(
        method="by_permit", label=_("Permit in force"),
        widget=forms.Select(choices=[("", _("Permitted or not")), ("true", _("yes")), ("false", _("no"))]),
    )  # fmt: skip
    category = CodeFilter(method="by_category", label=_("Class or subclass"), max_length=40)
    # Without `distinct`: it would sort every column of every case that could match before the first is shown.
    state = filters.MultipleChoiceFilter(method="by_state", label=_("State"), choices=State.choices, distinct=False)
    overdue = TruthFilter(
        method="by_overdue", label=pgettext_lazy("case", "Overdue"),
        widget=forms.Select(choices=[("", _("Overdue or not")), ("true", _("yes")), ("false", _("no"))]),
    )  # fmt: skip
    was_late = TruthFilter(
        method="by_was_late", label=pgettext_lazy("case", "Was late"),
        widget=forms.Select(choices=[("", _("Was late or not")), ("true", _("yes")), ("false", _("no"))]),
    )  # fmt: skip
    stage_lamp = filters.ChoiceFilter(
        method="by_stage_lamp", label=_("Lamp of the stage"), choices=Lamp.choices, empty_label=_("Any lamp")
    )
    stage_late = TruthFilter(method="by_stage_late", label=_("Past the limit of its stage"))
    reworks = CountFilter("rework_count", "gte", label=_("Sent for rework at least"), min_value=1)
    sent_back = TruthFilter(method="by_sent_back", label=_("Sent back"))
    escalated = CountFilter(method="by_level", label=_("Escalated at least to rung"), widget=forms.HiddenInput)
    reported_after = MomentFilter("reported_at", "gte", label=_("Reported from"), widget=DATE)
    reported_before = MomentFilter("reported_at", "lt", label=_("Reported before"), widget=DATE)
    closed_after = MomentFilter("closed_at", "gte", label=_("Closed from"), widget=DATE)
    closed_before = MomentFilter("closed_at", "lt", label=_("Closed before"), widget=DATE)
    accepted_after = MomentFilter("accepted_at", "gte", label=_("Accepted from"), widget=forms.HiddenInput)
    accepted_before = MomentFilter("accepted_at", "lt", label=_("Accepted before"), widget=forms.HiddenInput)
    filed_after = MomentFilter("filed_at", "gte", label=_("Filed from"), widget=forms.HiddenInput)
    filed_before = MomentFilter("filed_at", "lt", label=_("Filed before"), widget=forms.HiddenInput)
    dispatched_after = MomentFilter("dispatched_at", "gte", label=_("Dispatched from"), widget=forms.HiddenInput)
    dispatched_before = MomentFilter("dispatched_at", "lt", label=_("Dispatched before"), widget=forms.HiddenInput)
    finished_after = MomentFilter("finished_at", "gte", label=_("Disposed from"), widget=forms.HiddenInput)
    finished_before = MomentFilter("finished_at", "lt", label=_("Disposed before"), widget=forms.HiddenInput)
    ever_filed = TruthFilter("filed_at", "isnull", exclude=True, label=_("Filed by now"))
    ever_dispatched = TruthFilter("dispatched_at", "isnull", exclude=True, label=_("Dispatched by now"))
    ever_finished = TruthFilter("finished_at", "isnull", exclude=True, label=_("Disposed by now"))
    verified = TruthFilter(method="by_verified", label=_("Verified"))
    owes = TruthFilter(method="by_owes", label=_("Neither rejected nor void nor merged"))
    disputed = TruthFilter(method="by_disputed", label=_("Disputed between units"))
    appealed = TruthFilter(method="by_appealed", label=_("Appealed"))
    extended = TruthFilter(method="by_extended", label=_("Extended at least once"))
    put_off = TruthFilter(method="by_put_off", label=_("Suspended at least once"))
    reopened = TruthFilter(method="by_reopened", label=_("Opened again at least once"))
    reporter = CodeFilter("reporter__username", label=_("Reported by"), max_length=LONGEST_USERNAME,
                          widget=forms.HiddenInput)  # fmt: skip
    due_after = MomentFilter(method="by_due", label=_("Due from"), widget=forms.HiddenInput)
    due_before = MomentFilter(method="by_due", label=_("Due before"), widget=forms.HiddenInput)
    asked = TruthFilter(method="by_asked", label=_("Waiting for an answer"))
    on_time = TruthFilter(method="by_on_time", label=_("Fixed on time"))
    exempt = TruthFilter(method="by_exempt", label=_("Excused by an appeal"))
    open = TruthFilter("is_open", label=_("Open"))
    duty_grid = CodeFilter(
        method="by_duty_grid", label=_("Duty grid"), max_length=LONGEST_CODE, widget=forms.HiddenInput
    )
    unit_grid = CodeFilter(
        method="by_unit_grid", label=_("Unit grid"), max_length=LONGEST_CODE, widget=forms.HiddenInput
    )
    own_grid = TruthFilter(method="by_own_grid", label=_("In my duty grids"))
    own_report = TruthFilter(method="by_own_report", label=_("Reported by me"))
    own_visit = TruthFilter(method="by_own_visit", label=_("Given to me"))
    own_unit = TruthFilter(method="by_own_unit", label=_("Of my own unit"))
    own_part = TruthFilter(method="by_own_part", label=_("My unit owes a part"))
    own_assignment = TruthFilter(method="by_own_assignment", label=_("Assigned to me"))
    assignee = CodeFilter(
        method="by_assignee", label=_("Assigned to"), max_length=LONGEST_USERNAME, widget=forms.HiddenInput
    )
    without_assignee = TruthFilter("assignee", "isnull", label=_("Assigned to nobody"))
    extension = filters.ChoiceFilter(label=_("Extension"), choices=ASKS, empty_label="–")
    suspension = filters.ChoiceFilter(label=_("Suspension"), choices=ASKS, empty_label="–")
    appeal = filters.ChoiceFilter(label=_("Appeal"), choices=ASKS, empty_label="–")
    supervised = filters.ChoiceFilter(
        method="by_supervised", label=_("Supervision"), empty_label="–",
        choices=[("yes", _("Supervised")), ("late", _("Past its limit"))],
    )  # fmt: skip
    ownerless = TruthFilter(label=_("Ownerless"))
    private = TruthFilter(
        label=_("Private"), widget=forms.Select(choices=[("", "–"), ("true", _("yes")), ("false", _("no"))])
    )
    recheck_failed = TruthFilter("recheck_failed_at", "isnull", exclude=True, label=_("Re-check not passed"))
    proof_refused = TruthFilter(method="by_proof", label=_("The photo of the fix can't be used"))
    recurring = TruthFilter("recurs_of", "isnull", exclude=True, label=_("Recurring"))
    major = filters.ModelChoiceFilter(
        "category__major", label=_("Class"), queryset=MajorClass.objects.all(), widget=forms.HiddenInput
    )
    bbox = BoxFilter("location", "coveredby", label=_("Box on the map"), widget=forms.HiddenInput)
    within = OutlineFilter("location", "coveredby", label=_("Drawn on the map"), widget=forms.HiddenInput)
    cell = CellFilter(label=_("Cell of the map"), widget=forms.HiddenInput)

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.at = kwargs.pop("at", None) or timezone.now()
        self.user: User = kwargs.pop("user")
        super().__init__(*args, **kwargs)

    def by_words(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        return find(cases, value)

    def by_department(self, cases: CaseQuerySet, name: str, value: Department) -> QuerySet[Case]:
        return cases.of_units(value.pk)

    def by_external_number(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        return cases.of_other_system(value)

    def by_state(self, cases: CaseQuerySet, name: str, value: list[str]) -> QuerySet[Case]:
        return cases.in_states(value) if value else cases

    def by_stage(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        """To dispose is what a unit owes, whether it has taken it over or not."""
        if value == Stage.DISPOSE:
            return cases.in_states(OWED)
        return cases.in_states([state for state, stage in STAGE_OF.items() if stage == value])

    def by_area(self, cases: CaseQuerySet, name: str, value: Area) -> QuerySet[Case]:
        return cases.in_area(value)

    def by_category(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        """Subclasses by code; a class by its shorter code holds them all."""
        return cases.filter(category__in=Category.objects.filter(Q(code=value) | Q(major__code=value)).values("pk"))

    def by_duty_grid(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        return cases.in_duty_grids([value])

    def by_unit_grid(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        return cases.in_unit_grids([value])

    def by_own_grid(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        own = in_grids_of(self.user)
        return cases.filter(own if value else ~own)

    def by_own_report(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        own = Q(reporter=self.user)
        return cases.filter(own if value else ~own)

    def by_own_visit(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """Visits given to me; one that was given to nobody is that of each inspector of its duty grid, but for the
        check of their own report."""
        own = Q(state__in=(State.DISPOSED, State.CHECKING), reporter=self.user, reporter_may_check=False)
        mine = Q(visitor=self.user) | (Q(visitor=None) & in_grids_of(self.user) & ~own)
        return cases.filter(mine if value else ~mine)

    def by_own_unit(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """Owed by my unit or sent to it as a squad, and not only by a unit below it."""
        if not value:
            units = own_unit_of(self.user)  # none: then no case is of the own unit, and the comparison knows it
            return cases.exclude(Q(department__in=units) | Q(squad__in=units))
        unit = Membership.objects.filter(user=self.user).values("department")[:1]
        return cases.filter(Q(department=unit) | Q(squad=unit))

    def by_own_assignment(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        own = Q(assignee=self.user)
        return cases.filter(own if value else ~own)

    def by_assignee(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        """By user name. That somebody has it is said too: the index `case_of_assignee` holds no others."""
        person = User.objects.filter(username=value).values("pk")[:1]
        return cases.filter(assignee=person, assignee__isnull=False)

    def by_place(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        """By the code of its place. That it has one is said too: the index `case_of_place` holds no others."""
        place = Place.objects.filter(code=value).values("pk")[:1]
        return cases.filter(place=place, place__isnull=False)

    def by_around(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        """Which lie in the boundary of the place of this code, or near its point, whatever place they name."""
        place = Place.objects.filter(code=value).first()
        return cases.around(place) if place is not None else cases.none()

    def by_permit(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """A permit is in force for its place, or for an area that holds its point."""
        permits = Permit.objects.in_force().order_by()
        areas = permits.filter(boundary__isnull=False, boundary__covers=OuterRef("location"))
        permitted = Q(place__in=permits.filter(place__isnull=False).values("place")) | Q(Exists(areas))
        return cases.filter(permitted if value else ~permitted)

    def by_urgency(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        """As a case answers (`Case.urgency`): one without a filing condition is neither, until somebody raises it."""
        if value == Urgency.URGENT:
            return cases.filter(urgent=True)
        return cases.filter(urgent=False, condition__isnull=False)

    def by_own_part(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        unit = Membership.objects.filter(user=self.user).values("department")[:1]
        parts = Part.objects.filter(department=unit, finished_at=None).values("case")
        owed = Q(is_open=True, parts_open__gt=0, pk__in=parts)
        return cases.filter(owed if value else ~owed)

    def by_proof(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """What came back because nobody could see its photo, until there is another."""
        owed = Q(is_open=True, proof_refused_at__isnull=False)
        return cases.filter(owed if value else ~owed)

    def by_supervised(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        under = cases.filter(supervised_at__isnull=False)
        return under.filter(supervision_due_at__lt=self.at) if value == "late" else under

    def by_due(self, cases: CaseQuerySet, name: str, value: datetime) -> QuerySet[Case]:
        """Cases whose fix fell due; one that was rejected, voided or merged into another owes nothing."""
        bound = {"due_after": "due_at__gte", "due_before": "due_at__lt"}[name]
        return cases.filter(**{bound: value}).exclude(state__in=OWES_NOTHING)

    def by_owes(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        return cases.exclude(state__in=OWES_NOTHING) if value else cases.filter(state__in=OWES_NOTHING)

    def by_verified(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """What nobody was sent to verify is not verified."""
        return cases.filter(verified=True) if value else cases.exclude(verified=True)

    def by_disputed(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        return cases.exclude(disputing=[]) if value else cases.filter(disputing=[])

    def by_appealed(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        return cases.exclude(appeal="") if value else cases.filter(appeal="")

    def by_extended(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        return cases.filter(extension_count__gt=0) if value else cases.filter(extension_count=0)

    def by_put_off(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        return cases.filter(suspension_count__gt=0) if value else cases.filter(suspension_count=0)

    def by_reopened(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        return cases.filter(reopen_count__gt=0) if value else cases.filter(reopen_count=0)

    def by_asked(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        return cases.filter(asked() if value else ~asked())

    def by_on_time(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """Finished by the due time, or not (later, or not yet), whatever an appeal said; without a date neither."""
        return cases.filter(Q(finished_at__lte=F("due_at")) if value else not_on_time())

    def by_exempt(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """Late and excused by a granted appeal: found among the few that have one, by the index `case_appeals`."""
        return cases.filter(exempt=True).exclude(appeal="") if value else cases.filter(exempt=False)

    def by_lamp(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        return cases.lamp(value, at=self.at)

    def by_stage_lamp(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        return cases.stage_lamp(value, at=self.at)

    def by_stage_late(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        late = Q(stage_due_at__lt=self.at)
        return cases.filter(late) if value else cases.filter(Q(stage_due_at=None) | ~late)

    def by_level(self, cases: CaseQuerySet, name: str, value: int) -> QuerySet[Case]:
        """Of what stands aside, nobody was told."""
        return cases.filter(chase_level__gte=value, chase_level__lte=TOP_LEVEL)

    def by_sent_back(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """Which a unit gave back at least once, or none did."""
        return cases.filter(send_back_count__gt=0) if value else cases.filter(send_back_count=0)

    def by_overdue(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """The one thing that `overdue` means (cases.querysets.lateness), or all others."""
        return cases.filter(overdue_at(self.at) if value else ~overdue_at(self.at))

    def by_was_late(self, cases: CaseQuerySet, name: str, value: bool) -> QuerySet[Case]:
        """The one thing that `was_late` means (cases.querysets.lateness), or all others."""
        return cases.filter(late() if value else ~late())


class ListFilter(CaseFilter):
    """The same for the page of the list, which also says whether closed cases are shown and in which order."""

    all = filters.ChoiceFilter(
        method="as_it_is", label=_("Shown"), choices=[("1", _("Closed ones too"))], empty_label=_("Open ones")
    )
    ordering = CodeFilter(method="as_it_is", widget=forms.HiddenInput)

    def as_it_is(self, cases: CaseQuerySet, name: str, value: str) -> QuerySet[Case]:
        return cases
