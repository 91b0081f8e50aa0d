from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models import Case


class Fact(models.Model):
    """What was last counted of a case: the columns of the case that measures ask for, as they stood then.

    The counters change by what the case says now less what its fact said. Columns are called as those of the case, so
    that one condition counts on both; no unit, area or reporter is 0. Nothing else writes here, so keys have no
    constraint that would lock rows of the case for each of them.
    """

    case = models.OneToOneField(Case, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False)
    department = models.BigIntegerField()
    district = models.BigIntegerField()
    street = models.BigIntegerField()
    community = models.BigIntegerField()
    category = models.BigIntegerField()
    reporter = models.BigIntegerField()
    source = models.CharField(max_length=12)
    private = models.BooleanField()
    state = models.CharField(max_length=12)
    verified = models.BooleanField(null=True)
    exempt = models.BooleanField()
    appeal = models.CharField(max_length=8)
    disputing = ArrayField(models.BigIntegerField())
    rework_count = models.PositiveSmallIntegerField()
    send_back_count = models.PositiveSmallIntegerField()
    reopen_count = models.PositiveSmallIntegerField()
    extension_count = models.PositiveSmallIntegerField()
    suspension_count = models.PositiveSmallIntegerField()
    occurred_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    filed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("counted case")
        verbose_name_plural = _("counted cases")
        indexes = [
            # What falls due in the course of today: the counters know whole days only.
            models.Index(fields=["due_at"], name="fact_due"),
            # Own private reports of those who see no others.
            models.Index(fields=["reporter"], condition=models.Q(private=True), name="fact_private"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)
