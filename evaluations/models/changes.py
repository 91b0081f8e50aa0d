from django.db import models
from django.utils.translation import gettext_lazy as _


class DayChange(models.Model):
    """When the counters of a day changed last: in which turn of folding. Turns are committed in their order.

    A day keeps its row when nothing is left of its counters, so that who keeps a copy hears of that too.
    """

    day = models.DateField(primary_key=True)
    turn = models.BigIntegerField()

    class Meta:
        verbose_name = _("changed day of the counters")
        verbose_name_plural = _("changed days of the counters")
        indexes = [models.Index(fields=["turn", "day"], name="day_changed")]

    def __str__(self) -> str:
        return f"{self.day}: {self.turn}"
