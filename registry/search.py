"""The search of the top bar: each house says what of its own a word finds, and the page draws what it is given."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.roles import Role
from common.words import Typed


@dataclass(frozen=True)
class Found:
    """The hits of one kind as list items, drawn; `number` is how many there are of them here.

    `url` leads to the same as a list, if there is one. `next` and `previous` are cursors of a kind that has pages.
    """

    html: SafeString
    number: int
    url: str = ""
    next: str | None = None
    previous: str | None = None


Find = Callable[[User, str, str], Found]


@dataclass(frozen=True)
class SearchKind:
    """One kind of row that words find, for these roles, in this place among the kinds.

    `find` is given the person, the words as typed and a cursor (empty: the first page). Only one kind has pages
    (`paged`): on its later ones no other is asked. `exact` gives the address of what is called exactly so, or nothing.
    """

    name: str
    label: Promise | str
    order: int
    roles: Collection[Role]
    find: Find
    exact: Callable[[User, str], str] | None = None
    paged: bool = False


@dataclass(frozen=True)
class Hits:
    kind: SearchKind
    found: Found


_kinds: list[SearchKind] = []


def register(kind: SearchKind) -> None:
    """Let words find this kind too; registering the same name again replaces it."""
    forget(kind.name)
    _kinds.append(kind)
    _kinds.sort(key=lambda each: (each.order, each.name))


def forget(name: str) -> None:
    _kinds[:] = [kind for kind in _kinds if kind.name != name]


def address_of(user: User, text: str) -> str:
    """Where the one thing is that is called exactly so; empty where there is none that this person may see."""
    asked = (kind.exact(user, text) for kind in _kinds if kind.exact is not None and user.role in kind.roles)
    return next((address for address in asked if address), "")


def find(user: User, text: str, *, cursor: str = "") -> list[Hits]:
    """What each kind finds for this person, in order; a kind that finds nothing is left out."""
    asked, typed = (kind for kind in _kinds if user.role in kind.roles and (kind.paged or not cursor)), Typed(text)
    found = (Hits(kind, kind.find(user, typed, cursor)) for kind in asked)
    return [hits for hits in found if hits.found.number]
