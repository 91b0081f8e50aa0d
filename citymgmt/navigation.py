"""The rail of the desk pages and the bar of the phone pages: by task, each role sees its own."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import DESK, OVERSIGHT, UNIT, Role
from cases.workflow import REPORTERS

EVERYONE = frozenset(Role)
OFFICE = frozenset(DESK | UNIT | OVERSIGHT | {Role.ADMINISTRATOR})
STREET = frozenset({Role.INSPECTOR})


@dataclass(frozen=True)
class Item:
    """`url` is a URL name; `last` items sit at the foot of the rail."""

    url: str
    label: Promise
    icon: str
    roles: frozenset[Role]
    last: bool = False
    under: tuple[str, ...] = ()  # where the addresses of its other pages begin


@dataclass(frozen=True)
class ShownItem:
    """An item on one request: its address, and whether we are there."""

    item: Item
    address: str
    current: bool


RAIL = (
    Item("work", _("My work"), "checklist", OFFICE),
    Item("cases:desk", _("Desk"), "stack-2", DESK),
    Item("cases:list", _("Cases"), "files", OFFICE),
    Item("dashboards:map", _("Map"), "map-2", OFFICE),
    Item("places:list", _("Places"), "building-store", OFFICE, under=("/surveys/", "/permits/")),
    Item("inspections:index", pgettext_lazy("rail", "Visits"), "walk", frozenset(DESK | OVERSIGHT)),
    Item("ledgers:items", _("Ledger"), "notebook", frozenset(DESK | UNIT | OVERSIGHT)),
    Item("ledgers:orders", _("Orders"), "file-certificate", frozenset(DESK | UNIT | OVERSIGHT)),
    Item("rounds:list", pgettext_lazy("rail", "Rounds"), "clipboard-check", frozenset(OVERSIGHT), under=("/plans/",)),
    Item(
        "dashboards:leader",
        _("Overview"),
        "chart-bar",
        frozenset(OVERSIGHT | DESK | {Role.DEPARTMENT_HEAD}),
        under=("/analysis/", "/indicators/", "/scorecards/"),
    ),
    Item("cases:routing", _("Routing"), "route", frozenset({Role.DISPATCHER, Role.SHIFT_LEADER, Role.ADMINISTRATOR})),
    Item("cases:unmaskings", _("Who looked"), "eye-exclamation", frozenset({Role.AUDITOR})),
    Item("cases:anchors", _("Anchors"), "anchor", frozenset({Role.AUDITOR})),
    Item("registry:changes", _("Change log"), "history", frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
    Item(
        "registry:setup",
        _("City set-up"),
        "settings",
        frozenset({Role.SHIFT_LEADER, Role.ADMINISTRATOR, Role.AUDITOR}),
        last=True,
        under=("/city/", "/notices/channels/", "/erased-words/", "/personal-data/"),
    ),
)
STARTS: dict[str, str] = {
    Role.INSPECTOR.value: "cases:report",
}
FIELD_BAR = (
    Item("work", _("My work"), "checklist", STREET),
    Item("cases:report", _("Report"), "camera-plus", REPORTERS),
    Item("inspections:tasks", _("Tasks"), "list-check", EVERYONE),
    Item("rounds:field", _("Rounds"), "clipboard-check", frozenset({Role.SUPERVISOR})),
    Item("cases:mine", _("Mine"), "user", EVERYONE),
)
STREET_RAIL = tuple(replace(item, roles=STREET) for item in FIELD_BAR)  # on desk pages: inbox, search, account


def shown(items: tuple[Item, ...], request: HttpRequest) -> list[ShownItem]:
    """The items this person sees; the one with the longest matching address (or beginning of one) is where we are."""
    role = getattr(request.user, "role", "")
    addresses = {item: reverse(item.url) for item in items if role in item.roles}
    begun = [(start, item) for item, address in addresses.items() for start in (address, *item.under)]
    __, here = max(((len(start), item.url) for start, item in begun if request.path.startswith(start)), default=(0, ""))
    return [ShownItem(item, address, item.url == here) for item, address in addresses.items()]


def start_of(request: HttpRequest) -> str:
    """Where a person's work begins: in the street the phone pages, for most the top of the rail."""
    if first := STARTS.get(getattr(request.user, "role", "")):
        return reverse(first)
    return next((entry.address for entry in (*shown(RAIL, request), *shown(FIELD_BAR, request))), "")
