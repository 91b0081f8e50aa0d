"""Several units on one case: parts of a joint disposal (协同), and disputes about who owes it (推诿, 仲裁)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from departments.models import Department


class Part(models.Model):
    """What an assisting unit does for a case, with its own clock. The case is disposed of when all parts are."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="parts", db_index=False)
    task = models.TextField(_("task"))
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parts")
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "department"], condition=Q(finished_at=None), name="one_open_part_per_unit"
            )
        ]
        indexes = [models.Index(fields=["department", "case"], name="part_of_unit")]

    def __str__(self) -> str:
        return f"{self.department}: {self.task}"


class Reason(models.TextChoices):
    """Why a unit sends a case back."""

    WRONG_UNIT = "wrong_unit", _("Another unit answers for it")
    WRONG_PLACE = "wrong_place", _("The place is wrong or cannot be found")
    WRONG_CLASS = "wrong_class", _("It is something else")
    NOT_FOUND = "not_found", _("The problem is not there")
    NO_POWER = "no_power", _("The unit has no power to act")
    OTHER = "other", _("Other")


class Ruling(models.TextChoices):
    """What else comes of a ruling."""

    ONCE = "once", _("For this case only")
    PRECEDENT = "precedent", _("As a precedent")
    RULE = "rule", _("As a routing rule from now on")


class Dispute(models.Model):
    """Units that each say another one owes the fix; ends with a ruling."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="disputes")
    opened_at = models.DateTimeField()
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="rulings")
    why = models.TextField(blank=True)
    ruling = models.CharField(max_length=10, choices=Ruling.choices, blank=True)

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ruled_at=None), name="one_open_dispute_per_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.opened_at}"


class DisputeStatement(models.Model):
    """What one unit says: why it does not owe the fix, and who does."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="dispute_statements")
    department = models.ForeignKey(Department, models.PROTECT, related_name="dispute_statements", db_index=False)
    blames = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    reason_class = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("dispute statement")
        verbose_name_plural = _("dispute statements")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["department", "case"], name="ground_of_unit")]

    def __str__(self) -> str:
        return f"{self.department}: {self.text}"
