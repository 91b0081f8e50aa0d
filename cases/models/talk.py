from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class Comment(models.Model):
    """Something said about a case. Append-only: a trigger lets nothing change but that the author withdraws it."""

    id = models.UUIDField(primary_key=True)  # made by the client, which makes retries safe
    case = models.ForeignKey(Case, models.PROTECT, related_name="comments", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(_("comment"))
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["case", "at", "id"], name="comments_of_case")]

    def __str__(self) -> str:
        return f"{self.by_id} → {self.case_id}"

    @property
    def shown(self) -> str:
        """What may be read of it: of a withdrawn one nothing."""
        return "" if self.withdrawn_at else self.text
