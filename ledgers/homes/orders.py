"""What orders show on a person's home: to a unit what to sign and reply to, to issuers and leaders what lies."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, IntegerField, QuerySet, Value, Window
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from common.templatetags import marks
from ledgers.models import Order
from ledgers.presenters.orders import asked
from ledgers.queries.orders import heads_of, orders
from ledgers.querysets.orders import OrderQuerySet
from ledgers.workflow.order_states import OrderState
from registry.homes import HomePart, HomeSection, home_line, register

SHOWN = 3  # orders of each list


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
    Role.SUPERVISOR: OF_ISSUERS, Role.LEADER: OF_ISSUERS, Role.AUDITOR: (_UNSIGNED, _OVERDUE),
}  # fmt: skip


def _orders(user: User, at: datetime) -> Iterator[HomeSection]:
    """The numbers and the first keys of all lists in one statement; their rows, units and heads where there are any."""
    sections = SECTIONS[user.role]
    totals, keys = [0] * len(sections), [list[UUID]() for __ in sections]
    for pk, number, total in _first_of_each(sections, user, at):
        totals[number] = total
        keys[number].append(pk)
    wanted = {pk for each in keys for pk in each}
    rows = {row.pk: row for row in orders(user).filter(pk__in=wanted)} if wanted else {}
    heads = heads_of({service.department_id for row in rows.values() for service in row.services.all()})
    for section, number, of in zip(sections, totals, keys, strict=True):
        lines = [_line(rows[pk], at, heads) for pk in of if pk in rows]
        yield HomeSection(section.label, f"{reverse('ledgers:orders')}?{section.question}", number, lines, section.bad)


def _first_of_each(
    sections: tuple[OrderSection, ...], user: User, at: datetime
) -> "QuerySet[Order, tuple[UUID, int, int]]":  # fmt: skip
    seen = Order.objects.visible_to(user)
    parts = [
        section.which(seen, user, at).order_by("due_at", "pk").annotate(
            section=Value(number, IntegerField()), total=Window(Count("pk"))
        )[:SHOWN]
        for number, section in enumerate(sections)
    ]  # fmt: skip
    first, *more = (part.values_list("pk", "section", "total") for part in parts)
    return first.union(*more, all=True)


def _line(order: Order, at: datetime, heads: Mapping[int, list[str]]) -> SafeString:
    """Who was asked stands in the column of the unit."""
    signing = order.state == OrderState.ISSUED
    return home_line(
        url=order.get_absolute_url(), seen=f"{order.pk}.{order.seq}",
        lamp=marks.lamp(order.lamp(at=at), compact=True), what=f"{order.get_kind_display()} · {order.title}",
        place=order.get_state_display(), unit=asked(order, heads),
        due=marks.due(order.sign_due_at if signing else order.due_at, now=at), number=order.paper_number,
    )  # fmt: skip


register(HomePart("orders", 45, SECTIONS.keys(), _orders))
