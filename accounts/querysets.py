from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from common.question import Parameter

if TYPE_CHECKING:
    from accounts.models import Token  # noqa: F401 - read by mypy in the strings below


class TokenQuerySet(QuerySet["Token"]):
    def usable(self, *, at: datetime | Parameter) -> "TokenQuerySet":
        return self.filter(Q(revoked_at=None), Q(expires_at__gt=at), user__is_active=True)
