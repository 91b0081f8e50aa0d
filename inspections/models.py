"""Visits (核实, 核查, re-checks by chance, looks at what is no case) with their histories, and who is in the street."""

from datetime import datetime

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from common.owed import Lamp, lamp
from common.subjects import Subject
from common.workflow.events import ChainedEvent
from grids.models import DutyGrid
from inspections.querysets import PresenceQuerySet, VisitQuerySet
from inspections.workflow import LIVE, Kind, VisitState

_GIVEN = Q(state=VisitState.GIVEN)


class Visit(models.Model):
    """Somebody is to go and look: at a case, or at a thing of a house above (its kind and key, as photos have them).

    Who changes the visit of a case holds the lock of the case; of another subject, that of the visit. `version` counts
    the moves, `seq` the events.
    """

    SUBJECT = "visit"  # its kind, where photos, notices and the like belong to it

    # Foreign keys have no index of their own where a constraint or an index below begins with them.
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="visits", db_index=False)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_key = models.CharField(max_length=64, blank=True)
    # Of another subject also what it is called, where its page is, and where it lies.
    title = models.CharField(_("title"), max_length=200, blank=True)
    url = models.CharField(max_length=200, blank=True)
    location = models.PointField(srid=4326, null=True, blank=True)
    duty_grid = models.ForeignKey(DutyGrid, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    since = models.PositiveIntegerField()  # number of the event that asked for it: asked once, ordered once
    state = models.CharField(_("state"), max_length=8, choices=VisitState.choices, default=VisitState.WAITING)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="visits", db_index=False
    )
    previous_inspectors = ArrayField(models.BigIntegerField(), default=list)  # in the order in which they had it
    times_given = models.PositiveSmallIntegerField(default=0)
    ordered_at = models.DateTimeField(_("ordered"))
    given_at = models.DateTimeField(_("given"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    passed = models.BooleanField(_("passed"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-ordered_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "since"], name="visit_ordered_once"),
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(state__in=LIVE), name="one_live_visit"),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_key"],
                condition=Q(case=None, state__in=LIVE),
                name="one_live_visit_of_subject",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=False, subject_kind="", subject_key="")
                | Q(case=None, kind=Kind.LOOK) & ~Q(subject_kind="") & ~Q(subject_key=""),
                name="visit_of_a_case_or_a_subject",
            ),
            models.CheckConstraint(
                condition=~_GIVEN | Q(inspector__isnull=False, due_at__isnull=False),
                name="given_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=VisitState.DONE, done_at__isnull=False, passed__isnull=False)
                | (~Q(state=VisitState.DONE) & Q(passed=None)),
                name="done_with_a_result",
            ),
        ]
        indexes = [
            models.Index(fields=["ordered_at", "id"], name="visits_newest"),
            models.Index(fields=["inspector", "ordered_at", "id"], name="visits_of_person"),
            models.Index(
                fields=["inspector", "subject_kind"], condition=~Q(subject_kind=""), name="visits_of_other_things"
            ),
            models.Index(fields=["inspector", "due_at"], condition=_GIVEN, name="visits_of_inspector"),
            models.Index(fields=["due_at", "id"], condition=_GIVEN, name="visits_due"),
            models.Index(fields=["state", "ordered_at"], condition=Q(state__in=LIVE), name="visits_live"),
            models.Index(
                fields=["case"], condition=Q(kind=Kind.RECHECK, state=VisitState.DONE, passed=False),
                name="visits_failed",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name} {self.get_state_display()}"

    @property
    def name(self) -> str:
        """What it is called for people: the number of its case, or the title of its subject."""
        return self.case.number if self.case is not None else self.title

    @property
    def subject(self) -> Subject:
        """What it is about, as photos and files name it; a look's photos belong to the visit itself."""
        return self.case.subject if self.case is not None else Subject(self.SUBJECT, str(self.pk))

    @property
    def duty_grid_of(self) -> int | None:
        """The duty grid in which it lies."""
        return self.case.duty_grid_id if self.case is not None else self.duty_grid_id

    @property
    def spot(self) -> tuple[float, float] | None:
        """Longitude and latitude in WGS 84."""
        point = self.case.location if self.case is not None else self.location
        return (point.x, point.y) if point is not None else None

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def lamp(self, *, at: datetime) -> Lamp:
        """Grey where nobody has it, or it is not needed any more."""
        due_at = None if self.state == VisitState.DROPPED else self.due_at
        return lamp(warn_at=None, due_at=due_at, at=self.done_at or at)


class VisitEvent(ChainedEvent):
    """One thing that happened to a visit. What was said at the visit of a case stands in the case's history."""

    # No index of its own: visit_events_without_gaps begins with it.
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event of a visit")
        verbose_name_plural = _("events of visits")
        ordering = ["visit", "seq"]
        constraints = [models.UniqueConstraint(fields=["visit", "seq"], name="visit_events_without_gaps")]
        indexes = [BrinIndex(fields=["at"], name="visit_events_by_time")]  # for the anchors: what happened since


class Presence(models.Model):
    """An inspector's present or last shift in the street, and where the phone last was."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="presence")
    since = models.DateTimeField()
    until = models.DateTimeField()  # planned; earlier where they went off duty themselves
    location = models.PointField(srid=4326, null=True, blank=True)
    located_at = models.DateTimeField(null=True, blank=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="duty_ends_after_it_begins")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.since:%m-%d %H:%M} – {self.until:%m-%d %H:%M}"

    def on_duty(self, *, at: datetime) -> bool:
        return self.since <= at < self.until
