"""Zones: where something may be, may not be at certain hours, or where the city is of a certain kind."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from places.choices import SPEAKING, ZoneKind
from places.querysets import ZoneQuerySet


class Zone(models.Model):
    """A part of the city with a rule or a character of its own.

    Permitted stalls (疏导区) and control areas speak of some `classes` (codes of classes or subclasses; none: of all)
    at some `hours` (as common.periods writes a band, without its first word; empty: always). The other kinds say what
    the surroundings are: 城中村, 城乡结合部, 背街小巷, 三无楼院, 校园周边.
    """

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=14, choices=ZoneKind.choices)
    boundary = models.GeometryField(srid=4326)  # Polygon or MultiPolygon
    classes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    hours = models.CharField(_("hours"), max_length=100, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("started_on")), name="zone_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def concerns(self, category: str) -> bool:
        """Whether it speaks of cases of this subclass (its code); without a code, of any."""
        if self.kind not in SPEAKING:
            return False
        return not category or not self.classes or any(category.startswith(each) for each in self.classes)
