"""The keys that people give to programs."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import SCOPES, Scope, Token, User
from common.refusals import Conflict, NotSignedIn

KEY_PREFIX = "cm_"  # lets secret scanners find a leaked key
LAST_USED_PRECISION = timedelta(minutes=5)
MOST_TOKENS = 50  # that one person may have at a time


def issue_token(
    *,
    user: User,
    at: datetime,
    name: str = "",
    scopes: Collection[Scope] = SCOPES,
    lifetime: timedelta | None = None,
) -> tuple[str, Token]:
    """A new key, shown this once, and its row. Without `lifetime` it holds TOKEN_DAYS.

    The person's row is locked: who is switched off or gets another password at the same moment is refused here, or
    the token is there in time to end with the others. Raises NotSignedIn, Conflict (too many tokens).
    """
    key, life = KEY_PREFIX + secrets.token_urlsafe(32), lifetime or timedelta(days=settings.TOKEN_DAYS)
    with transaction.atomic():
        same = User.objects.filter(pk=user.pk, is_active=True, password=user.password, sign_outs=user.sign_outs)
        if not same.select_for_update(no_key=True).exists():
            raise NotSignedIn(_("The user name and the password do not belong together."))
        if Token.objects.usable(at=at).filter(user=user).count() >= MOST_TOKENS:
            raise Conflict(_("You have %(n)s tokens. End one that nothing uses any more.") % {"n": MOST_TOKENS})
        token = Token.objects.create(
            user=user, name=name, digest=Token.digest_of(key), scopes=sorted(set(scopes), key=[*Scope].index),
            created_at=at, expires_at=at + life,
        )  # fmt: skip
    return key, token


def revoke_token(*, token: Token, at: datetime) -> None:
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at)


def note_token_use(*, token: Token, at: datetime) -> None:
    """Remember when a key was last used; not more often than needed, for each request would be a write."""
    if token.last_used_at is None or at - token.last_used_at > LAST_USED_PRECISION:
        Token.objects.filter(pk=token.pk).update(last_used_at=at)
