"""The case: its present state. How it came to that is in its events."""

import re
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import ExpressionWrapper, Func, GeneratedField, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.choices import urgency_of
from cases.deadlines import TOP_LEVEL
from cases.models.functions import CaseNumber, SeenBy
from cases.models.setup import RoutingRule
from cases.models.values import MOMENTS_OF_OTHERS, LocationSource, copied_area
from cases.querysets import CaseQuerySet, asked, has_caller
from cases.querysets.lateness import clock_runs, fix_lamp, is_overdue, late, not_on_time, was_late
from cases.querysets.scopes import CategoryKeys, PlaceKeys
from cases.workflow import LOOKED_AT, OPEN, OWED, STAGE_OF, Ask, State
from catalogue.choices import Source, Stage
from catalogue.models import Category, FilingCondition
from common.bounds import moments_within
from common.owed import Lamp, lamp, on_time
from common.subjects import Subject
from departments.models import Department
from grids.models import Component, DutyGrid, UnitGrid


@cache
def _page_of() -> str:
    """The address of a case with a place for its number: looking it up costs as much as drawing the line of a list."""
    return reverse("cases:case", args=["0"]).replace("/0/", "/{}/")


class CaseWords(Func):
    """What a case can be found by, as the index `case_words` holds it.

    Cut in migration `0031_words_and_numbers_in_fewer_steps`.
    """

    function = "case_words"
    output_field = SearchVectorField()

    def __init__(self) -> None:
        names = ("description", "address", "number", "category_id", "street_id", "community_id", "department_id")
        super().__init__(*names)

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, Any]]:
        return f"{__name__}.CaseWords", (), {}


_OPEN_OF_UNITS = Q(is_open=True, seen_by__isnull=False)


