"""Surveys (普查): what is to be looked at in an area, by whom and until when; and what was found."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.owed import Lamp, lamp
from common.subjects import Subject
from common.workflow.events import ChainedEvent
from departments.models import Department
from grids.models import Area, Component, UnitGrid
from places.choices import TaskKind
from places.models.places import Place
from places.querysets import SurveyQuerySet, SurveyTaskQuerySet
from places.workflow.surveys import LIVE, SurveyState, TaskState


class Survey(models.Model):
    """普查. `areas`, `kinds` and `components` are the codes that were asked for: of areas, of kinds of places, of
    subclasses of components. `unit` collects; without one the inspectors of the duty grids do.

    `due_at`, `warn_at`, `chase_level` and `next_chase_at` are read by the chase (places/deadlines.py).
    """

    SUBJECT = "survey"  # its kind, where notices belong to it

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(_("number"), max_length=40, unique=True)
    content_hash = models.CharField(max_length=64, editable=False)  # tells a retry from a clash of ids
    title = models.CharField(_("title"), max_length=100)
    note = models.CharField(_("what to look for"), max_length=500, blank=True)
    areas = ArrayField(models.CharField(max_length=32))
    kinds = ArrayField(models.CharField(max_length=32), default=list)
    components = ArrayField(models.CharField(max_length=10), default=list)
    finds_new = models.BooleanField(_("new ones too"), default=False)
    unit = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(_("made"))
    ended_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(_("due"))
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True, blank=True)
    chase_level = models.PositiveSmallIntegerField(default=0)
    next_chase_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=SurveyState.choices, default=SurveyState.OPEN)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="surveys_newest"),
            models.Index(fields=["next_chase_at"], condition=Q(next_chase_at__isnull=False), name="surveys_to_chase"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("places:survey", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == SurveyState.OPEN

    def lamp(self, *, at: datetime) -> Lamp:
        due_at = None if self.state == SurveyState.CALLED_OFF else self.due_at
        return lamp(warn_at=self.warn_at, due_at=due_at, at=self.ended_at or at)


class SurveyEvent(ChainedEvent):
    """One thing that happened to a survey."""

    # No index of its own: survey_events_without_gaps begins with it.
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event of a survey")
        verbose_name_plural = _("events of surveys")
        ordering = ["survey", "seq"]
        constraints = [models.UniqueConstraint(fields=["survey", "seq"], name="survey_events_without_gaps")]


class SurveyTask(models.Model):
    """One thing to look at: a place, a component, the new ones in a unit grid, or a place that nobody knew of.

    `title` is what it was called then. `found` is what the collector says, as `places.actions.found` writes it: it
    changes the archive when somebody else verifies it, and goes then, for the change log has it.
    """

    SUBJECT = "survey_task"  # its kind, where photos belong to it

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="tasks", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=TaskKind.choices)
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="survey_tasks", db_index=False)
    component = models.ForeignKey(Component, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    unit_grid = models.ForeignKey(UnitGrid, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    community = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    title = models.CharField(_("title"), max_length=150)
    point = models.PointField(srid=4326)
    collector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="survey_tasks", verbose_name=_("collector"),
        db_index=False,
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=12, choices=TaskState.choices, default=TaskState.GIVEN)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    content_hash = models.CharField(max_length=64, editable=False, blank=True)  # of what a collector sent as new
    found = models.JSONField(default=dict, blank=True)
    times_returned = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField(_("given"))
    collected_at = models.DateTimeField(_("collected"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = SurveyTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a survey")
        verbose_name_plural = _("tasks of surveys")
        ordering = ["given_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "place"], condition=Q(kind=TaskKind.PLACE), name="survey_asks_once_for_a_place"
            ),
            models.UniqueConstraint(
                fields=["survey", "component"],
                condition=Q(kind=TaskKind.COMPONENT),
                name="survey_asks_once_for_a_component",
            ),
            models.UniqueConstraint(
                fields=["survey", "unit_grid"], condition=Q(kind=TaskKind.GRID), name="survey_asks_once_for_a_grid"
            ),
        ]
        indexes = [
            models.Index(fields=["survey", "state", "given_at", "id"], name="survey_tasks_of_survey"),
            models.Index(fields=["collector", "state", "survey"], name="survey_tasks_of_collector"),
            models.Index(
                fields=["place", "-collected_at"], condition=Q(collected_at__isnull=False),
                name="survey_tasks_of_place",
            ),
            models.Index(fields=["collected_at", "id"], condition=Q(state="collected"), name="survey_tasks_to_verify"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("places:survey_task", args=[self.pk])

    @property
    def subject(self) -> Subject:
        return Subject(self.SUBJECT, str(self.pk))

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def spot(self) -> dict[str, Any]:
        """Where it is, as GeoJSON."""
        return {"type": "Point", "coordinates": [self.point.x, self.point.y]}


class SurveyTaskEvent(ChainedEvent):
    """One thing that happened to a task of a survey."""

    # No index of its own: survey_task_events_without_gaps begins with it.
    task = models.ForeignKey(SurveyTask, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event of a task of a survey")
        verbose_name_plural = _("events of tasks of surveys")
        ordering = ["task", "seq"]
        constraints = [models.UniqueConstraint(fields=["task", "seq"], name="survey_task_events_without_gaps")]
