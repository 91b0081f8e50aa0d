"""The words of the trade for orders. `visible_to` alone decides what a person sees, for every door."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, UNIT
from cases.querysets import SEES_PRIVATE
from cases.querysets.scopes import scope_of
from common.owed import Lamp
from common.owed.conditions import lamp_conditions
from departments.queries import own_unit_of, units_of
from ledgers.workflow.order_states import OWED, OrderState, ServiceState

if TYPE_CHECKING:
    from ledgers.models import Order  # noqa: F401 - read by mypy in the strings below

_NOT_PRIVATE = Q(case=None) | Q(case__private=False)


def unsigned_at(at: datetime) -> Q:
    """Some unit should have signed for it by then."""
    return Q(is_open=True, state=OrderState.ISSUED, sign_due_at__lt=at)


def overdue_at(at: datetime) -> Q:
    """Some unit should have replied by then."""
    return Q(is_open=True, state__in=OWED, due_at__lt=at)


class OrderQuerySet(QuerySet["Order"]):
    def visible_to(self, user: User) -> "OrderQuerySet":
        """Desk and oversight see all, of cases as they see the cases, and whatever they issued. A unit sees what was
        served on it or on one below it; of a private case what was served on itself alone."""
        if not user.is_active:
            return self.none()
        if user.role in DESK | OVERSIGHT:
            seen = self.filter(scope.where("case__") | Q(issued_by=user)) if (scope := scope_of(user)) else self
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
