"""Who objects to a deduction, who decides, and why not."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import UNIT, role_label
from common.refusals import Conflict, Forbidden, Refused
from common.workflow.rules import Rules
from departments.queries import units_of
from rounds.models import Finding, Objection
from rounds.queries.scores import walked_by
from rounds.viewer import RoundViewer
from rounds.workflow.objections import MOVES, Guard, Move, Need, ObjectionState, Relation


def objecting_refusal(user: User, finding: Finding, *, at: datetime) -> Refused | None:
    """Why this person does not object to this deduction; None if they may."""
    if user.role not in UNIT or finding.unit_id not in units_of(user):
        return Forbidden(_("Only the unit that is charged objects: a member of %(unit)s.") % {"unit": finding.unit})
    if not finding.counts:
        return Conflict(_("The finding is “%(state)s”.") % {"state": finding.get_state_display()}, state=finding.state)
    if finding.object_until is None:
        return Conflict(_("The round is not handed in yet."))
    if at > finding.object_until:
        until = timezone.localtime(finding.object_until)
        return Conflict(_("The term for objections ended on %(when)s.") % {"when": f"{until:%Y-%m-%d %H:%M}"})
    if said := finding.objections.exclude(state=ObjectionState.WITHDRAWN).first():
        sentence = _("The unit has objected already; the objection is “%(state)s”.")
        return Conflict(sentence % {"state": said.get_state_display()}, state=said.state)
    return None


def _own_unit(viewer: RoundViewer, objection: Objection) -> bool:
    return objection.unit_id in units_of(viewer.user)


_GUARDS: Mapping[Guard, tuple[Callable[[Objection, RoundViewer], bool], Promise | str]] = {
    Guard.NOT_FINDER: (
        lambda objection, viewer: not walked_by(viewer.user.pk, objection.finding.round_id),
        gettext_lazy("Who walked the round does not judge it: somebody else decides on the objection."),
    ),
}
RULES: Rules[Move, Objection, RoundViewer] = Rules(
    moves=MOVES,
    states=ObjectionState,
    role_label=role_label,
    relations={Relation.ANY: lambda viewer, objection: True, Relation.OWN_UNIT: _own_unit},
    strangers={Relation.OWN_UNIT: gettext_lazy("Only the unit that objected may do this.")},
    guards=_GUARDS,
    needs={Need.REASON: gettext_lazy("Say why: the unit reads it.")},
    elsewhere=gettext_lazy("The objection is “%(state)s”; “%(move)s” is possible only while it is: %(states)s."),
)
