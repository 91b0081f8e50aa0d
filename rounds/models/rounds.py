"""A round with its draw and its stops: what was to be looked at, who walked it, and how it ended."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.ids import growing_id
from common.owed import Lamp, lamp
from common.subjects import Subject
from common.workflow.events import ChainedEvent
from departments.models import Group
from places.choices import Result, Risk
from places.models import Place
from rounds.choices import Openness, Scope, Selection
from rounds.models.checklists import ChecklistVersion
from rounds.models.plans import Plan
from rounds.querysets.rounds import RoundQuerySet, StopQuerySet
from rounds.workflow.rounds import OWED, RoundState
from rounds.workflow.stops import StopState


class Round(models.Model):
    """督查: one walk by a plan, due at the end of a window of its frequency.

    A plan has one round for a due day; each further draw for that day is a new round, one `attempt` higher, with a
    `reason` on record, and `replaces` the one before. The ways of looking are those of the plan when the round was
    made. `due_at` belongs to the window and stands; `objections_until` is set when it is handed in. `version` counts
    the moves, `seq` the events, `level` and `next_chase_at` are the chase's (common.owed).
    """

    SUBJECT = "round"  # its kind, where notices and the like belong to it

    id = models.UUIDField(primary_key=True, default=growing_id)
    number = models.CharField(_("number"), max_length=40, unique=True)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds", verbose_name=_("plan"), db_index=False)
    due_on = models.DateField(_("due on"))
    attempt = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("group"))
    title = models.CharField(_("title"), max_length=100)
    selection = models.CharField(_("selection"), max_length=8, choices=Selection.choices)
    openness = models.CharField(_("openness"), max_length=8, choices=Openness.choices)
    scope = models.CharField(_("scope"), max_length=14, choices=Scope.choices)
    checklist = models.ForeignKey(  # frozen when its places are drawn
        ChecklistVersion, models.PROTECT, null=True, blank=True, related_name="rounds", verbose_name=_("checklist")
    )
    state = models.CharField(_("state"), max_length=12, choices=RoundState.choices, default=RoundState.PLANNED)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("made"))
    begins_at = models.DateTimeField(_("begins"))
    draws_at = models.DateTimeField(_("drawn at"))  # the hour; None of its places is known before
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("due"))
    level = models.PositiveSmallIntegerField(default=0)
    next_chase_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(_("set out"), null=True, blank=True)
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    objections_until = models.DateTimeField(_("objections until"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    # Written when it is settled: what was asked, and what was lost of it after all objections.
    marks_possible = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    marks_lost = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-due_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "due_on", "attempt"], name="one_round_of_a_plan_and_day"),
            models.CheckConstraint(condition=Q(attempt=1) | ~Q(reason=""), name="another_draw_has_a_reason"),
            models.CheckConstraint(condition=Q(due_at__gte=F("begins_at")), name="round_is_due_after_it_begins"),
        ]
        indexes = [
            models.Index(fields=["-due_on", "-id"], name="rounds_newest"),
            models.Index(fields=["draws_at"], condition=Q(state="planned"), name="rounds_to_draw"),
            models.Index(fields=["due_at"], condition=Q(state__in=("planned", "drawn")), name="rounds_to_miss"),
            models.Index(fields=["next_chase_at"], condition=Q(next_chase_at__isnull=False), name="rounds_to_chase"),
            models.Index(fields=["state", "-due_on"], name="rounds_by_state"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("rounds:round", args=[self.pk])

    @property
    def subject(self) -> Subject:
        return Subject(self.SUBJECT, str(self.pk))

    def lamp(self, *, at: datetime) -> Lamp:
        """Grey where nobody has to walk it any more and nobody did."""
        if self.state in OWED:
            return lamp(warn_at=self.warn_at, due_at=self.due_at, at=at)
        return lamp(warn_at=None, due_at=self.due_at if self.handed_in_at else None, at=self.handed_in_at or at)


class RoundEvent(ChainedEvent):
    """One thing that happened to a round."""

    # No index of its own: round_events_without_gaps begins with it.
    round = models.ForeignKey(Round, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event of a round")
        verbose_name_plural = _("events of rounds")
        ordering = ["round", "seq"]
        constraints = [models.UniqueConstraint(fields=["round", "seq"], name="round_events_without_gaps")]


class Draw(models.Model):
    """How the places of a round were found: enough to find them again by the same arithmetic. Append-only.

    `seed` is made at the hour of the draw and never before. `frame` lists what could be drawn, in the order in which it
    was: the number of each place and its weight. `size` is how many were wanted, `frame_hash` proves the frame.
    """

    round = models.OneToOneField(Round, models.PROTECT, related_name="draw", primary_key=True)
    selection = models.CharField(max_length=8, choices=Selection.choices)
    seed = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    frame = models.JSONField()
    drawn_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")

    def __str__(self) -> str:
        return f"{self.round_id} {self.size}"


class Stop(models.Model):
    """One place of a round. `order` is its turn on the way; `possible` and `lost` are its marks when it was looked
    at, `result` what the place got when the round was settled.

    `version` counts the moves, `seq` the events.
    """

    SUBJECT = "stop"  # its kind, where photos belong to it

    round = models.ForeignKey(Round, models.PROTECT, related_name="stops", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="stops", verbose_name=_("place"))
    order = models.PositiveIntegerField(_("order"))
    state = models.CharField(_("state"), max_length=12, choices=StopState.choices, default=StopState.OPEN)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # why nobody could look
    possible = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    lost = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    result = models.CharField(_("result"), max_length=8, choices=Result.choices, blank=True)  # when it is settled
    # What the archive said of the place before it was told the result, so that an objection can correct it.
    risk_before = models.CharField(max_length=8, choices=Risk.choices, blank=True, db_default="", default="")

    objects = StopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="no_place_twice_in_a_round"),
            models.UniqueConstraint(fields=["round", "order"], name="one_stop_at_a_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.place}"

    @property
    def subject(self) -> Subject:
        return Subject(self.SUBJECT, str(self.pk))


class StopEvent(ChainedEvent):
    """One thing that happened to a stop."""

    # No index of its own: stop_events_without_gaps begins with it.
    stop = models.ForeignKey(Stop, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event of a stop")
        verbose_name_plural = _("events of stops")
        ordering = ["stop", "seq"]
        constraints = [models.UniqueConstraint(fields=["stop", "seq"], name="stop_events_without_gaps")]
