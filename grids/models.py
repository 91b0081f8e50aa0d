"""Where: areas, unit grids 单元网格, duty grids 责任网格, components 部件, and what the map is drawn from.

Nothing here is deleted: a grid or area that ceases to be gets an end date, for old cases keep their old code.
All geometry is WGS 84.
"""

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from grids.querysets import AreaQuerySet, OutlineQuerySet, UnitGridQuerySet


class Level(models.TextChoices):
    DISTRICT = "district", _("District")
    STREET = "street", _("Sub-district")
    COMMUNITY = "community", _("Community")


class Dated(models.Model):
    started_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("started_on")), name="%(class)s_ends_after_it_starts"
            ),
        ]


class Area(Dated):
    """A district, sub-district or community; codes as GB/T 2260 and its extensions (6, 9 and 12 digits) in China."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    geom = models.MultiPolygonField(srid=4326)

    objects = AreaQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["code"]
        abstract = False

    def __str__(self) -> str:
        return self.name


class DutyGrid(Dated):
    """责任网格: a set of unit grids with the inspectors who walk it."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    inspectors = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="duty_grids")

    class Meta(Dated.Meta):
        verbose_name = _("duty grid")
        verbose_name_plural = _("duty grids")
        ordering = ["code"]
        abstract = False

    def __str__(self) -> str:
        return self.name


class Grade(models.TextChoices):
    A = "A", _("Core area")
    B = "B", _("Ordinary area")
    C = "C", _("Outer area")


MOST_PEOPLE, HARDEST = 1_000_000, 5


class UnitGrid(Dated):
    """单元网格: the smallest managed polygon, about 10,000 m²; in China a code of 15 characters (6 + 3 + 3 + 3)."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    community = models.ForeignKey(Area, models.PROTECT, related_name="unit_grids")
    duty_grid = models.ForeignKey(DutyGrid, models.PROTECT, null=True, blank=True, related_name="unit_grids")
    geom = models.PolygonField(srid=4326)
    area_m2 = models.PositiveIntegerField(_("area in m²"), default=0)
    land_use = models.CharField(_("land use"), max_length=40, blank=True)
    grade = models.CharField(_("management grade"), max_length=1, choices=Grade.choices, default=Grade.B)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    difficulty = models.PositiveSmallIntegerField(_("difficulty"), null=True, blank=True)  # 1 (easy) to HARDEST

    objects = UnitGridQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("unit grid")
        verbose_name_plural = _("unit grids")
        ordering = ["code"]
        abstract = False
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(population=None) | Q(population__lte=MOST_PEOPLE), name="unit_grid_has_so_many_people"
            ),
            models.CheckConstraint(
                condition=Q(difficulty=None) | Q(difficulty__range=(1, HARDEST)), name="unit_grid_is_so_difficult"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Outline(models.Model):
    """An outline that an area or a unit grid had from `since` up to the day `until`, or waits to have (both are null).

    `kind` is that of its register, `code` the place. By `fingerprint` the change log and plans name an outline, for
    nobody reads a polygon there. Old outlines stay: the cases of their time keep the place that they were in.
    """

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=32)
    fingerprint = models.CharField(max_length=8)
    geom = models.GeometryField(srid=4326, spatial_index=False)  # asked for by place, never by where it lies
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    objects = OutlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")
        ordering = ["kind", "code", "-until", "-pk"]
        indexes = [models.Index(fields=["kind", "code"], name="outlines_of_a_place")]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.fingerprint}"


class ComponentState(models.TextChoices):
    INTACT = "intact", _("Intact")
    BROKEN = "broken", _("Broken")
    LOST = "lost", _("Lost")
    ABANDONED = "abandoned", _("Abandoned")
    REMOVED = "removed", _("Removed")


class Component(models.Model):
    """管理部件: a facility in the street. Codes of its category and owner, as the standard's attributes give them."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=100)
    category_code = models.CharField(_("category"), max_length=10)
    owner_code = models.CharField(_("owner unit"), max_length=40, blank=True)
    point = models.PointField(srid=4326)
    state = models.CharField(_("state"), max_length=10, choices=ComponentState.choices, default=ComponentState.INTACT)

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class BaseMapKind(models.TextChoices):
    ROAD = "road", _("Road")
    WATER = "water", _("Water")
    GREEN = "green", _("Green")
    BUILDING = "building", _("Building")
    MARKET = "market", _("Market")


class BaseMapFeature(models.Model):
    """What the map is drawn from when there is no tile server: roads, water, parks, markets."""

    kind = models.CharField(max_length=10, choices=BaseMapKind.choices, db_index=True)
    name = models.CharField(max_length=100, blank=True)
    rank = models.PositiveSmallIntegerField(default=3)  # 1 trunk, 2 main, 3 minor: small scales draw low ranks only
    geom = models.GeometryField(srid=4326)

    class Meta:
        verbose_name = _("base map feature")
        verbose_name_plural = _("base map features")

    def __str__(self) -> str:
        return self.name or self.get_kind_display()


class CityVersion(models.Model):
    """One row that counts the loads of reference data, so that answers can carry an ETag."""

    number = models.PositiveIntegerField(default=0)
    loaded_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=100, blank=True)
    datum = models.CharField(max_length=6, default="wgs84")
    centre = models.PointField(srid=4326, null=True, blank=True)  # where a map begins

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"
