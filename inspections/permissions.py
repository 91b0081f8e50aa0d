"""Who may do what to a visit: one set of rules answers for pages, API and actions."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import role_label
from cases.viewer import Viewer
from common.refusals import Forbidden, Refused
from common.workflow.rules import Rules
from inspections.guards import QUESTIONS
from inspections.models import Visit
from inspections.workflow import MOVES, ORDERERS, Move, Need, Relation, VisitState


def ordering_refusal(user: User) -> Refused | None:
    """Who may send somebody to look at what is no case."""
    return None if user.role in ORDERERS else Forbidden(gettext("Visits are ordered by the desk and by supervisors."))


def _near(viewer: Viewer, visit: Visit) -> bool:
    return visit.inspector_id == viewer.user.pk or visit.duty_grid_of in viewer.duty_grid_ids


_HOLDS: Mapping[Relation, Callable[[Viewer, Visit], bool]] = {
    Relation.ANY: lambda viewer, visit: True,
    Relation.NEAR: _near,
}
_STRANGERS: Mapping[Relation, Promise | str] = {
    Relation.NEAR: _("Only inspectors of the duty grid in which it lies, or who was sent, may do this."),
}
_NEEDS: Mapping[Need, Promise | str] = {
    Need.INSPECTOR: _("Choose an inspector."),
    Need.PASSED: _("Say whether the check was passed."),
    Need.REASON: _("Give a reason."),
}

RULES: Rules[Move, Visit, Viewer] = Rules(
    moves=MOVES,
    states=VisitState,
    role_label=role_label,
    relations=_HOLDS,
    strangers=_STRANGERS,
    guards=QUESTIONS,
    needs=_NEEDS,
    elsewhere=_("This visit is not needed any more: somebody has looked, or the case has moved on."),
)
