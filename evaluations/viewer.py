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
# Who has a part of the city also what they opened, answer for and walk outside of it.
_OWN = (
    "SELECT EXISTS (SELECT FROM cases_case WHERE private AND reporter_id = %s)"
    " OR EXISTS (SELECT FROM ledgers_order WHERE issued_by_id = %s)"
)
_OWN_OUTSIDE = (
    " OR EXISTS (SELECT FROM ledgers_item WHERE"
    "  ARRAY[opened_by_id, leader_id, linked_leader_id, in_charge_id, hot_owner_id] && ARRAY[%s]::bigint[])"
    " OR EXISTS (SELECT FROM departments_groupmember WHERE person_id = %s)"
)


@dataclass(frozen=True)
class Viewer:
    """`reader` is who asks, `sight` says what is seen: whoever has the same one sees the same."""

    reader: User
    sight: tuple[str, Sequence[int] | None, Sequence[int] | None]


def viewer_of(user: User) -> Viewer | None:
    """None for those whose pages are made for them alone: of the desk too, which walks rounds in groups of its own."""
    if user.role not in OVERSIGHT or not user.is_active:
        return None
    scope = scope_of(user)
    if _has_own(user, outside=bool(scope)):
        return None
    return Viewer(somebody(user.role, scope), (user.role, scope.areas, scope.categories))


def _has_own(user: User, *, outside: bool) -> bool:
    asked = _OWN + _OWN_OUTSIDE if outside else _OWN
    with connection.cursor() as cursor:
        prepared.execute(cursor, asked, [user.pk] * asked.count("%s"))
        return bool(cursor.fetchone()[0])
