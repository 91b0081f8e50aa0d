"""A place: something that stands in the city and that somebody answers for."""

from typing import Any

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.subjects import Subject
from common.words import TextParts
from departments.models import Department
from grids.models import Area
from places.choices import Result, Risk
from places.models.kinds import PlaceKind
from places.querysets import PlaceQuerySet

SEARCHED = ("name", "address", "responsible", "code")


class Place(models.Model):
    """场所: 一户一档, 一场一档. `details` has what its kind asks for beyond the columns: texts by the field's code.

    `responsible` answers for it; name and telephone are shown to who needs them, and each look is on record. `street`
    and `community` follow from the point. It ends on its first day without it (`ended_on`) and is never deleted.
    """

    SUBJECT = "place"  # its kind, where photos, notices, records of looks and the like belong to it
    SEARCHED = SEARCHED  # by a part of which it is found

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.ForeignKey(PlaceKind, models.PROTECT, related_name="places", verbose_name=_("kind"), db_index=False)
    point = models.PointField(srid=4326)
    boundary = models.GeometryField(srid=4326, null=True, blank=True)  # Polygon or MultiPolygon
    address = models.CharField(_("address"), max_length=200, blank=True)
    responsible = models.CharField(_("responsible person"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    unit = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="places", verbose_name=_("unit")
    )
    risk = models.CharField(_("risk"), max_length=8, choices=Risk.choices, default=Risk.NORMAL)
    last_result = models.CharField(_("last result"), max_length=8, choices=Result.choices, blank=True)
    looked_on = models.DateField(_("looked at on"), null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    street = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    community = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("started_on")), name="place_ends_after_it_starts"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "code"], name="places_of_kind"),
            GinIndex(TextParts(*SEARCHED), name="place_parts"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("places:place", args=[self.code])

    @property
    def subject(self) -> Subject:
        return Subject(self.SUBJECT, self.code)

    @property
    def spot(self) -> dict[str, Any]:
        """Where it is, as GeoJSON."""
        return {"type": "Point", "coordinates": [self.point.x, self.point.y]}
