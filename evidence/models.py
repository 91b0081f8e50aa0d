"""Photos and files. Both belong to a subject: a thing of a house above, named by its kind and key (decision 0018)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.bounds import moments_within
from common.subjects import Subject
from evidence.querysets import AttachmentQuerySet, PhotoQuerySet

MOST_PHOTOS = 9  # with one report or one move


class PhotoKind(models.TextChoices):
    NEAR = "near", _("Near")
    FAR = "far", _("Far")
    BEFORE = "before", _("Before")
    AFTER = "after", _("After")


class PhotoStatus(models.TextChoices):
    RECEIVED = "received", _("Being processed")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Not usable")


class Upload(models.Model):
    """Something that a person sent, under an id that their device made; a retry finds it by that id."""

    id = models.UUIDField(primary_key=True)
    subject_kind = models.CharField(max_length=20, blank=True, editable=False)  # "" while it belongs to nothing
    subject_key = models.CharField(max_length=64, blank=True, editable=False)
    # No index of its own: that of the hour (evidence.actions.quota) begins with it.
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    uploaded_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        abstract = True

    @property
    def subject(self) -> Subject | None:
        """What it belongs to."""
        return Subject(self.subject_kind, self.subject_key) if self.subject_kind else None


class Photo(Upload):
    """Evidence. The original is kept apart and never served; what is served was re-encoded by the platform."""

    kind = models.CharField(max_length=6, choices=PhotoKind.choices)
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
    original_gone_at = models.DateTimeField(null=True, blank=True)  # its term was over; what is served stays

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_kind="", subject_key="") | ~Q(subject_kind="") & ~Q(subject_key=""),
                name="photo_subject_whole",
            ),
            models.CheckConstraint(condition=moments_within("claimed_at"), name="photo_claims_a_moment"),
        ]
        indexes = [
            # With the time, so that it finds those that belong to nothing by age as well.
            models.Index(fields=["subject_kind", "subject_key", "uploaded_at"], name="photos_of_subject"),
            models.Index(fields=["sha256"], name="photos_of_a_file"),
            GinIndex(fields=["bands"], name="photos_alike", fastupdate=False),
            models.Index(fields=["uploaded_by", "uploaded_at"], name="photos_of_the_hour"),
            models.Index(fields=["same_as"], condition=Q(same_as__isnull=False), name="photos_same_as"),
            # Whose term may be over: an entry goes when the original does.
            models.Index(
                fields=["uploaded_at", "id"],
                condition=Q(original_gone_at=None) & ~Q(subject_kind=""),
                name="photos_with_original",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("api:photo", args=[self.pk])

    @property
    def is_after(self) -> bool:
        return self.kind == PhotoKind.AFTER

    @property
    def reused(self) -> "Photo | None":
        """The earlier photo it repeats: of another subject, or of the other side of the fix of this one.

        Two equal photos on one side of a fix are harmless. Read `same_as` with the photo.
        """
        earlier = self.same_as
        if earlier is None or earlier.subject is None or self.subject is None:
            return None
        return earlier if earlier.subject != self.subject or earlier.is_after != self.is_after else None

    @property
    def refusal_text(self) -> str:
        """Why it cannot be shown, in the reader's language."""
        sentences = {
            "unreadable": gettext("The photo is damaged or incomplete. Take it again."),
            "too_slow": gettext("The photo takes too much to process. Take it again with another camera app."),
            "lost": gettext("The photo could not be processed here. Send it again; the administrator can see why."),
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


class Attachment(Upload):
    """A document, sound or film beside the photos: kept as it came, never shown in place, only handed out as a file."""

    name = models.CharField(_("file name"), max_length=120)  # without its ending: that comes from the content
    kind = models.CharField(max_length=8)  # a key of common.documents.KINDS, read from the content

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["uploaded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject_kind="") & ~Q(subject_key=""), name="attachment_has_subject"),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key", "uploaded_at"], name="attachments_of_subject"),
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
