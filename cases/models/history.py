from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from common.workflow import ERASE
from common.workflow.events import ChainedEvent


class CaseEvent(ChainedEvent):
    """One thing that happened to a case."""

    # No index of its own: events_without_gaps begins with it.
    case = models.ForeignKey(Case, models.PROTECT, related_name="events", db_index=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="events_without_gaps")]
        indexes = [models.Index(fields=["at", "id"], condition=models.Q(move=ERASE), name="words_erased")]
