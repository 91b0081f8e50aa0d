"""Kinds of places as data, each with the fields that only places of this kind have."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from places.choices import FieldType


class Named(models.Model):
    """What has a name of the city's language, and maybe an English one."""

    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name


class PlaceKind(Named):
    """场所类别: shop, building site, compound, market, school, fire lane, toilet, station, checkpoint, hot spot …"""

    code = models.CharField(_("code"), max_length=32, unique=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("kind of place")
        verbose_name_plural = _("kinds of places")
        ordering = ["code"]


class PlaceField(Named):
    """A field that the places of one kind have: the licence of a shop, whether a compound has a manager."""

    kind = models.ForeignKey(PlaceKind, models.PROTECT, related_name="fields", db_index=False)
    code = models.CharField(_("code"), max_length=32)
    type = models.CharField(_("type"), max_length=8, choices=FieldType.choices, default=FieldType.TEXT)
    choices = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # of a choice
    required = models.BooleanField(_("required"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("field of a kind")
        verbose_name_plural = _("fields of kinds")
        ordering = ["kind", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="one_field_of_a_code")]
