"""How an order is shown: its units and who was asked, its history, its place in lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from common.moments import local
from common.owed import Lamp, on_time
from common.phones import mask_phone
from departments.models import Department
from evidence.models import Photo
from evidence.presenters import Shot, sides
from ledgers.models import Order, OrderEvent, Service
from ledgers.queries.orders import reply_photos
from ledgers.workflow.order_states import OWED, OrderKind, OrderState, ServiceState
from ledgers.workflow.orders import ISSUE, MOVES, WORDS

# What the three papers call the same things (facts.md 2.12).
PROBLEM = {
    OrderKind.SUPERVISION: pgettext_lazy("order", "Problem"),
    OrderKind.RECTIFICATION: gettext_lazy("What was found"),
}
REQUIREMENT = {
    OrderKind.SUPERVISION: gettext_lazy("What is required"), OrderKind.RECTIFICATION: gettext_lazy("Measures required"),
}  # fmt: skip


def problem_label(order: Order) -> str:
    return str(PROBLEM.get(OrderKind(order.kind), PROBLEM[OrderKind.RECTIFICATION]))


def requirement_label(order: Order) -> str:
    return str(REQUIREMENT.get(OrderKind(order.kind), REQUIREMENT[OrderKind.RECTIFICATION]))


@dataclass(frozen=True)
class OrderRow:
    """An order in a list: its lamp, and for whom it waits."""

    order: Order
    lamp: Lamp
    unsigned: bool
    waits_for: list[Department]

    @property
    def units(self) -> list[Department]:
        return [service.department for service in self.order.services.all()]


def rows_of(orders: Iterable[Order], at: datetime) -> list[OrderRow]:
    return [row_of(order, at) for order in orders]


def row_of(order: Order, at: datetime) -> OrderRow:
    return OrderRow(order, order.lamp(at=at), order.is_unsigned(at=at), waits_for(order))


def waits_for(order: Order) -> list[Department]:
    """The units that still have to sign; where all have, those that owe a reply."""
    services = list(order.services.all()) if order.state in OWED else []
    owing = ServiceState.UNSIGNED if order.state == OrderState.ISSUED else ServiceState.SIGNED
    return [service.department for service in services if service.state == owing]


def asked(owing: Iterable[Mapping[str, Any]]) -> str:
    """Units that owe something (`queries.orders.owing`), with who was asked there: 环卫中心 (Hugo), 市政所."""
    named = ((each["unit"], _(", ").join(each["heads"])) for each in owing)
    return _(", ").join(f"{unit} ({heads})" if heads else unit for unit, heads in named)


@dataclass(frozen=True)
class UnitLine:
    """One served unit as the page of the order shows it; `asked` are its heads, while it owes something."""

    service: Service
    asked: Sequence[str]
    late: bool | None  # its reply
    shots: Sequence[Shot]  # what came with its replies

    @property
    def tone(self) -> str:
        return {"unsigned": "bad", "accepted": "good"}.get(self.service.state, "")


def unit_lines(order: Order, heads: Mapping[int, Sequence[str]], user: User) -> list[UnitLine]:
    photos = reply_photos(order)
    return [
        UnitLine(
            each,
            heads.get(each.department_id, ()) if each.state in (ServiceState.UNSIGNED, ServiceState.SIGNED) else (),
            on_time(each.replied_at, order.due_at) is False,
            _shots(photos.get(each.department.code, ()), user),
        )
        for each in order.services.all()
    ]


def _shots(photos: Sequence[Photo], user: User) -> list[Shot]:
    """Each with where it was used before."""
    found = sides(photos, user)
    return [*found["before"], *found["after"]]


def party_phone(order: Order) -> str:
    """Of who answers for the place, masked; the file of the place shows it to who says what for."""
    return mask_phone(order.place.phone) if order.place is not None and order.kind == OrderKind.TO_PARTY else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One item of the history, as the kit's `event` tag wants it."""

    at: datetime
    what: str
    who: User | None
    note: str
    changes: Sequence[tuple[str, str, str]]
    icon: str
    tone: str


def timeline(order: Order) -> list[Moment]:
    """Newest first."""
    events = list(order.events.select_related("by").order_by("-seq"))
    names = {service.department.code: str(service.department) for service in order.services.all()}
    return [_moment(event, names) for event in events]


def _moment(event: OrderEvent, names: Mapping[str, str]) -> Moment:
    row = MOVES.get(event.move) or WORDS[event.move]
    note = _("These words were erased.") if event.erased else event.note
    tone = row.tone or ("" if event.by else "auto")
    return Moment(event.at, str(row.label), event.by, note, _changes(event, names), row.icon, tone)


def _changes(event: OrderEvent, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    changes = []
    if event.from_state != event.to_state:
        before = str(OrderState(event.from_state).label) if event.from_state else ""
        changes.append((_("State"), before, str(OrderState(event.to_state).label)))
    if unit := event.data.get("unit"):
        changes.append((_("Unit"), "", names.get(unit, unit)))
    if refusal := event.data.get("refusal"):
        changes.append((_("Photo"), "", Photo(refusal=refusal).refusal_text))
    if event.move == ISSUE:
        units = [names.get(code, code) for code in event.data.get("units", [])]
        changes.append((_("Served on"), "", _(", ").join(units)))
    return changes


def day(at: datetime | None) -> str:
    return date_format(local(at), "Y-m-d H:i") if at else ""
