"""What people were told, by what it went out to them, and what a city decides about that."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium


class Notice(models.Model):
    """One person hears of one event; never twice. `read_at` is the receipt.

    `kind` and `key` name the subject: a thing of a house above, found by that house (notices.subjects), so the key is
    no foreign key; `fsck` looks for subjects that are gone. `event` is the id that the house gives to what happened,
    unique in the whole city (a UUID, or a text such as "plan:7"), and `what` its name (notices.events.EVENTS). Nothing
    that is shown is kept here: title, address and words come from the house, in the reader's language and by what the
    reader may see at that moment.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    event = models.CharField(max_length=64)
    what = models.CharField(max_length=40)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="one_notice_per_event")]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="inbox"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="inbox_unread"),
            models.Index(fields=["kind", "key"], name="notices_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ← {self.what} {self.event}"


class ChannelKind(models.TextChoices):
    GENERIC = "generic", _("Webhook")
    WECOM = "wecom", _("WeCom robot")
    DINGTALK = "dingtalk", _("DingTalk robot")
    SMS = "sms", _("Text message gateway")


class NoticeChannel(models.Model):
    """A server to which notices are posted. Address and secret are keys: they are written and never shown again."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ChannelKind.choices)
    url = models.CharField(_("address"), max_length=500)
    secret = models.CharField(_("secret"), max_length=200, blank=True)
    enabled = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("notice channel")
        verbose_name_plural = _("notice channels")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def medium(self) -> Medium:
        return Medium.SMS if self.kind == ChannelKind.SMS else Medium.ROBOT


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Not needed any more")


class Delivery(models.Model):
    """A notice on its way to its person beside the inbox: by mail (no channel) or through a channel; once by each."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", db_index=False)
    medium = models.CharField(max_length=10, choices=Medium.choices)
    channel = models.ForeignKey(NoticeChannel, models.CASCADE, null=True, blank=True, db_index=False)
    held_until = models.DateTimeField(null=True, blank=True)  # the end of the quiet hours it came in
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["notice"], condition=Q(channel=None), name="one_mail_per_notice"),
            models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_per_channel"),
        ]
        indexes = [
            models.Index(fields=["held_until", "id"], condition=Q(state="waiting"), name="deliveries_waiting"),
            models.Index(fields=["channel", "settled_at"], condition=Q(channel__isnull=False), name="channel_traffic"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.channel_id or self.medium}"


class Versioned(models.Model):
    """A row is never changed: the one in force ends and the next begins, so that each change has a hand and a day."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    from_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-from_at", "-id"]


class NoticeRule(Versioned):
    """Who hears of an event, and by what beside the inbox; stands in the place of the default (notices.events).

    A row that is not `told` takes the audience out.
    """

    event = models.CharField(max_length=40)
    audience = models.CharField(max_length=20)
    told = models.BooleanField(default=True)
    media = models.JSONField(default=list)

    class Meta(Versioned.Meta):
        verbose_name = _("notice rule")
        verbose_name_plural = _("notice rules")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "audience"], condition=Q(ended_at=None), name="one_notice_rule_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.audience}"


class NoticeText(Versioned):
    """What a notice says, with placeholders; stands in the place of the default (notices.texts)."""

    event = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    body = models.TextField()

    class Meta(Versioned.Meta):
        verbose_name = _("notice text")
        verbose_name_plural = _("notice texts")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "language"], condition=Q(ended_at=None), name="one_notice_text_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.language})"


class Digest(models.Model):
    """What a person's day began with; one a day. `counts` has a number for each section of notices.digests.

    All of them zero: there was nothing to say, and nothing was sent.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", db_index=False)
    day = models.DateField()
    made_at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("daily digest")
        verbose_name_plural = _("daily digests")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"

    @property
    def says_something(self) -> bool:
        return any(self.counts.values())
