"""What decides what a person sees: the role, and lists of keys that houses know (units, areas, duty grids)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from common import stand_ins

Keys = Sequence[int] | None  # None: nothing is left out


@dataclass(frozen=True)
class ViewerKeys:
    """Lists of keys of one house.

    `of` reads those of a person, without a statement for whom they do not concern. `give` makes an object of a person
    answer these without the database.
    """

    names: tuple[str, ...]
    of: Callable[[User], tuple[Keys, ...]]
    give: Callable[[User, tuple[Keys, ...]], None]


_declared: list[ViewerKeys] = []


def declare_keys(kept: ViewerKeys) -> None:
    """Let statements of homes be written with these keys; declared again (in a test) they are replaced."""
    _declared[:] = [*(each for each in _declared if each.names != kept.names), kept]


def keys_of(user: User) -> dict[str, Keys]:
    return {
        name: keys for each in _declared for name, keys in zip(each.names, each.of(user), strict=True)
    }  # fmt: skip


def shape_of(keys: Mapping[str, Keys]) -> frozenset[str]:
    """The lists that leave nothing out: without them a statement has other conditions."""
    return frozenset(name for name, found in keys.items() if found is None)


def somebody(role: str, shape: frozenset[str]) -> User:
    """Who stands in for every person of this role and this shape."""
    user = User(pk=stand_ins.PERSON, role=role, is_active=True)
    numbers = {name: number for number, name in enumerate(_names())}
    for each in _declared:
        each.give(user, tuple(None if name in shape else stand_ins.keys(numbers[name]) for name in each.names))
    return user


def stand_ins_named() -> dict[Any, str]:
    return stand_ins.names_of(_names())


def _names() -> list[str]:
    return [name for each in _declared for name in each.names]
