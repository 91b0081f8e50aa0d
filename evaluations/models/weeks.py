from django.db import models
from django.utils.translation import gettext_lazy as _


class ToldWeek(models.Model):
    """A week whose letter was written; `monday` is its first day. The numbers are not kept: who reads it counts them.

    Its row and the promise of its letters are one transaction, so that two clocks tell a week once.
    """

    monday = models.DateField(unique=True)
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("week that was told")
        verbose_name_plural = _("weeks that were told")
        ordering = ["-monday"]

    def __str__(self) -> str:
        return str(self.monday)
