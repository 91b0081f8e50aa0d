"""People and the keys they give to programs."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
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


class UserManager(DjangoUserManager["User"]):
    use_in_migrations = False

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> "User":  # fmt: skip
        """The operator sets up the city: `manage.py createsuperuser` makes the first administrator."""
        return super().create_superuser(username, email, password, **{"role": Role.ADMINISTRATOR} | more)


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
    # How often all sessions were ended: a session begun before the last of them is void.
    sign_outs = models.PositiveIntegerField(default=0, editable=False)
    password_set_at = models.DateTimeField(null=True, editable=False)  # None: before it was noted

    objects: ClassVar[UserManager] = UserManager()

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

    def get_session_auth_hash(self) -> str:
        """What a session is checked by at every request: it ends with the password, and with `sign_out`."""
        return f"{super().get_session_auth_hash()}{self.sign_outs}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for made in super().get_session_auth_fallback_hash():
            yield f"{made}{self.sign_outs}"

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
    """What a token may be used for, within what its owner may do."""

    READ = "read", _("Read what the owner may see")
    REPORT = "report", _("Report cases, with photos and files")
    MOVE = "move", _("Do everything else that the owner may do")
    WALL = "wall", _("Show the wall on a screen, and nothing else")


SCOPES = (Scope.READ, Scope.REPORT, Scope.MOVE)  # of a program that says nothing
# Tokens of before 0.3, and those that web processes of before it still hand out while a city is upgraded.
OLD_WRITE = "write"


class Token(models.Model):
    """A key for the API. Only its SHA-256 is kept: 256 random bits need no slow hash."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=10), default=list)
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

    @property
    def granted(self) -> list[Scope]:
        """What it may be used for."""
        old = (Scope.REPORT, Scope.MOVE) if OLD_WRITE in self.scopes else ()
        return [scope for scope in Scope if scope in self.scopes or scope in old]

    @staticmethod
    def digest_of(key: str) -> str:
        return hashlib.sha256(key.encode()).hexdigest()


class BrowserSession(models.Model):
    """A signed-in browser, so that its owner can see and end it; Django's own table of sessions knows no owner.

    The row goes with the session: whoever signs out, or is signed out, has none.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="browser_sessions")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # the last activity, to the minute
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)  # as it calls itself

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return f"{self.user} {self.began_at:%Y-%m-%d %H:%M}"


class Tries(models.Model):
    """How many wrong passwords may still come from one place: an address, or a browser that is known."""

    key = models.CharField(max_length=80, primary_key=True)
    remaining = models.FloatField()
    allowed = models.BooleanField()  # whether the last try was
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("tries of passwords")
        verbose_name_plural = _("tries of passwords")

    def __str__(self) -> str:
        return f"{self.key} {self.remaining:.1f}"
