"""The feed of changes: every event of every case in one order that never changes, and who is sent it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.history import CaseEvent


class _OfEvent(models.Model):
    """Events are never deleted, so nothing needs to check that they are there; to check would lock each of them."""

    event = models.ForeignKey(CaseEvent, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    case = models.ForeignKey(Case, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)

    class Meta:
        abstract = True


class FeedArrival(_OfEvent):
    """An event without a place in the feed. A trigger writes the row in the transaction of the event."""

    class Meta:
        verbose_name = _("event without a place in the feed")
        verbose_name_plural = _("events without a place in the feed")

    def __str__(self) -> str:
        return str(self.event_id)


class FeedEntry(_OfEvent):
    """An event at its place in the feed: 1, 2, 3 … in the order in which the events were committed.

    Numbers that are given before the commit (a sequence, the event's own time) come out of order: a reader who has seen
    8 would never see 7, which was committed later. These are given after it, by one hand at a time
    (cases/actions/feed.py), so that whatever comes later has a greater one.
    """

    position = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = _("place in the feed")
        verbose_name_plural = _("places in the feed")

    def __str__(self) -> str:
        return f"{self.position} {self.event_id}"


class Webhook(models.Model):
    """Where an integration client is sent the feed. The secret signs what is sent; it is shown once, when it is made.

    `position` is that of the last event it took or may not see. `rests_until` keeps a slow receiver from taking more
    than its share of the sender's time.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhook", verbose_name=_("integration client")
    )
    url = models.CharField(_("address"), max_length=500)
    secret = models.CharField(_("secret"), max_length=64)
    enabled = models.BooleanField(_("in use"), default=True)
    position = models.BigIntegerField(default=0)
    rests_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)  # when it last took something

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["user__username"]

    def __str__(self) -> str:
        return str(self.user)
