"""Who may do what to an order: one set of rules answers for pages, API and actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import UNIT, role_label
from common.refusals import Forbidden, Refused
from common.workflow.rules import Rules
from departments.queries import own_unit_of, units_of
from ledgers.models import Order, Service
from ledgers.workflow.order_states import Guard, Need, OrderState, Relation, ServiceState
from ledgers.workflow.orders import ISSUERS, MOVES, OrderMove


def drawing_refusal(user: User) -> Refused | None:
    """Why this person draws up no orders; None if they do."""
    return None if user.role in ISSUERS else Forbidden(gettext("Orders are drawn up by supervisors and leaders."))


@dataclass(frozen=True, slots=True)
class OrderViewer:
    """A person at the moment of a move; `unit` is the code of the served unit that they named."""

    user: User
    at: datetime
    unit: str = ""

    @property
    def role(self) -> str:
        return self.user.role


def services_for(viewer: OrderViewer, order: Order) -> Sequence[Service]:
    """The services about which this person can do something: to members of units those of their own unit first, then
    of units below it; to others all. Where a unit was named, only that one."""
    services = sorted(order.services.all(), key=lambda service: service.position)
    if viewer.role in UNIT:
        own, below = own_unit_of(viewer.user), units_of(viewer.user)
        services = [service for service in services if service.department_id in below]
        services.sort(key=lambda service: service.department_id not in own)
    return [service for service in services if viewer.unit in ("", service.department.code)]


def service_in(viewer: OrderViewer, order: Order, *states: ServiceState) -> Service | None:
    """The first of them that stands so."""
    return next((each for each in services_for(viewer, order) if each.state in states), None)


def is_meant(viewer: OrderViewer, order: Order, service: Service) -> bool:
    """Whether it is clear that a member of units means this service: of several they name the one that is not of their
    own unit. Else who signs twice has signed for a unit below too."""
    if viewer.role not in UNIT or viewer.unit or service.department_id in own_unit_of(viewer.user):
        return True
    return len(services_for(viewer, order)) == 1


def _served(viewer: OrderViewer, order: Order) -> bool:
    return bool(services_for(viewer, order))


def _some(*states: ServiceState) -> Callable[[Order, OrderViewer], bool]:
    return lambda order, viewer: service_in(viewer, order, *states) is not None


_SIGNED = (ServiceState.SIGNED, ServiceState.REPLIED, ServiceState.ACCEPTED)
_GUARDS: Mapping[Guard, tuple[Callable[[Order, OrderViewer], bool], Promise | str]] = {
    Guard.UNSIGNED: (_some(ServiceState.UNSIGNED), _("Your unit has signed for it already.")),
    Guard.SIGNED: (_some(*_SIGNED), _("Sign for it first.")),
    Guard.OWES_REPLY: (_some(ServiceState.SIGNED), _("The reply of your unit is there already.")),
    Guard.REPLY_WAITS: (_some(ServiceState.REPLIED), _("No reply waits for an answer.")),
}
ORDERS: Rules[OrderMove, Order, OrderViewer] = Rules(
    moves=MOVES,
    states=OrderState,
    role_label=role_label,
    relations={Relation.ANY: lambda viewer, order: True, Relation.SERVED: _served},
    strangers={Relation.SERVED: _("Only members of a unit on which it was served may do this.")},
    guards=_GUARDS,
    needs={Need.NOTE: _("Write what is to be said."), Need.REASON: _("Give a reason.")},
    elsewhere=_("The order is “%(state)s”; “%(move)s” is possible only while it is: %(states)s."),
)
