from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
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
    # No index of its own: photos_of_the_hour begins with it.
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    uploaded_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=PhotoStatus.choices, default=PhotoStatus.RECEIVED)
    refusal = models.CharField(max_length=200, blank=True)  # a key; `refusal_text` is the sentence
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    # What the device claims; shown as a claim, decides nothing.
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_lng = models.FloatField(null=True, blank=True)
    claimed_lat = models.FloatField(null=True, blank=True)
    # What it looks like (common.likeness), and the earlier photo that looks the same.
    dhash = models.BigIntegerField(null=True, blank=True)
    bands = ArrayField(models.IntegerField(), null=True, blank=True)
    same_as = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    same_bits = models.PositiveSmallIntegerField(null=True, blank=True)  # of 64 that differ; 0 may be the very file

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["uploaded_at"]
        indexes = [
            models.Index(fields=["sha256"], name="photos_of_a_file"),
            GinIndex(fields=["bands"], name="photos_alike", fastupdate=False),
            models.Index(fields=["uploaded_by", "uploaded_at"], name="photos_of_the_hour"),
            models.Index(fields=["same_as"], condition=models.Q(same_as__isnull=False), name="photos_same_as"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_after(self) -> bool:
        return self.kind == PhotoKind.AFTER

    @property
    def reused(self) -> "Photo | None":
        """The earlier photo it repeats: of another case, or of the other side of the fix in this one.

        Two equal photos on one side of a case are harmless. Ask for `same_as` with the photo.
        """
        earlier = self.same_as
        if earlier is None or earlier.case_id is None or self.case_id is None:
            return None
        return earlier if earlier.case_id != self.case_id or earlier.is_after != self.is_after else None

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
