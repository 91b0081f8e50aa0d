"""What statements of homes are told of a person's part of the city: areas and classes, and duty grids."""

from accounts.models import User
from accounts.roles import Role
from cases.querysets import grids_of, remember_grids
from cases.querysets.scopes import ScopeKeys, remember_scope, scope_of
from registry.homes import ViewerKeys, declare_keys
from registry.homes.viewers import Keys


def _scope(user: User) -> tuple[Keys, ...]:
    scope = scope_of(user)
    return scope.areas, scope.spots, scope.categories


def _grids(user: User) -> tuple[Keys, ...]:
    return (grids_of(user) if user.role == Role.INSPECTOR else [],)


def _walk(user: User, grids: tuple[Keys, ...]) -> None:
    remember_grids(user, list(grids[0] or ()))


def _see(user: User, scope: tuple[Keys, ...]) -> None:
    areas, spots, classes = scope
    remember_scope(user, ScopeKeys(areas, classes, spots=spots))


declare_keys(ViewerKeys(("areas", "spots", "classes"), _scope, _see))
declare_keys(ViewerKeys(("grids",), _grids, _walk))
