from django.db import models
from django.utils.translation import gettext_lazy as _


class IntegrityReport(models.Model):
    """One look through the live database (`manage.py fsck`, and every night): what was wrong, and how much.

    `findings` is a list of [name of the check, how many, the first few by name], of those only that found something.
    """

    at = models.DateTimeField(db_index=True)
    wrong = models.PositiveIntegerField()
    findings = models.JSONField(default=list)

    class Meta:
        verbose_name = _("integrity report")
        verbose_name_plural = _("integrity reports")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.wrong}"
