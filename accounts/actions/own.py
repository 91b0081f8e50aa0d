"""What people change about themselves: their tokens, their preferences and how notices reach them."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Scope, Token, User
from common.refusals import NotSignedIn

KEY_PREFIX = "cm_"  # lets secret scanners find a leaked key
LAST_USED_PRECISION = timedelta(minutes=5)


def issue_token(
    *,
    user: User,
    at: datetime,
    name: str = "",
    scopes: Sequence[Scope] = (Scope.READ, Scope.WRITE),
    lifetime: timedelta | None = None,
) -> tuple[str, Token]:
    """A new key, shown this once, and its row. Without `lifetime` it holds TOKEN_DAYS.

    The person's row is locked: who is switched off or gets another password at the same moment is refused here, or
    the token is there in time to end with the others. Raises NotSignedIn.
    """
    key, life = KEY_PREFIX + secrets.token_urlsafe(32), lifetime or timedelta(days=settings.TOKEN_DAYS)
    with transaction.atomic():
        same = User.objects.filter(pk=user.pk, is_active=True, password=user.password)
        if not same.select_for_update(no_key=True).exists():
            raise NotSignedIn(_("The user name and the password do not belong together."))
        token = Token.objects.create(
            user=user, name=name, digest=Token.digest_of(key), scopes=list(scopes), created_at=at, expires_at=at + life
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
