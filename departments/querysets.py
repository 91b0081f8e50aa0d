"""The words of the trade for units and groups."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from accounts.models import User
from common.moments import Today

if TYPE_CHECKING:
    from departments.models import Department, Group, GroupMember  # noqa: F401 - read by mypy in the strings below


class DepartmentQuerySet(QuerySet["Department"]):
    def active(self) -> "DepartmentQuerySet":
        return self.filter(active=True)


def _holds(day: date | Today, prefix: str = "") -> Q:
    """Whether the term of a row, or of what `prefix` leads to, holds on a day."""
    ends: dict[str, Any] = {f"{prefix}until__gt": day}
    begins, endless = {f"{prefix}since__lte": day}, {f"{prefix}until": None}
    return Q(**begins) & (Q(**endless) | Q(**ends))


class GroupQuerySet(QuerySet["Group"]):
    def on(self, day: date) -> "GroupQuerySet":
        """The groups that there are on a day."""
        return self.filter(_holds(day))

    def members_on(self, day: date) -> "QuerySet[User]":
        """Who is a member of any of these groups on a day, and can still sign in."""
        members = _holds(day, "group_memberships__") & _holds(day, "group_memberships__group__")
        return User.objects.filter(members, is_active=True, group_memberships__group__in=self).distinct()


class GroupMemberQuerySet(QuerySet["GroupMember"]):
    def on(self, day: date | Today) -> "GroupMemberQuerySet":
        """The memberships that hold on a day, in groups that there are then."""
        return self.filter(_holds(day), _holds(day, "group__"))
