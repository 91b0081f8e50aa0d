"""What statements of homes are told of a person's units."""

from accounts.models import User
from departments.models import Department, Membership
from departments.queries import own_unit_of, units_of
from registry.homes import ViewerKeys, declare_keys
from registry.homes.viewers import Keys


def _units(user: User) -> tuple[Keys, ...]:
    return (units_of(user), own_unit_of(user)) if user.works_in_unit else ([], [])


def _work_in(user: User, units: tuple[Keys, ...]) -> None:
    below, [own] = units[0] or [], units[1] or [0]
    user.membership = Membership(user=user, department=Department(pk=own, below=below))


declare_keys(ViewerKeys(("units", "own unit"), _units, _work_in))
