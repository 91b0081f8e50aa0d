"""Which people of a unit are told what is charged to it."""

from collections import defaultdict
from collections.abc import Iterable

from accounts.roles import UNIT, Role
from departments.models import Membership


def people_of_units(units: Iterable[int]) -> dict[int, list[int]]:
    """The heads of each; where a unit has none, all its members. One statement."""
    heads: dict[int, list[int]] = defaultdict(list)
    members: dict[int, list[int]] = defaultdict(list)
    found = Membership.objects.filter(department__in=set(units), user__is_active=True, user__role__in=UNIT)
    for unit, user, role in found.order_by("pk").values_list("department", "user", "user__role"):
        members[unit].append(user)
        if role == Role.DEPARTMENT_HEAD:
            heads[unit].append(user)
    return defaultdict(list, {unit: heads[unit] or of_unit for unit, of_unit in members.items()})
