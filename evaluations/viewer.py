"""Who else sees the same: in whose name a page is asked that several people may be shown.

Such a page is asked by somebody who is nobody in particular, and sees what the role sees, and of the city what the
scope says: whatever is somebody's own can't come into it. So who has anything of their own there is no such viewer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from accounts.models import User
from accounts.roles import OVERSIGHT
from cases.querysets.scopes import scope_of
from common import prepared
from evaluations.queries.readers import somebody

# What oversight sees because it is theirs: own private reports, and the orders they wrote, whatever these are about.
_OWN = (
    "SELECT EXISTS (SELECT FROM cases_case WHERE private AND reporter_id = %s)"
    " OR EXISTS (SELECT FROM ledgers_order WHERE issued_by_id = %s)"
)


@dataclass(frozen=True)
class Viewer:
    """`reader` is who asks, `sight` says what is seen: whoever has the same one sees the same."""

    reader: User
    sight: tuple[str, Sequence[int] | None, Sequence[int] | None]


def viewer_of(user: User) -> Viewer | None:
    """None for those whose pages are made for them alone: of the desk too, which walks rounds in groups of its own."""
    if user.role not in OVERSIGHT or not user.is_active or _has_own(user):
        return None
    scope = scope_of(user)
    return Viewer(somebody(user.role, scope), (user.role, scope.areas, scope.categories))


def _has_own(user: User) -> bool:
    with connection.cursor() as cursor:
        prepared.execute(cursor, _OWN, [user.pk, user.pk])
        return bool(cursor.fetchone()[0])
