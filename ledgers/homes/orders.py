"""What orders show on a person's home: to a unit what to sign and reply to, to issuers and leaders what lies."""

from collections.abc import Callable, Mapping
from datetime import datetime

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
from registry.homes import HomeList, Line, home_line, lists, register

_OF_ORDER = ("id", "number", "paper_number", "kind", "title", "state", "seq", "due_at", "warn_at", "sign_due_at")


def _section(
    label: Promise | str, question: str, which: Callable[[OrderQuerySet, User, datetime], OrderQuerySet],
    *, bad: bool = False,
) -> HomeList:  # fmt: skip
    """`which` orders there are behind a question of the list; with who was asked for a reply."""

    def rows(user: User, at: datetime) -> OrderQuerySet:
        found = which(Order.objects.visible_to(user), user, at).order_by("due_at", "pk")
        orders: OrderQuerySet = found.annotate(owing=owing())
        return orders

    columns = ("owing", *_OF_ORDER)
    return HomeList(
        label=label, page="ledgers:orders", question=question, rows=rows, columns=columns, line=_line, bad=bad
    )  # fmt: skip


def _line(row: Line, at: datetime) -> SafeString:
    """Who was asked stands in the column of the unit."""
    order = Order(**{name: row[name] for name in _OF_ORDER})
    signing = order.state == OrderState.ISSUED
    return home_line(
        url=order.get_absolute_url(), seen=f"{order.pk}.{order.seq}",
        lamp=marks.lamp(order.lamp(at=at), compact=True), what=f"{order.get_kind_display()} · {order.title}",
        place=order.get_state_display(), unit=asked(row["owing"]),
        due=marks.due(order.sign_due_at if signing else order.due_at, now=at), number=order.paper_number,
    )  # fmt: skip


_SIGN = _section(_("Orders to sign for"), "waiting=sign", lambda orders, user, at: orders.to_sign(user), bad=True)
_REPLY = _section(_("Orders to reply to"), "waiting=reply", lambda orders, user, at: orders.to_reply(user))
_UNSIGNED = _section(
    _("Orders nobody has signed for"), "unsigned=true", lambda orders, user, at: orders.unsigned(at=at), bad=True
)
_OVERDUE = _section(
    _("Orders without reply, past their limit"), "overdue=true", lambda orders, user, at: orders.overdue(at=at),
    bad=True,
)  # fmt: skip
_ACCEPT = _section(_("Replies to accept"), "waiting=accept", lambda orders, user, at: orders.to_accept(user))
OF_UNITS, OF_ISSUERS = (_SIGN, _REPLY), (_UNSIGNED, _OVERDUE, _ACCEPT)
SECTIONS: Mapping[str, tuple[HomeList, ...]] = {
    Role.HANDLER: OF_UNITS, Role.DEPARTMENT_HEAD: (*OF_UNITS, _OVERDUE), Role.SHIFT_LEADER: (_UNSIGNED, _OVERDUE),
    Role.SUPERVISOR: OF_ISSUERS, Role.LEADER: OF_ISSUERS,
}  # fmt: skip

register(lists("orders", 45, SECTIONS))
