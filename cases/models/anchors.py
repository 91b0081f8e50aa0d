"""Which records of the history were handed out of the database, and who took them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Anchor(models.Model):
    """A signed record of what happened since the one before it, in a file outside of the database.

    `position` is the place in the feed of changes up to which it goes, `last_look` the last look at a name in it.
    `digest` is the fingerprint that the next record names. Rows stay; only who took it is written later.
    """

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    position = models.BigIntegerField()
    last_look = models.BigIntegerField(default=0)
    # Of what other houses have sealed the greatest number, by kind.
    marks = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    cases = models.PositiveIntegerField()  # those with an event since the record before
    closed = models.PositiveIntegerField()  # of these
    events = models.PositiveIntegerField()
    looks = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=100)  # of the file
    # Nobody where the clock made it.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    mailed_to = models.CharField(max_length=500, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d}"
