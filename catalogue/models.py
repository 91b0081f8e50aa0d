"""The catalogue: taxonomies, classes, subclasses, filing conditions with their limits, limits of stages, intake.

A subclass has several filing conditions and each its own limit. Nothing a case refers to is deleted: it ends.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from catalogue.choices import Claim, Intake, MatterKind, Source, Stage, Urgency
from catalogue.querysets import CategoryQuerySet
from common.worktime import Limit, LimitUnit


class Taxonomy(models.Model):
    """A version of the standard's directory, such as GB/T 47678.5-2026; code lengths differ between them."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    effective_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("taxonomy")
        verbose_name_plural = _("taxonomies")

    def __str__(self) -> str:
        return self.code


class MajorClass(models.Model):
    """大类."""

    taxonomy = models.ForeignKey(Taxonomy, models.PROTECT, related_name="classes")
    kind = models.CharField(max_length=10, choices=MatterKind.choices)
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["taxonomy", "kind", "code"], name="one_class_per_code")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name


class Category(models.Model):
    """小类: what kind of problem. `name` is Chinese, `name_en` English; `initials` are pinyin initials for search."""

    taxonomy = models.ForeignKey(Taxonomy, models.PROTECT, related_name="categories")
    major = models.ForeignKey(MajorClass, models.PROTECT, related_name="categories")
    kind = models.CharField(max_length=10, choices=MatterKind.choices)
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(max_length=150, blank=True)
    initials = models.CharField(max_length=100, blank=True)
    code_2013 = models.CharField(max_length=10, blank=True)
    private = models.BooleanField(default=False, db_default=False)  # its cases are, from their report on
    unit_type = models.CharField(max_length=40, blank=True)  # the kind of unit that usually answers, a hint for rules
    status = models.CharField(max_length=30, blank=True)  # standard or local, as the catalogue says
    effective_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("subclass")
        verbose_name_plural = _("subclasses")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["taxonomy", "kind", "code"], name="one_subclass_per_code")]
        indexes = [models.Index(fields=["code"], condition=Q(ended_on=None), name="category_in_force")]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name


class FilingCondition(models.Model):
    """立案条件 with its limit and its closing condition 结案条件."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    closing_text = models.TextField(blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    limit_value = models.DecimalField(max_digits=7, decimal_places=2)
    limit_unit = models.CharField(max_length=12, choices=[(unit.value, unit.value) for unit in LimitUnit])
    source = models.CharField(max_length=40, blank=True)  # whose limit this is: one city's manual, or a proposal
    effective_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("filing condition")
        verbose_name_plural = _("filing conditions")
        ordering = ["category", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "number"], condition=Q(ended_on=None), name="one_condition_per_number"
            ),
            models.CheckConstraint(condition=Q(limit_value__gt=0), name="limit_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id}/{self.number}"

    @property
    def limit(self) -> Limit:
        return Limit(self.limit_value, LimitUnit(self.limit_unit))


class IntakePolicy(models.Model):
    """What is done first with the reports of a source; those of a source without a row go to the desk."""

    source = models.CharField(max_length=12, choices=Source.choices, unique=True)
    intake = models.CharField(max_length=6, choices=Intake.choices)

    def __str__(self) -> str:
        return f"{self.source}: {self.intake}"


class SourceClaim(models.Model):
    """From which sources a role may report, or one person of it, and the one that counts where none is said."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    person = models.CharField(max_length=150, blank=True, default="")  # a user name; "" is everybody of the role
    sources = ArrayField(models.CharField(max_length=12, choices=Source.choices))
    default = models.CharField(max_length=12, choices=Source.choices)

    class Meta:
        verbose_name = _("sources of a role")
        verbose_name_plural = _("sources of the roles")
        constraints = [models.UniqueConstraint(fields=["role", "person"], name="one_claim_of_each")]

    def __str__(self) -> str:
        return f"{self.role} {self.person}: {self.default}"

    @property
    def claim(self) -> Claim:
        return Claim(self.default, tuple(self.sources))


class StageLimit(models.Model):
    """How long the desk or the inspector has for a stage; disposal has the limit of the filing condition.

    An empty source or urgency means any; the row that says more wins, the source before the urgency.
    """

    stage = models.CharField(max_length=10, choices=Stage.choices)
    source = models.CharField(max_length=12, choices=Source.choices, blank=True, default="")
    urgency = models.CharField(max_length=10, choices=Urgency.choices, blank=True, default="")
    value = models.DecimalField(max_digits=7, decimal_places=2)
    unit = models.CharField(max_length=12, choices=[(unit.value, unit.value) for unit in LimitUnit])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stage", "source", "urgency"], name="one_limit_per_stage")]

    def __str__(self) -> str:
        return f"{self.stage}: {self.value} {self.unit}"

    @property
    def limit(self) -> Limit:
        return Limit(self.value, LimitUnit(self.unit))
