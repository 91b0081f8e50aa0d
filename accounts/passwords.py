"""What 等保 (GB/T 22239-2019, 8.1.4.1) wants of passwords beyond their length; only where a city sets `MLPS`."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
LEAST = 3


class SeveralKinds:
    """Three of four kinds of characters; one of Django's validators."""

    def validate(self, password: str, user: Any = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in KINDS) < LEAST:
            raise ValidationError(self.get_help_text(), code="password_of_few_kinds")

    def get_help_text(self) -> str:
        return _("Three of these are needed: small letters, capital letters, figures, other signs.")


def is_too_old(user: User, *, at: datetime) -> bool:
    """Whether the password has to be changed before anything else; never where PASSWORD_DAYS is 0."""
    since = user.password_set_at or user.date_joined
    return bool(settings.PASSWORD_DAYS) and at - since > timedelta(days=settings.PASSWORD_DAYS)
