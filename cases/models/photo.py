from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class PhotoKind(models.TextChoices):
    NEAR = "near", _("Near")
    FAR = "far", _("Far")
    BEFORE = "before", _("Before")
    AFTER = "after", _("After")


class PhotoStatus(models.TextChoices):
    RECEIVED = "received", _("Being processed")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Not usable")


class Photo(models.Model):
    """Evidence. The original is kept apart and never served; what is served was re-encoded by the platform."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="photos")
    kind = models.CharField(max_length=6, choices=PhotoKind.choices)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=PhotoStatus.choices, default=PhotoStatus.RECEIVED)
    refusal = models.CharField(max_length=200, blank=True)  # a key; `refusal_text` is the sentence
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    # What the device claims; shown as a claim, decides nothing.
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_lng = models.FloatField(null=True, blank=True)
    claimed_lat = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["uploaded_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def refusal_text(self) -> str:
        """Why it cannot be shown, in the reader's language."""
        sentences = {
            "unreadable": gettext("The photo is damaged or incomplete. Take it again."),
            "too_slow": gettext("The photo takes too much to process. Take it again with another camera app."),
        }
        return sentences.get(self.refusal, self.refusal)

    @property
    def original_name(self) -> str:
        return f"originals/{self.pk.hex[:2]}/{self.pk.hex}"

    @property
    def served_name(self) -> str:
        return f"photos/{self.pk.hex[:2]}/{self.pk.hex}.jpg"

    @property
    def thumbnail_name(self) -> str:
        return f"photos/{self.pk.hex[:2]}/{self.pk.hex}.small.jpg"
