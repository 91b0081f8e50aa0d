"""A unit objects to a deduction; somebody who did not walk the round decides."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.owed import Lamp, lamp
from common.subjects import Subject
from common.workflow.events import ChainedEvent
from departments.models import Department
from rounds.models.findings import Finding
from rounds.querysets.objections import ObjectionQuerySet
from rounds.workflow.objections import FINAL, ObjectionState


class Objection(models.Model):
    """Under an id that was made where it was typed. `due_at` is when its answer is owed; then it lapses."""

    SUBJECT = "objection"  # its kind, where photos and notices belong to it

    id = models.UUIDField(primary_key=True)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="objections", db_index=False)
    unit = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("unit"))
    grounds = models.TextField(_("grounds"))
    state = models.CharField(_("state"), max_length=12, choices=ObjectionState.choices, default=ObjectionState.RAISED)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    raised_at = models.DateTimeField(_("raised"))
    warn_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("answer due"))
    level = models.PositiveSmallIntegerField(default=0)
    next_chase_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    words = models.TextField(_("answer"), blank=True)
    content_hash = models.CharField(max_length=64)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-raised_at"]
        constraints = [
            # What a unit has withdrawn it may say again while its term lasts.
            models.UniqueConstraint(
                fields=["finding"], condition=~Q(state=ObjectionState.WITHDRAWN), name="one_objection_to_a_finding"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(ObjectionState.UPHELD, ObjectionState.DISMISSED), decided_by__isnull=False)
                | ~Q(state__in=(ObjectionState.UPHELD, ObjectionState.DISMISSED)),
                name="objection_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state=ObjectionState.RAISED), name="objections_due"),
            models.Index(
                fields=["next_chase_at"], condition=Q(next_chase_at__isnull=False), name="objections_to_chase"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_state_display()}"

    @property
    def subject(self) -> Subject:
        return Subject(self.SUBJECT, str(self.pk))

    @property
    def is_open(self) -> bool:
        return self.state not in FINAL

    def lamp(self, *, at: datetime) -> Lamp:
        """Whether its answer is late; grey once it is withdrawn."""
        due_at = None if self.state == ObjectionState.WITHDRAWN else self.due_at
        return lamp(warn_at=None, due_at=due_at, at=self.decided_at or at)


class ObjectionEvent(ChainedEvent):
    """One thing that happened to an objection."""

    # No index of its own: objection_events_without_gaps begins with it.
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event of an objection")
        verbose_name_plural = _("events of objections")
        ordering = ["objection", "seq"]
        constraints = [models.UniqueConstraint(fields=["objection", "seq"], name="objection_events_without_gaps")]
