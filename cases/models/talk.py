from django.conf import settings
from django.db import models
from django.urls import reverse
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


class Attachment(models.Model):
    """A document, sound or film beside the photos: kept as it came, never shown in place, only handed out as a file."""

    id = models.UUIDField(primary_key=True)  # made by the client
    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments", db_index=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    uploaded_at = models.DateTimeField()
    name = models.CharField(_("file name"), max_length=120)  # without its ending: that comes from the content
    kind = models.CharField(max_length=8)  # a key of common.documents.KINDS, read from the content
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["uploaded_at", "id"]
        indexes = [
            models.Index(fields=["case", "uploaded_at"], name="attachments_of_case"),
            models.Index(fields=["uploaded_by", "uploaded_at"], name="attachments_of_the_hour"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("api:attachment", args=[self.pk])

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.kind}"

    @property
    def stored_name(self) -> str:
        return f"attachments/{self.pk.hex[:2]}/{self.pk.hex}"
