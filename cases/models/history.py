import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.workflow import SYSTEM


class CaseEvent(models.Model):
    """One thing that happened to a case. Append-only: triggers refuse UPDATE, DELETE and TRUNCATE.

    A trigger also numbers the chain: it refuses a `seq` that leaves a gap and writes `prev_hash` and `hash` (SHA-256
    over the row's text and the hash before it), so that every door, raw SQL included, writes the same history.
    """

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4
    )  # made by the client for moves, which makes retries safe
    # No index of its own: events_without_gaps begins with it.
    case = models.ForeignKey(Case, models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField()
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    actor = models.CharField(max_length=20, blank=True)  # the system's name where no person acted
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="events_without_gaps")]

    def __str__(self) -> str:
        return f"{self.seq} {self.move}"

    @property
    def who(self) -> str:
        return str(self.by) if self.by is not None else (self.actor or SYSTEM)
