"""The words of the trade for orders. `visible_to` alone decides what a person sees, for every door."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT
from cases.querysets import SEES_PRIVATE
from cases.querysets.scopes import ScopeKeys, scope_of
from common.owed import Lamp
from common.owed.conditions import lamp_conditions
from departments.queries import own_unit_of, units_of
from ledgers.querysets.items import answers_for
from ledgers.workflow.order_states import OWED, OrderState, ServiceState

if TYPE_CHECKING:
    from ledgers.models import Order  # noqa: F401 - read by mypy in the strings below

_NOT_PRIVATE = Q(case=None) | Q(case__private=False)


def unsigned_at(at: datetime, order: str = "") -> Q:
    """Some unit should have signed for it by then.

    Here and below a condition of orders, which the slowest unit decides; with `order` (`order__`) one of services,
    which says it of one unit.
    """
    state = ServiceState.UNSIGNED if order else OrderState.ISSUED
    return Q(state=state, **{f"{order}is_open": True, f"{order}sign_due_at__lt": at})


def overdue_at(at: datetime, order: str = "") -> Q:
    """Some unit should have replied by then."""
    owing = (ServiceState.UNSIGNED, ServiceState.SIGNED) if order else OWED
    return Q(state__in=owing, **{f"{order}is_open": True, f"{order}due_at__lt": at})


def signature_owed(order: str = "") -> Q:
    """Somebody had to sign by the time for it: it was not withdrawn, and did not end by that time unsigned."""
    return _owed(Q(signed_at__isnull=False), order, "sign_due_at")


def signed_in_time(order: str = "") -> Q:
    return Q(signed_at__lte=F(f"{order}sign_due_at"))


def reply_owed(order: str = "") -> Q:
    """Somebody had to reply by the limit: it was not withdrawn, and did not end by the limit without a reply."""
    return _owed(_replied(order), order, "due_at")


def replied_in_time(order: str = "") -> Q:
    """A reply that was refused is none."""
    return _replied(order) & Q(replied_at__lte=F(f"{order}due_at"))


def _replied(order: str) -> Q:
    answered = Q(state__in=(ServiceState.REPLIED, ServiceState.ACCEPTED))
    return answered if order else Q(replied_at__isnull=False)


def _owed(done: Q, order: str, due: str) -> Q:
    stood = Q(**{f"{order}closed_at": None}) | Q(**{f"{order}closed_at__gt": F(f"{order}{due}")})
    return ~Q(**{f"{order}state": OrderState.WITHDRAWN}) & (done | stood)


def _in_scope(user: User, scope: ScopeKeys) -> Q:
    """By what it ends with: its case, else its item, else its place. What has none of them lies nowhere."""
    item = Q(case=None) & (scope.where_of_items("item__") | answers_for(user, "item__"))
    place = Q(case=None, item=None, place__isnull=False) & scope.where_it_lies("place__")
    return scope.where("case__") | item | place


class OrderQuerySet(QuerySet["Order"]):
    def visible_to(self, user: User) -> "OrderQuerySet":
        """Desk and oversight see all, or those of the cases, items and places in their scope, and whatever they issued;
        of private cases as they see these. A unit sees what was served on it or on one below it; of a private case what
        was served on itself alone."""
        if not user.is_active:
            return self.none()
        if user.role in DESK | OVERSIGHT:
            seen = self.filter(_in_scope(user, scope) | Q(issued_by=user)) if (scope := scope_of(user)) else self
            return seen if user.role in SEES_PRIVATE else seen.filter(_NOT_PRIVATE | Q(issued_by=user))
        if user.role not in UNIT:
            return self.none()
        units = units_of(user)
        own = Q(self._service(department__in=own_unit_of(user)))
        return self.served_on(units).filter(_NOT_PRIVATE | own)

    def served_on(self, units: list[int], **more: Any) -> "OrderQuerySet":
        """Served on one of these units; `more` says how the unit stands to it."""
        return self.filter(self._service(department__in=units, **more))

    def open(self) -> "OrderQuerySet":
        return self.filter(is_open=True)

    def to_sign(self, user: User) -> "OrderQuerySet":
        """Open ones for which a unit has not signed; to members of units their own."""
        return self._with(user, ServiceState.UNSIGNED)

    def to_reply(self, user: User) -> "OrderQuerySet":
        """Open ones to which a unit that has signed owes a reply; to members of units their own."""
        return self._with(user, ServiceState.SIGNED)

    def to_accept(self, user: User) -> "OrderQuerySet":
        """Open ones with a reply that waits for an answer."""
        return self._with(user, ServiceState.REPLIED)

    def unsigned(self, *, at: datetime) -> "OrderQuerySet":
        return self.filter(unsigned_at(at))

    def overdue(self, *, at: datetime) -> "OrderQuerySet":
        return self.filter(overdue_at(at))

    def lamp(self, colour: str, *, at: datetime) -> "OrderQuerySet":
        """The same answer as `Order.lamp` of an open order, as a filter."""
        runs = Q(is_open=True, state__in=OWED)
        return self.filter(lamp_conditions("due_at", "warn_at", at=at, runs=runs)[Lamp(colour)])

    def _with(self, user: User, state: ServiceState) -> "OrderQuerySet":
        own = {"department__in": units_of(user)} if user.role in UNIT else {}
        return self.filter(self._service(state=state, **own), is_open=True)

    def _service(self, **which: Any) -> Exists:
        services: Any = self.model._meta.get_field("services").related_model
        return Exists(services._default_manager.filter(order=OuterRef("pk"), **which))
