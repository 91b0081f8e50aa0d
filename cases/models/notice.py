"""What people were told, by what it went out to them, and what a city decides about that."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium
from cases.models.case import Case
from cases.models.history import CaseEvent


class Notice(models.Model):
    """One person hears of one event; never twice. `read_at` is the receipt.

    `what` is the name of the event (cases.notices.EVENTS). What is no event of a case (a mention in a comment) has an
    `origin` instead, and says itself who wrote it and what.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+", db_index=False)
    event = models.ForeignKey(CaseEvent, models.CASCADE, null=True, blank=True, related_name="+", db_index=False)
    what = models.CharField(max_length=40)
    urgent = models.BooleanField(default=False)
    origin = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "event"], name="one_notice_per_event"),
            models.UniqueConstraint(fields=["user", "origin"], condition=~Q(origin=""), name="one_notice_per_origin"),
            models.CheckConstraint(
                condition=Q(event__isnull=False, origin="") | Q(event=None) & ~Q(origin=""), name="notice_of_one_thing"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="inbox"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="inbox_unread"),
            models.Index(fields=["case"], name="notices_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} ← {self.event_id or self.origin}"


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
    """Who hears of an event, and by what beside the inbox; stands in the place of the default (cases.notices.RULES).

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
    """What a notice says, with placeholders; stands in the place of the default (cases.notices.texts)."""

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
    """What a unit head's day began with; one a day. All counts zero: there was nothing to say, and nothing was sent."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", db_index=False)
    day = models.DateField()
    made_at = models.DateTimeField()
    due_today = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("daily digest")
        verbose_name_plural = _("daily digests")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"

    @property
    def says_something(self) -> bool:
        return bool(self.due_today or self.overdue or self.fresh or self.waiting)
