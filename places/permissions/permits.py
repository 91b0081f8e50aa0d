"""Who may call whom a place's file names, who decides on permits, and why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import DESK, UNIT, Role, role_label
from common.refusals import Forbidden, Refused
from common.workflow.rules import Rules
from departments.queries import units_of
from places.models import Permit, Place
from places.workflow import APPLIERS, MOVES, Guard, Move, Need, PermitState, Relation

# Who calls the responsible person of any place: the desk, who goes there, who follows up, who keeps the file.
_CALLS = DESK | {Role.INSPECTOR, Role.SUPERVISOR, Role.ADMINISTRATOR}


def contact_refusal(user: User, place: Place) -> Refused | None:
    """Why this person is not shown the telephone of who answers for a place; None if they are."""
    if user.role in _CALLS:
        return None
    if user.role in UNIT and place.unit_id is not None and place.unit_id in units_of(user):
        return None
    return Forbidden(
        _("The telephone is shown to the desk, inspectors, supervisors, administrators and the unit of the place.")
    )


def applying_refusal(user: User) -> Refused | None:
    """Why this person does not enter what somebody applies for; None if they do."""
    if user.role in APPLIERS:
        return None
    return Forbidden(_("Applications are entered by the desk, the units and administrators."))


@dataclass(frozen=True, slots=True)
class PermitViewer:
    """A person at the moment of a move."""

    user: User
    at: datetime

    @property
    def role(self) -> str:
        return self.user.role


def _of_unit(viewer: PermitViewer, permit: Permit) -> bool:
    return permit.unit_id in units_of(viewer.user)


_GUARDS: Mapping[Guard, tuple[Callable[[Permit, PermitViewer], bool], Promise | str]] = {
    Guard.NOT_APPLICANT: (
        lambda permit, viewer: permit.entered_by_id != viewer.user.pk,
        gettext_lazy("Who entered the application does not decide on it."),
    ),
    Guard.NOT_OVER: (
        lambda permit, viewer: permit.ends_on >= localdate(viewer.at),
        gettext_lazy("The term that was applied for is over."),
    ),
}
PERMITS: Rules[Move, Permit, PermitViewer] = Rules(
    moves=MOVES,
    states=PermitState,
    role_label=role_label,
    relations={Relation.ANY: lambda viewer, permit: True, Relation.OWN_UNIT: _of_unit},
    strangers={Relation.OWN_UNIT: gettext_lazy("Only the head of %(unit)s, which decides on it, may do this.")},
    guards=_GUARDS,
    needs={Need.REASON: gettext_lazy("Give a reason.")},
    elsewhere=gettext_lazy("The permit is “%(state)s”; “%(move)s” is possible only while it is: %(states)s."),
    words_of=lambda permit: {"unit": permit.unit},
)
