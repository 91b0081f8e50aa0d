from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One row of the outbox: work promised in the transaction that needs it, deleted by the one that does it.

    `reference` names what it is about; a handler looks the rest up, so that an old message cannot carry stale facts.
    A message that failed too often is `dead`: it keeps its last error and waits for a person, it is never dropped.
    """

    topic = models.CharField(max_length=40)
    reference = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    dead_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("outbox message")
        verbose_name_plural = _("outbox messages")
        indexes = [
            # Read by every pass of the drain; an idle pass looks at nothing else.
            models.Index(fields=["topic", "due_at", "id"], condition=Q(dead_at=None), name="outbox_due"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.reference}"


class Heartbeat(models.Model):
    """The last sign of life of a periodic job. In the database, since the clock may run on another machine."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    expected_by = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class Series(models.Model):
    """The last number given to papers of a kind in a year; common.series gives them out."""

    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("series of papers")
        verbose_name_plural = _("series of papers")
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="one_series_a_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
