"""Panels: what a higher house shows on the page of a lower house's subject (a case, a unit, later a place).

A lower house must not name a higher one, not even by an address in a template. So the higher house registers a panel
when it starts, and the page of the subject draws whatever is registered (`{% panels "case" case %}`). A panel is a
fragment that the browser fetches after the page: a slow or broken one never holds up the page it stands on.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.models import User
from common.counting import count_lists

_panels: dict[str, list["Panel"]] = defaultdict(list)


@dataclass(frozen=True)
class Panel:
    """A fragment for one kind of subject; `name` is the id of its element on the page.

    `address` and the questions take the subject's row. `may` says whether this person is shown it. With `rows` (what is
    in it, as a question) an empty panel is left out and a full one says how many there are; those of all panels of a
    page are counted by one statement.
    """

    kind: str
    name: str
    title: Promise | str
    order: int
    address: Callable[[Any], str]
    may: Callable[[User, Any], bool]
    rows: Callable[[User, Any], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class ShownPanel:
    name: str
    title: Promise | str
    url: str
    count: int | None


def register(panel: Panel) -> None:
    """Let the panel be drawn; registering the same name again replaces it (a house may be started twice in a test)."""
    others = [each for each in _panels[panel.kind] if each.name != panel.name]
    _panels[panel.kind] = sorted([*others, panel], key=lambda each: (each.order, each.name))


def forget(kind: str, name: str) -> None:
    _panels[kind] = [each for each in _panels[kind] if each.name != name]


def panels_of(kind: str, subject: Any, *, user: User) -> Iterator[ShownPanel]:
    """What this person is shown beside the subject, in order."""
    shown = [panel for panel in _panels[kind] if panel.may(user, subject)]
    asked = {panel.name: panel.rows(user, subject) for panel in shown if panel.rows is not None}
    counts = dict(zip(asked, count_lists([*asked.values()]), strict=True))
    for panel in shown:
        count = counts.get(panel.name)
        if count != 0:
            yield ShownPanel(panel.name, panel.title, panel.address(subject), count)
