"""What people change about themselves: their tokens, their preferences and how notices reach them."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from accounts.models import Scope, Token, User

KEY_PREFIX = "cm_"  # lets secret scanners find a leaked key
LIFETIME = timedelta(days=30)
LAST_USED_PRECISION = timedelta(minutes=5)


def issue_token(
    *,
    user: User,
    at: datetime,
    name: str = "",
    scopes: Sequence[Scope] = (Scope.READ, Scope.WRITE),
    lifetime: timedelta = LIFETIME,
) -> tuple[str, Token]:
    """A new key, shown this once, and its row."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user, name=name, digest=Token.digest_of(key), scopes=list(scopes), created_at=at, expires_at=at + lifetime
    )
    return key, token


def revoke_token(*, token: Token, at: datetime) -> None:
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def note_token_use(*, token: Token, at: datetime) -> None:
    """Remember when a key was last used; not more often than needed, for each request would be a write."""
    if token.last_used_at is None or at - token.last_used_at > LAST_USED_PRECISION:
        Token.objects.filter(pk=token.pk).update(last_used_at=at)


def change_preferences(*, user: User, language: str | None = None, theme: str | None = None) -> None:
    changed = {name: value for name, value in (("language", language), ("theme", theme)) if value is not None}
    if changed:
        User.objects.filter(pk=user.pk).update(**changed)


@dataclass(frozen=True)
class Reach:
    """How notices reach a person beside the inbox; the names are the columns of `User`."""

    phone: str
    handle: str
    told_by: list[str]
    told_by_urgent: list[str]
    quiet_from: time | None = None
    quiet_to: time | None = None


def change_reach(*, reach: Reach, by: User) -> None:
    """Everybody changes their own only; what is waiting goes by the new wishes."""
    User.objects.filter(pk=by.pk).update(**asdict(reach))
