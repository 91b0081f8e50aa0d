"""Lists of cases as workbooks that take longer to make than a request may last."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    MAKING = "making", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be made")
    GONE = "gone", _("Not kept any more")


class CaseExport(models.Model):
    """A workbook that somebody asked for: `question` is what stands behind the question mark of the list's address.

    `beat_at` is the last sign of life of whoever makes it, `tries` how many began: with the number of its own try a
    maker that was given up cannot write over the next one's work. `name` is the file's under MEDIA_ROOT.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    question = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateTimeField(null=True, blank=True)
    name = models.CharField(max_length=100, blank=True)
    why = models.CharField(max_length=200, blank=True)  # it could not be made

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at"]
        indexes = [
            models.Index(fields=["by", "-asked_at"], name="exports_of_person"),
            models.Index(fields=["asked_at"], condition=Q(state__in=("waiting", "making")), name="exports_to_make"),
            models.Index(fields=["kept_until"], condition=Q(state="ready"), name="exports_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.by_id} {self.asked_at:%Y-%m-%d %H:%M}"
