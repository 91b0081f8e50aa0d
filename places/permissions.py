"""Who may look at whom a place's file names, and why not; and who keeps places."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import DESK, UNIT, Role
from common.refusals import Forbidden, Refused
from departments.queries import units_of
from places.models import Place

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
