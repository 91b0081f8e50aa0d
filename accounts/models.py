"""People and the keys they give to programs."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import TokenQuerySet
from accounts.roles import DESK, OVERSIGHT, UNIT, Role


class Theme(models.TextChoices):
    AUTO = "auto", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Medium(models.TextChoices):
    """By what a notice can reach a person beside the inbox, which always has it."""

    MAIL = "mail", _("Mail")
    SMS = "sms", _("Text message")
    ROBOT = "robot", _("WeCom, DingTalk or another messenger")


def every_medium() -> list[str]:
    return [medium.value for medium in Medium]


def cheap_media() -> list[str]:
    """A text message costs money and wakes people: for ordinary cases it is sent to those who ask for it."""
    return [Medium.MAIL.value, Medium.ROBOT.value]


def _media(label: Any, default: Callable[[], list[str]]) -> "ArrayField[list[str], list[str]]":
    words = models.CharField(max_length=10, choices=Medium.choices)
    return ArrayField(words, verbose_name=label, default=default, blank=True)


class User(AbstractUser):
    """A person or a program that acts in the city; exactly one role each, so that duties stay separate."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.INSPECTOR)
    language = models.CharField(
        _("language"), max_length=10, choices=[("zh-hans", _("Chinese")), ("en", _("English"))], default="zh-hans"
    )
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, default=Theme.AUTO)
    handle = models.CharField(_("name in the messenger"), max_length=64, blank=True)  # WeCom userid, DingTalk userId
    told_by = _media(_("notices of ordinary cases"), cheap_media)
    told_by_urgent = _media(_("notices of urgent cases"), every_medium)
    # Own quiet hours, both or none; without them the city's hold.
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_to=None)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_has_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def sits_at_desk(self) -> bool:
        return self.role in DESK

    @property
    def works_in_unit(self) -> bool:
        return self.role in UNIT

    @property
    def oversees(self) -> bool:
        return self.role in OVERSIGHT


class Scope(models.TextChoices):
    READ = "read", _("Read what the owner may see")
    WRITE = "write", _("Act as the owner")


class Token(models.Model):
    """A key for the API. Only its SHA-256 is kept: 256 random bits need no slow hash."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope.choices), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name or self.pk} ({self.user})"

    def is_usable(self, *, at: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at

    @staticmethod
    def digest_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()


class Change(models.Model):
    """An entry of the change log: who changed what of the city's set-up, from what to what. It is only ever added to.

    `key` finds the thing among those of its `kind`, `label` is its name of that day. `before` is None for what was
    added, `after` for what was taken away; `by` is None for what the operator did with manage.py.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="changes")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=150)
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reverts = models.OneToOneField("self", models.PROTECT, null=True, related_name="reverted_by")

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "key", "-id"], name="changes_of_a_thing"),
            models.Index(fields=["by", "-id"], name="changes_of_a_person"),
            models.Index(fields=["at"], name="changes_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.key}"

    @property
    def touched(self) -> list[str]:
        """The fields in which before and after differ, in the order in which the thing says them."""
        return _differ(self.before or {}, self.after or {})


def _differ(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    names = dict.fromkeys([*before, *after])
    return [name for name in names if before.get(name) != after.get(name)]


class PlanState(models.TextChoices):
    WAITING = "waiting", _("To come")
    DONE = "done", _("Carried out")
    DROPPED = "dropped", _("Taken back")
    FAILED = "failed", _("Failed")


class PlannedChange(models.Model):
    """A change of the set-up from a day to come on; the clock makes it on that day, and `change` is what it made.

    `before` is what stood when it was planned (None: a new thing), `after` what was wished (None: that it be taken
    away): what differs is carried out. `batch` is the same for those that were planned with one another, as by one
    spreadsheet. `failure` says why it could not be done.
    """

    on = models.DateField()
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=150)
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    batch = models.UUIDField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=PlanState.choices, default=PlanState.WAITING)
    settled_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    change = models.OneToOneField(Change, models.PROTECT, null=True, related_name="planned")

    class Meta:
        verbose_name = _("planned change")
        verbose_name_plural = _("planned changes")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "on"], condition=models.Q(state="waiting"), name="one_plan_for_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["on"], condition=models.Q(state="waiting"), name="plans_to_come"),
            models.Index(fields=["id"], condition=models.Q(state="failed"), name="plans_that_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.kind} {self.key}"

    @property
    def touched(self) -> list[str]:
        """The fields that it changes."""
        return _differ(self.before or {}, self.after or {})
