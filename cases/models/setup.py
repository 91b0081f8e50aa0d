"""What a city decides about its cases: routing rules, limits of the desk's stages, which source takes which road."""

from django.db import models
from django.db.models import Case as When_
from django.db.models import F, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from cases.models.catalogue import Category, FilingCondition, MajorClass, Urgency
from cases.workflow import Stage
from common.worktime import Limit, LimitUnit
from departments.models import Department
from grids.models import Area, DutyGrid, UnitGrid


class Source(models.TextChoices):
    INSPECTOR = "inspector", _("Inspector")
    HOTLINE = "hotline", _("Hotline")
    PUBLIC = "public", _("Public")
    LEADER = "leader", _("Leader")
    VIDEO = "video", _("Video")
    MEDIA = "media", _("Media")
    WEB = "web", _("Web")
    PETITION = "petition", _("Petition")
    IOT = "iot", _("Sensor")
    UAV = "uav", _("Drone")
    AI = "ai", _("AI")
    INSPECTION = "inspection", _("Inspection")
    MEETING = "meeting", _("Meeting")


class Road(models.TextChoices):
    AUTO = "auto", _("Filed and dispatched by rule at once")
    DESK = "desk", _("Accepted and filed at the desk first")
    VERIFY = "verify", _("Verified on the spot first")


class IntakeRoad(models.Model):
    """Which road a source takes; a source without a row goes to the desk."""

    source = models.CharField(max_length=12, choices=Source.choices, unique=True)
    road = models.CharField(max_length=6, choices=Road.choices)

    def __str__(self) -> str:
        return f"{self.source}: {self.road}"


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


def _key(*columns: str) -> When_:
    """`column:id` of the first column that is set, else `*`."""
    whens = [
        When(
            **{f"{column}_id__isnull": False},
            then=Concat(Value(f"{column}:"), Cast(F(f"{column}_id"), models.CharField())),
        )
        for column in columns
    ]
    return When_(*whens, default=Value("*"), output_field=models.CharField())


class RoutingRule(models.Model):
    """What (condition, subclass, class or anything) × where (unit grid … district or anywhere) → unit.

    `what` and `where` are the rule's two keys; finding all rules that could fit a case is one look at one index,
    whatever the number of rules (cases/routing.py).
    """

    condition = models.ForeignKey(FilingCondition, models.CASCADE, null=True, blank=True)
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True)
    major = models.ForeignKey(MajorClass, models.CASCADE, null=True, blank=True)
    unit_grid = models.ForeignKey(UnitGrid, models.CASCADE, null=True, blank=True)
    duty_grid = models.ForeignKey(DutyGrid, models.CASCADE, null=True, blank=True)
    area = models.ForeignKey(Area, models.CASCADE, null=True, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="rules")
    effective_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    what = models.GeneratedField(
        expression=_key("condition", "category", "major"), output_field=models.CharField(max_length=40), db_persist=True
    )
    where = models.GeneratedField(
        expression=_key("unit_grid", "duty_grid", "area"), output_field=models.CharField(max_length=40), db_persist=True
    )

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        indexes = [models.Index(fields=["what", "where"], name="rules_that_could_fit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("effective_from")), name="rule_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["what", "where"], condition=Q(ended_on=None), name="one_rule_for_what_and_where"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.what} @ {self.where} → {self.department_id}"