class Case(models.Model):
    """案件. `id` is made by whoever reports, `number` by the database; `version` counts the moves, `seq` the events."""

    SUBJECT = "case"  # the kind of the subject that a case is to photos and files

    id = models.UUIDField(primary_key=True)
    number = models.CharField(_("number"), max_length=40, db_default=CaseNumber(Now()))
    content_hash = models.CharField(max_length=64, editable=False)  # of the report, to tell a retry from a clash of ids

    # Foreign keys have no index of their own: each would be written with every report, and the lists below read others.
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name=_("subclass"), related_name="cases", db_index=False
    )
    condition = models.ForeignKey(
        FilingCondition, models.PROTECT, null=True, blank=True, verbose_name=_("filing condition"), db_index=False
    )
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    description = models.TextField(_("description"), blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="reports", db_index=False
    )
    reporter_name = models.CharField(max_length=60, blank=True)
    reporter_phone = models.CharField(max_length=20, blank=True)

    location = models.PointField(srid=4326, null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)
    located = models.CharField(max_length=8, choices=LocationSource.choices, default=LocationSource.POINT)
    component = models.ForeignKey(Component, models.PROTECT, null=True, blank=True, db_index=False)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    unit_grid = models.ForeignKey(UnitGrid, models.PROTECT, null=True, blank=True, db_index=False)
    duty_grid = models.ForeignKey(DutyGrid, models.PROTECT, null=True, blank=True, db_index=False)
    # The areas of the unit grid as they were on the day of the report, or those around the point.
    community = copied_area()
    street = copied_area()
    district = copied_area()

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.REPORTED)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("unit"), db_index=False
    )
    rule = models.ForeignKey(RoutingRule, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    routing_why = models.TextField(blank=True)
    squad = models.ForeignKey(  # 二级派遣: whom the unit sent it to; the unit goes on answering for it
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("squad"), db_index=False
    )
    # Units that were asked to assist, and that stated grounds in a dispute or were blamed there, in their order.
    assisting = ArrayField(models.BigIntegerField(), default=list, blank=True)
    disputing = ArrayField(models.BigIntegerField(), default=list, blank=True)
    seen_by = GeneratedField(
        expression=SeenBy(), output_field=ArrayField(models.BigIntegerField(), null=True), db_persist=True
    )
    first_department = models.ForeignKey(  # 首派
        Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    assignee = models.ForeignKey(  # the member of unit or squad to whom it was assigned; ends when it leaves them
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    visitor = models.ForeignKey(  # the inspector to whom the visit (verification, check) was given
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    rework_count = models.PositiveSmallIntegerField(default=0)
    send_back_count = models.PositiveSmallIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    reminder_count = models.PositiveSmallIntegerField(default=0)
    parts_open = models.PositiveSmallIntegerField(default=0)  # of assisting units
    children_count = models.PositiveSmallIntegerField(default=0)
    verified = models.BooleanField(null=True, blank=True)  # what a verification found; None without one
    ownerless = models.BooleanField(default=False)
    private = models.BooleanField(default=False, db_default=False)  # seen by who handles it (CaseQuerySet.visible_to)

    # Urgent by its filing condition as that stood when the case got it, or because somebody raised it; and then since
    # when, and the urgent limit of its subclass as it stood, which runs from that moment.
    urgent = models.BooleanField(default=False, db_default=False)
    urgency_raised_at = models.DateTimeField(null=True, blank=True)
    urgency_limit = models.CharField(max_length=40, blank=True, default="", db_default="")

    extension = models.CharField(max_length=8, choices=Ask.choices, blank=True, default="")
    extension_count = models.PositiveSmallIntegerField(default=0)
    suspension = models.CharField(max_length=8, choices=Ask.choices, blank=True, default="")
    suspension_count = models.PositiveSmallIntegerField(default=0)
    suspended_until = models.DateTimeField(null=True, blank=True)  # asked for; once granted, when it goes on by itself
    appeal = models.CharField(max_length=8, choices=Ask.choices, blank=True, default="")
    exempt = models.BooleanField(default=False)  # a granted appeal: was_late leaves it out; the raw times stay
    supervised_at = models.DateTimeField(null=True, blank=True)
    supervision_due_at = models.DateTimeField(null=True, blank=True)
    reporter_may_check = models.BooleanField(default=False, db_default=False)  # allowed, for this check alone
    proof_refused_at = models.DateTimeField(null=True, blank=True)  # its photo can't be used; until there is another

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts_of", db_index=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    merged_from = models.CharField(max_length=12, blank=True, default="")  # the state to which an undo leads back
    recurs_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    occurred_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    recheck_failed_at = models.DateTimeField(null=True, blank=True)  # until it is reopened, or checked again and passed
    closed_at = models.DateTimeField(null=True, blank=True)

    clock_started_at = models.DateTimeField(null=True, blank=True)
    pauses = models.JSONField(null=True, blank=True)  # [[from, to or null], …] while the clock stood
    limit_text = models.CharField(max_length=40, blank=True)  # the limit that applied, as "4 work_hour"
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    stage_started_at = models.DateTimeField()
    stage_warn_at = models.DateTimeField(null=True, blank=True)
    stage_due_at = models.DateTimeField(null=True, blank=True)
    # How far the clocks of fix, stage and supervision were raised, and when the nearest of them wants the next look:
    # one indexed column for all three, so that a clock more costs a move no write more (cases/deadlines.py).
    chase_level = models.PositiveSmallIntegerField(default=0)
    stage_level = models.PositiveSmallIntegerField(default=0, db_default=0)
    supervision_level = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_chase_at = models.DateTimeField(null=True, blank=True)

    # The number under which another system knows it, and which system that is: the one it was imported from, the
    # integration client that reported it, or the source (a hotline) of which the desk took it.
    external_system = models.CharField(max_length=150, blank=True)
    external_number = models.CharField(_("number in the other system"), max_length=64, blank=True)
    is_open = GeneratedField(
        expression=ExpressionWrapper(Q(state__in=OPEN), models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    city_version: int | None = None  # of the city's data, where the query that read the case brought it along
    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-reported_at", "-id"]
        constraints = [
            # Not `unique=True`, which would make a second index, for beginnings: each move writes into every index.
            models.UniqueConstraint(fields=["number"], name="case_number_once"),
            models.CheckConstraint(condition=~Q(state__in=OWED) | Q(department__isnull=False), name="owed_by_a_unit"),
            models.CheckConstraint(
                condition=Q(located="unknown") | Q(location__isnull=False), name="located_has_a_point"
            ),
            # A report without such a number writes nothing here. The number is first, for people look for it alone.
            models.UniqueConstraint(
                fields=["external_number", "external_system"], condition=~Q(external_system=""), name="external_once"
            ),
            models.CheckConstraint(condition=moments_within(*MOMENTS_OF_OTHERS), name="case_moments_in_bounds"),
        ]
        indexes = [
            # The lists: newest first, within what a person sees.
            models.Index(fields=["-reported_at", "-id"], name="case_newest"),
            models.Index(fields=["-reported_at", "-id"], condition=Q(is_open=True), name="case_open_newest"),
            models.Index(fields=["due_at", "id"], condition=Q(is_open=True), name="case_due"),
            models.Index(fields=["stage_due_at", "id"], condition=Q(is_open=True), name="case_stage_due"),
            models.Index(fields=["duty_grid", "is_open", "-reported_at"], name="case_of_grid"),
            models.Index(  # what was imported has none
                fields=["reporter", "-reported_at"], condition=Q(reporter__isnull=False), name="case_of_reporter"
            ),
            models.Index(fields=["state", "stage_started_at", "id"], condition=Q(state__in=OPEN), name="case_pool"),
            # What members of units see, and what a unit answers for: read at once, so without a pending list.
            GinIndex(fields=["seen_by"], condition=Q(seen_by__isnull=False), fastupdate=False, name="case_seen_by"),
            GinIndex(fields=["seen_by"], condition=_OPEN_OF_UNITS, fastupdate=False, name="case_open_seen_by"),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="case_children"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_duplicates"),
            models.Index(fields=["visitor"], condition=Q(visitor__isnull=False), name="case_of_visitor"),
            models.Index(
                fields=["assignee", "-reported_at"], condition=Q(assignee__isnull=False), name="case_of_assignee"
            ),
            models.Index(fields=["place", "-reported_at"], condition=Q(place__isnull=False), name="case_of_place"),
            # The urgent ones stand first in a list by urgency; the rest of it is `case_due`. Homes name the other few.
            models.Index(fields=["due_at", "id"], condition=Q(is_open=True, urgent=True), name="case_urgent"),
            models.Index(
                fields=["due_at", "id"], condition=Q(is_open=True, supervised_at__isnull=False), name="case_supervised"
            ),
            models.Index(fields=["due_at", "id"], condition=Q(is_open=True) & asked(), name="case_asked"),
            models.Index(fields=["due_at", "id"], condition=Q(is_open=True, rework_count__gt=0), name="case_reworked"),
            # What came back after it was closed is looked for among these; a report writes nothing here.
            models.Index(fields=["category", "closed_at"], condition=Q(state="closed"), name="case_closed_of_category"),
            models.Index(fields=["-reported_at", "-id"], condition=Q(private=True), name="case_private"),
            # Whose term is over: an entry comes with the end of a case that has a caller, and goes with the name.
            models.Index(fields=["closed_at"], condition=Q(is_open=False) & has_caller(), name="case_callers"),
            models.Index(fields=["suspended_until"], condition=Q(state="suspended"), name="case_resumes"),
            models.Index(
                fields=["recheck_failed_at"], condition=Q(recheck_failed_at__isnull=False), name="case_recheck_failed"
            ),
            # Those to decide, and those that were granted: the few that are left out of the score.
            models.Index(fields=["appeal"], condition=~Q(appeal=""), name="case_appeals"),
            # The late ones in the order of a list: the planner takes them for a third of all, and would read the city.
            models.Index(fields=["-reported_at", "-id"], condition=late(), name="case_was_late"),
            # The late ones of a period, of which a list puts the most late first.
            models.Index(fields=["due_at", "id"], condition=Q(is_open=False) & not_on_time(), name="case_late_due"),
            # The words that cases.queries.search looks for, and the areas and the subclass by which a scope does. In
            # one index they are one entry in its pending list for each report and move; a question reads that list too.
            GinIndex(CaseWords(), PlaceKeys(), CategoryKeys(), gin_pending_list_limit=1_024, name="case_words"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Subject:
        """The case as what photos and files belong to."""
        return Subject(self.SUBJECT, str(self.pk))

    def get_absolute_url(self) -> str:
        return _page_of().format(quote(self.number))

    @property
    def state_label(self) -> str:
        """`get_state_display` for rows of lists: that one goes through all choices anew for each row."""
        return str(State(self.state).label)

    @property
    def stage(self) -> Stage | None:
        return STAGE_OF[State(self.state)]

    @property
    def unattended(self) -> bool:
        """Somebody is to go and look, and nobody was given it: a person at the desk must send one."""
        return self.stage in LOOKED_AT and self.visitor_id is None

    @property
    def units(self) -> set[int]:
        """The units whose members see it, as `seen_by` says, but of the case as it stands here, saved or not."""
        disputing = self.disputing if self.state == State.DISPUTED else []
        return {unit for unit in (self.department_id, self.squad_id, *self.assisting, *disputing) if unit is not None}

    @property
    def urgency(self) -> str:
        return urgency_of(urgent=self.urgent, classified=self.condition_id is not None)

    @property
    def closing_lines(self) -> list[str]:
        """The closing condition, one line for each thing that must hold."""
        text = self.condition.closing_text if self.condition is not None else ""
        return [line.strip() for line in re.split(r"[；;。\n]", text) if line.strip()]

    @property
    def escalated(self) -> int:
        """The rung to which its lateness was raised; 0 where it was left alone."""
        return self.chase_level if self.chase_level <= TOP_LEVEL else 0

    @property
    def owed(self) -> bool:
        return self.state in OWED

    @property
    def on_time(self) -> bool | None:
        """The raw fact, whatever an appeal said of it later; None while it is not finished or owes no date."""
        return on_time(self.finished_at, self.due_at)

    @property
    def clock_runs(self) -> bool:
        """Whether the fix is still owed and its clock does not stand."""
        return clock_runs(state=self.state, finished_at=self.finished_at)

    def overdue(self, *, at: datetime) -> bool:
        return is_overdue(state=self.state, due_at=self.due_at, finished_at=self.finished_at, at=at)

    @property
    def was_late(self) -> bool:
        return was_late(state=self.state, due_at=self.due_at, finished_at=self.finished_at, exempt=self.exempt)

    def lamp(self, *, at: datetime) -> Lamp:
        """The lamp of the fix: red is overdue; grey before the dispatch, while the clock stands, and once done."""
        times = {"warn_at": self.warn_at, "due_at": self.due_at, "finished_at": self.finished_at}
        return fix_lamp(state=self.state, at=at, **times)

    def stage_lamp(self, *, at: datetime) -> Lamp:
        return lamp(warn_at=self.stage_warn_at, due_at=self.stage_due_at, at=at)

    @property
    def facts(self) -> dict[str, Any]:
        """What an event records of the clocks, so that changing a limit tomorrow does not rewrite yesterday."""
        return {"due_at": self.due_at.isoformat() if self.due_at else None, "limit": self.limit_text}

    @property
    def stood(self) -> list[tuple[datetime, datetime | None]]:
        """The pauses of the clock as moments."""
        moment = datetime.fromisoformat
        return [(moment(start), moment(end) if end else None) for start, end in self.pauses or ()]
