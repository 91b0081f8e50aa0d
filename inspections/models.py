"""Visits (核实, 核查 and re-checks by chance), and who is in the street just now."""

from datetime import datetime

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from common.owed import Lamp, lamp
from inspections.querysets import PresenceQuerySet, VisitQuerySet
from inspections.workflow import LIVE, Kind, VisitState

_GIVEN = Q(state=VisitState.GIVEN)


class Visit(models.Model):
    """Somebody is to go and look at a case. Who changes a visit holds the lock of its case."""

    # Foreign keys have no index of their own where a constraint or an index below begins with them.
    case = models.ForeignKey(Case, models.PROTECT, related_name="visits", db_index=False)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    since = models.PositiveIntegerField()  # number of the event that asked for it: asked once, ordered once
    state = models.CharField(_("state"), max_length=8, choices=VisitState.choices, default=VisitState.WAITING)
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
            models.Index(fields=["inspector", "due_at"], condition=_GIVEN, name="visits_of_inspector"),
            models.Index(fields=["due_at"], condition=_GIVEN, name="visits_due"),
            models.Index(fields=["state", "ordered_at"], condition=Q(state__in=LIVE), name="visits_live"),
            models.Index(
                fields=["case"], condition=Q(kind=Kind.RECHECK, state=VisitState.DONE, passed=False),
                name="visits_failed",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.case_id} {self.get_state_display()}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def lamp(self, *, at: datetime) -> Lamp:
        return lamp(warn_at=None, due_at=self.due_at, at=self.done_at or at)


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
