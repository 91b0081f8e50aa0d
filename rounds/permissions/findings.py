"""Who may turn a finding into a case or an item, and who has it looked at again."""

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from common.refusals import Conflict, Forbidden, Refused
from inspections.permissions import ordering_refusal
from rounds.models import Finding
from rounds.viewer import RoundViewer
from rounds.workflow.rounds import TOLD


def turning_refusal(viewer: RoundViewer, finding: Finding) -> Refused | None:
    """Why this person makes no case and no item of it; None if they may, as far as their role may at all.

    Its group while the round is walked and afterwards, and every supervisor: findings must not be forgotten.
    """
    if viewer.role != Role.SUPERVISOR and not viewer.in_group(finding.round):
        return Forbidden(_("Only supervisors and members of the group that walks this round may do this."))
    return _gone(finding)


def look_refusal(user: User, finding: Finding) -> Refused | None:
    """Why this person sends nobody to look at it again; None if they may."""
    if no := ordering_refusal(user):
        return no
    if finding.round.state not in TOLD:
        return Conflict(_("The round is not handed in yet: look at its stop."), state=finding.round.state)
    return _gone(finding)


def _gone(finding: Finding) -> Refused | None:
    if finding.counts:
        return None
    sentence = _("The finding is “%(state)s”: nothing follows from it any more.")
    return Conflict(sentence % {"state": finding.get_state_display()}, state=finding.state)
