from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Folding(models.Model):
    """How far the counters have followed the feed of changes; at most one row.

    `position` moves in the transaction that changes the counters. `counts` says by which version of the dictionary and
    in which time zone they were counted: with another one they are counted anew, and while the old ones go it is empty.
    `turn` counts the transactions that changed counters.
    `whole_at` is when they held all that had happened, written at most every few seconds.
    `counted_to` is the last case that was counted while all are counted anew, empty once they are.
    """

    position = models.BigIntegerField(default=0)
    counts = models.CharField(max_length=80)
    turn = models.BigIntegerField(default=1, db_default=1)
    counted_to = models.UUIDField(null=True)
    whole_at = models.DateTimeField(default=timezone.now, db_default=Now())

    class Meta:
        verbose_name = _("state of the counters")
        verbose_name_plural = _("state of the counters")

    def __str__(self) -> str:
        return f"{self.counts}: {self.position}"
