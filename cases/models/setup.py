"""Which unit owns what and where."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Case as When_
from django.db.models import F, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from cases.querysets import RoutingRuleQuerySet
from catalogue.models import Category, FilingCondition, MajorClass
from departments.models import Department
from grids.models import Area, DutyGrid, UnitGrid


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
    whatever the number of rules (cases/routing/).
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

    objects = RoutingRuleQuerySet.as_manager()

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

    def earliest_end(self, today: date) -> date:
        """The first day that may be its first one without it: it speaks for a day at least, and ends in no past."""
        return max(today, self.effective_from + timedelta(days=1))
