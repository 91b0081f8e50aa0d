"""Permits with their histories: who may occupy, dig, advertise, carry muck or discharge, where and how long."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.words import TextParts
from common.workflow.events import ChainedEvent
from departments.models import Department
from places.choices import PermitKind
from places.models.places import Place
from places.querysets import PermitQuerySet
from places.workflow import PermitState

SEARCHED = ("holder", "purpose", "number")


class Permit(models.Model):
    """许可. It holds from `starts_on` to `ends_on`, both days included; `unit` decides on it.

    It is for a place, or for a point or an area in the street. `turns_on` is the day on which the clock moves it next;
    `version` counts the moves, `seq` the events.
    """

    SEARCHED = SEARCHED  # by a part of which it is found, beside the name of its place

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(_("number"), max_length=40, unique=True)
    content_hash = models.CharField(max_length=64, editable=False)  # tells a retry from a clash of ids
    kind = models.CharField(_("kind"), max_length=10, choices=PermitKind.choices)
    holder = models.CharField(_("holder"), max_length=100)
    purpose = models.CharField(_("what for"), max_length=200)
    conditions = models.CharField(_("conditions"), max_length=500, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="permits", verbose_name=_("place")
    )
    point = models.PointField(srid=4326)
    boundary = models.GeometryField(srid=4326, null=True, blank=True)
    unit = models.ForeignKey(Department, models.PROTECT, related_name="permits", verbose_name=_("unit"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=12, choices=PermitState.choices, default=PermitState.APPLIED)
    version = models.PositiveIntegerField(default=1)
    seq = models.PositiveIntegerField(default=1)
    applied_at = models.DateTimeField(_("applied for"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    turns_on = models.DateField(null=True, blank=True)

    objects = PermitQuerySet.as_manager()

    class Meta:
        verbose_name = _("permit")
        verbose_name_plural = _("permits")
        ordering = ["-applied_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="permit_ends_after_it_starts"),
        ]
        indexes = [
            models.Index(fields=["-applied_at", "-id"], name="permits_newest"),
            models.Index(fields=["turns_on"], condition=Q(turns_on__isnull=False), name="permits_that_turn"),
            models.Index(fields=["ends_on"], condition=Q(state="in_force"), name="permits_in_force"),
            GinIndex(TextParts(*SEARCHED), name="permit_parts"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("places:permit", args=[self.pk])


class PermitEvent(ChainedEvent):
    """One thing that happened to a permit."""

    # No index of its own: permit_events_without_gaps begins with it.
    permit = models.ForeignKey(Permit, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event of a permit")
        verbose_name_plural = _("events of permits")
        ordering = ["permit", "seq"]
        constraints = [models.UniqueConstraint(fields=["permit", "seq"], name="permit_events_without_gaps")]
