"""What orders show on a person's home: to a unit what to sign and reply to, to issuers and leaders what lies."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, Value, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from ledgers.models import Order
from ledgers.presenters.orders import asked
from ledgers.queries.orders import owing
from ledgers.querysets.orders import OrderQuerySet
from ledgers.workflow.order_states import OrderState
from registry.homes import HomePart, HomeSection, home_line, register

SHOWN = 3  # orders of each list
_SHOWN_OF_EACH = (
    "id", "number", "paper_number", "kind", "title", "state", "seq", "due_at", "warn_at", "sign_due_at",
)  # fmt: skip


@dataclass(frozen=True)
class OrderSection:
    """One heading: the question of the list, and which orders it means."""

    label: Promise | str
    question: str
    which: Callable[[OrderQuerySet, User, datetime], OrderQuerySet]
    bad: bool = False


_SIGN = OrderSection(_("Orders to sign for"), "waiting=sign", lambda orders, user, at: orders.to_sign(user), bad=True)
_REPLY = OrderSection(_("Orders to reply to"), "waiting=reply", lambda orders, user, at: orders.to_reply(user))
_UNSIGNED = OrderSection(
    _("Orders nobody has signed for"), "unsigned=true", lambda orders, user, at: orders.unsigned(at=at), bad=True
)
_OVERDUE = OrderSection(
    _("Orders without reply, past their limit"), "overdue=true", lambda orders, user, at: orders.overdue(at=at),
    bad=True,
)  # fmt: skip
_ACCEPT = OrderSection(_("Replies to accept"), "waiting=accept", lambda orders, user, at: orders.to_accept(user))
OF_UNITS, OF_ISSUERS = (_SIGN, _REPLY), (_UNSIGNED, _OVERDUE, _ACCEPT)
SECTIONS: Mapping[str, tuple[OrderSection, ...]] = {
    Role.HANDLER: OF_UNITS, Role.DEPARTMENT_HEAD: (*OF_UNITS, _OVERDUE), Role.SHIFT_LEADER: (_UNSIGNED, _OVERDUE),
    Role.SUPERVISOR: OF_ISSUERS, Role.LEADER: OF_ISSUERS,
}  # fmt: skip


def _orders(user: User, at: datetime) -> Iterator[HomeSection]:
    """The numbers of all lists and their first lines, with who was asked, in one statement."""
    sections, totals = SECTIONS[user.role], dict[int, int]()
    lines: dict[int, list[SafeString]] = defaultdict(list)
    for row in _first_of_each(sections, user, at):
        totals[row["section"]] = row["total"]
        lines[row["section"]].append(_line(row, at))
    for number, section in enumerate(sections):
        url = f"{reverse('ledgers:orders')}?{section.question}"
        yield HomeSection(section.label, url, totals.get(number, 0), lines[number], section.bad)


def _first_of_each(sections: tuple[OrderSection, ...], user: User, at: datetime) -> Iterable[dict[str, Any]]:
    seen = Order.objects.visible_to(user)
    parts: list[Any] = [
        section.which(seen, user, at).order_by("due_at", "pk").annotate(
            section=Value(number, IntegerField()), total=Window(Count("pk")), owing=owing(),
        )[:SHOWN]
        for number, section in enumerate(sections)
    ]  # fmt: skip
    first, *more = (part.values("section", "total", "owing", *_SHOWN_OF_EACH) for part in parts)
    found: Iterable[dict[str, Any]] = first.union(*more, all=True)
    return found


def _line(row: dict[str, Any], at: datetime) -> SafeString:
    """Who was asked stands in the column of the unit."""
    order = Order(**{name: row[name] for name in _SHOWN_OF_EACH})
    signing = order.state == OrderState.ISSUED
    return home_line(
        url=order.get_absolute_url(), seen=f"{order.pk}.{order.seq}",
        lamp=marks.lamp(order.lamp(at=at), compact=True), what=f"{order.get_kind_display()} · {order.title}",
        place=order.get_state_display(), unit=asked(row["owing"]),
        due=marks.due(order.sign_due_at if signing else order.due_at, now=at), number=order.paper_number,
    )  # fmt: skip


register(HomePart("orders", 45, SECTIONS.keys(), _orders))
