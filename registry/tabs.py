"""The tabs of administration, as data: those of the registers that have a page, and those that houses declare."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from registry.cells import Text
from registry.registers import REGISTERS, TableRegister
from registry.registers.shown import Shown

READERS = Shown.readers


@dataclass(frozen=True)
class Tab:
    """`url` is a URL name; `order` says where it stands among the others."""

    url: str
    label: Text
    order: int
    icon: str = ""
    readers: frozenset[Role] = READERS

    @property
    def address(self) -> str:
        return reverse(self.url)


@dataclass(frozen=True)
class ShownTab:
    address: str
    label: Text
    icon: str
    current: bool


_tabs: dict[str, Tab] = {}


def declare_tab(tab: Tab) -> None:
    """Let the tab be drawn; a house that starts twice in a test declares the same again."""
    _tabs[tab.url] = tab


def tabs_of(user: User, path: str) -> list[ShownTab]:
    """What this person is shown; the longest address of which the path is part is where we are."""
    found = sorted(_all(), key=lambda each: each[0])
    mine = [(address, label, icon) for __, address, label, icon, readers in found if user.role in readers]
    here = max((address for address, __, __ in mine if path.startswith(address)), key=len, default="")
    return [ShownTab(address, label, icon, address == here) for address, label, icon in mine]


def _all() -> Iterator[tuple[int, str, Text, str, frozenset[Role]]]:
    for tab in _tabs.values():
        yield tab.order, tab.address, tab.label, tab.icon, tab.readers
    for each in REGISTERS.values():
        if isinstance(each, TableRegister) and each.order:
            yield each.order, each.home, each.tab or each.plural, each.icon, each.readers


def first_address() -> str:
    """The front page of the set-up, to which the others lead back."""
    return min(_tabs.values(), key=lambda tab: tab.order).address if _tabs else ""
