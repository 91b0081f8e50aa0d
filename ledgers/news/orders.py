"""What is told of orders: to the units on which they were served, to who issued them, and up the ladder to leaders."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium, User
from accounts.roles import UNIT, Role
from cases.permissions import people_who_see
from cases.querysets.scopes import seen_in_parts
from common.moments import local
from departments.queries import units_above
from ledgers.models import Order, OrderEvent, Service
from ledgers.topics import ORDER
from ledgers.workflow.order_states import ServiceState
from ledgers.workflow.orders import (
    ACCEPT_REPLY,
    AUTO_CLOSE,
    AUTO_WITHDRAW,
    ISSUE,
    MOVES,
    OVERDUE,
    PHOTO_REFUSED,
    REFUSE_REPLY,
    REMIND,
    REPLY,
    SIGN,
    UNSIGNED,
    WARN,
    WITHDRAW,
    WORDS,
)
from notices.actions import declare
from notices.events import Audience, Event, NoticeKind, Rule, Text
from notices.subjects import NoticeSubject, Occasion, Said, SubjectKind

UNITS = Audience("order_units", _("Units that are meant: handlers and heads"), Order.SUBJECT)
HEADS = Audience("order_heads", _("Units that are meant: heads"), Order.SUBJECT)
SENDER = Audience("order_photo_sender", _("Who sent the photo of a reply"), Order.SUBJECT)
ISSUER = Audience("order_issuer", _("Who issued the order"), Order.SUBJECT)
_CALM, _LOUD = (Medium.MAIL, Medium.ROBOT), (Medium.MAIL, Medium.SMS, Medium.ROBOT)


def _event(name: str, kind: NoticeKind, title: Text, media: tuple[Medium, ...], *audiences: str) -> Event:
    move = name.removeprefix("order_").rstrip("_23")
    row = MOVES.get(move) or WORDS.get(move)
    rules = tuple(Rule(str(each), media) for each in audiences)
    return Event(name, kind, title, Order.SUBJECT, rules, row.label if row is not None else "")


EVENTS = (
    _event("order_issue", NoticeKind.WORK, _("An order was served on your unit: sign for it"), _LOUD, UNITS.name),
    _event(
        "order_unsigned_2", NoticeKind.CLOCK, _("An order is not signed for"), _LOUD, UNITS.name, ISSUER.name,
        Role.SUPERVISOR,
    ),
    _event(
        "order_unsigned_3", NoticeKind.CLOCK, _("An order stays unsigned: the leaders are asked to act"), _LOUD,
        HEADS.name, Role.LEADER,
    ),
    _event("order_warn", NoticeKind.CLOCK, _("The limit of an order is near"), _CALM, UNITS.name),
    _event(
        "order_overdue_2", NoticeKind.CLOCK, _("An order was not replied to in time"), _LOUD, UNITS.name, ISSUER.name,
        Role.SUPERVISOR,
    ),
    _event(
        "order_overdue_3", NoticeKind.CLOCK, _("An order stays without reply: the leaders are asked to act"), _LOUD,
        HEADS.name, Role.LEADER,
    ),
    _event("order_sign", NoticeKind.ANSWER, _("A unit has signed for the order"), (), ISSUER.name),
    _event("order_reply", NoticeKind.ANSWER, _("A unit has replied to the order"), _CALM, ISSUER.name),
    _event("order_accept_reply", NoticeKind.END, _("The reply to the order was accepted"), _CALM, UNITS.name),
    _event("order_refuse_reply", NoticeKind.WORK, _("The reply to the order was refused"), _LOUD, UNITS.name),
    _event("order_remind", NoticeKind.CLOCK, _("A reminder: this order waits for your unit"), _LOUD, UNITS.name),
    _event("order_withdraw", NoticeKind.END, _("The order was withdrawn"), _CALM, UNITS.name),
    _event(
        "order_auto_withdraw", NoticeKind.END, _("The order was withdrawn by the platform"), _CALM, UNITS.name,
        ISSUER.name,
    ),
    _event(
        "order_photo_refused", NoticeKind.WORK, _("A photo that you sent can't be used"), _CALM, SENDER.name,
    ),
    _event(
        "order_auto_close", NoticeKind.END, _("The order has ended with what it was drawn up for"), _CALM, UNITS.name,
        ISSUER.name,
    ),
)  # fmt: skip
_HEARD = {
    ISSUE, UNSIGNED, WARN, OVERDUE, SIGN, REPLY, ACCEPT_REPLY, REFUSE_REPLY, REMIND, WITHDRAW, AUTO_CLOSE,
    AUTO_WITHDRAW, PHOTO_REFUSED,
}  # fmt: skip
_BY_LEVEL = {UNSIGNED, OVERDUE}
# Of which of its units something is said, where the event names none.
_OWING: Mapping[str, Collection[str]] = {
    UNSIGNED: (ServiceState.UNSIGNED,),
    WARN: (ServiceState.UNSIGNED, ServiceState.SIGNED),
    OVERDUE: (ServiceState.UNSIGNED, ServiceState.SIGNED),
    REMIND: (ServiceState.UNSIGNED, ServiceState.SIGNED),
}


@dataclass(slots=True, kw_only=True)
class OrderOccasion(Occasion):
    """What decides who hears of it."""

    move: str
    unit: str  # the code of the one unit that it is about; empty: see `_OWING`
    sender: int | None  # of a photo


def event_of(row: OrderEvent) -> str:
    """The name under which it is heard of."""
    return f"order_{row.move}_{row.data.get('level')}" if row.move in _BY_LEVEL else f"order_{row.move}"


def happened(references: Sequence[str]) -> list[OrderOccasion]:
    """The events of these ids of which people may hear, in the order in which they happened."""
    rows = OrderEvent.objects.filter(pk__in=[UUID(each) for each in references], move__in=_HEARD)
    return [
        OrderOccasion(
            event=str(row.pk), what=event_of(row), key=str(row.order_id), urgent=row.move in _BY_LEVEL,
            by=row.by_id or row.data.get("because_of"),
            move=row.move, unit=str(row.data.get("unit", "")), sender=row.data.get("sender"),
        )
        for row in rows.order_by("at", "order", "seq")
    ]  # fmt: skip


class OrderSubject(NoticeSubject):
    """Who lost sight of the order keeps the line and loses the link."""

    def __init__(self, order: Order, seen: bool) -> None:
        super().__init__(
            key=str(order.pk), title=order.title, url=order.get_absolute_url(), label=order.paper_number,
            stamp=order.seq, over=not order.is_open,
        )  # fmt: skip
        self.order, self._seen = order, seen

    @property
    def visible(self) -> bool:
        return self._seen

    @property
    def line(self) -> str:
        return str(self.order.get_kind_display())


def _due(subject: OrderSubject, said: Said) -> str:
    return date_format(local(subject.order.due_at), "Y-m-d H:i")


class OrderNews(SubjectKind[OrderOccasion, OrderSubject]):
    name = Order.SUBJECT
    model = Order
    body = _("Order: {number}\nAbout: {title}\nTo be signed for by: {sign_by}\nDue: {due}\nBy: {by}\nNote: {note}")
    facts: Mapping[str, Callable[[OrderSubject, Said], str]] = {
        "number": lambda subject, said: subject.order.paper_number,
        "title": lambda subject, said: subject.title,
        "kind": lambda subject, said: str(subject.order.get_kind_display()),
        "sign_by": lambda subject, said: date_format(local(subject.order.sign_due_at), "Y-m-d H:i"),
        "due": _due,
        "by": lambda subject, said: said.by,
        "note": lambda subject, said: said.note,
    }

    def people(
        self, heard: Sequence[tuple[OrderOccasion, frozenset[str]]]
    ) -> Sequence[Mapping[str, Collection[int]]]:  # fmt: skip
        """Who is asked stands in the services as they are now: a unit that has signed meanwhile is not asked again."""
        meant = _Meant([occasion for occasion, __ in heard])
        return [
            {
                UNITS.name: meant.members(occasion), HEADS.name: meant.heads(occasion),
                ISSUER.name: meant.issuer(occasion),
                SENDER.name: [occasion.sender] if occasion.sender is not None else [],
            }
            for occasion, __ in heard
        ]  # fmt: skip

    def barred(self, occasions: Sequence[OrderOccasion], users: Collection[int]) -> Sequence[Collection[int]]:
        """Who does not see the case of an order does not hear of it, unless they issued it; nor who has a part of the
        city in which it is not."""
        orders = Order.objects.select_related("case").in_bulk({UUID(each.key) for each in occasions})
        see: dict[UUID, set[int]] = {}
        for order in orders.values():
            if order.case is not None:
                seen = people_who_see(order.case).filter(pk__in=users).values_list("pk", flat=True)
                see[order.pk] = {*seen, *filter(None, [order.issued_by_id])}
        parts = _parts(orders, users)
        elsewhere = {key: {user for user, seen in parts.items() if key not in seen} for key in orders}
        return [
            set(users) - see.get(key, set(users)) | elsewhere[key] for key in (UUID(each.key) for each in occasions)
        ]

    def find(self, keys: Collection[str], user: User) -> Mapping[str, OrderSubject]:
        seen = set(Order.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
        return {str(order.pk): OrderSubject(order, order.pk in seen) for order in Order.objects.filter(pk__in=keys)}

    def said(self, events: Collection[str]) -> Mapping[str, Said]:
        rows = OrderEvent.objects.filter(pk__in=[UUID(event) for event in events]).select_related("by")
        return {str(row.pk): Said(str(row.by or ""), row.note) for row in rows}


def _parts(orders: Collection[UUID], users: Collection[int]) -> Mapping[int, Set[UUID]]:
    """Of those of the users who have a part of the city, which of the orders each sees."""
    return seen_in_parts(lambda user: Order.objects.visible_to(user).filter(pk__in=orders), users)


class _Meant:
    """Everybody whom a batch of occasions could concern, by a fixed number of queries."""

    def __init__(self, occasions: Sequence[OrderOccasion]) -> None:
        keys = {UUID(each.key) for each in occasions}
        self._services: dict[UUID, list[Service]] = defaultdict(list)
        for service in Service.objects.filter(order__in=keys).select_related("department"):
            self._services[service.order_id].append(service)
        issuers = Order.objects.filter(pk__in=keys, issued_by__is_active=True)
        self._issuers = dict(issuers.values_list("pk", "issued_by"))
        supervisors = User.objects.filter(role=Role.SUPERVISOR, is_active=True).values_list("pk", flat=True)
        nobodys = keys - self._issuers.keys()
        self._supervisors = list(supervisors) if nobodys else []
        self._parts = _parts(nobodys, self._supervisors)
        self._of_unit = self._people()

    def _people(self) -> dict[int, dict[str, set[int]]]:
        units = {service.department_id for services in self._services.values() for service in services}
        found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        users = User.objects.filter(is_active=True, role__in=UNIT, membership__department__in=units)
        for pk, role, unit in users.values_list("pk", "role", "membership__department"):
            found[unit][role].add(pk)
        return found

    def _units(self, occasion: OrderOccasion) -> list[int]:
        services = self._services[UUID(occasion.key)]
        if occasion.unit:
            return [each.department_id for each in services if each.department.code == occasion.unit]
        states = _OWING.get(occasion.move, ServiceState.values)
        return [each.department_id for each in services if each.state in states]

    def members(self, occasion: OrderOccasion) -> set[int]:
        """Of a unit without members those of the units above it, who can sign for it."""
        found = set[int]()
        for unit in self._units(occasion):
            found |= set[int]().union(*self._of_unit[unit].values()) or _above(unit)
        return found

    def heads(self, occasion: OrderOccasion) -> set[int]:
        """Of a unit without a head all its members."""
        found = set[int]()
        for unit in self._units(occasion):
            roles = self._of_unit[unit]
            found |= roles[Role.DEPARTMENT_HEAD] or set[int]().union(*roles.values()) or _above(unit)
        return found

    def issuer(self, occasion: OrderOccasion) -> Collection[int]:
        """Of what the platform drew up, or somebody who has left, the supervisors who see it: they answer for it."""
        key = UUID(occasion.key)
        person = self._issuers.get(key)
        seen = [each for each in self._supervisors if each not in self._parts or key in self._parts[each]]
        return seen if person is None else [person]


def _above(unit: int) -> set[int]:
    people = User.objects.filter(
        is_active=True, role=Role.DEPARTMENT_HEAD, membership__department__in=units_above([unit])
    )
    return set(people.values_list("pk", flat=True))


def declare_orders() -> None:
    """Once, when the houses are ready."""
    declare(OrderNews(), declared=EVENTS, audiences=(UNITS, HEADS, ISSUER, SENDER), topics={ORDER: happened})
