"""Who may do what to a round, who makes one, and why not."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from accounts.roles import OVERSIGHT, Role, role_label
from common.refusals import Forbidden, Refused
from common.workflow.rules import Rules
from rounds.models import FindingState, Round
from rounds.viewer import RoundViewer
from rounds.workflow.objections import ObjectionState
from rounds.workflow.rounds import MOVES, RUNNERS, Guard, Move, Need, Relation, RoundState
from rounds.workflow.stops import StopState

EDITORS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR})  # who keeps plans and checklists
READERS = frozenset(OVERSIGHT | {Role.ADMINISTRATOR})  # who sees what is planned: no unit knows when it is looked at


def keeping_refusal(user: User) -> Refused | None:
    """Why this person changes no plan and no checklist; None if they do."""
    if user.role in EDITORS:
        return None
    return Forbidden(_("Plans and checklists of rounds are kept by supervisors and administrators."))


def planning_refusal(user: User) -> Refused | None:
    """Why this person makes no rounds by hand; None if they do."""
    if user.role in RUNNERS:
        return None
    return Forbidden(_("Rounds are made by supervisors and leaders."))


def _all_seen(of: Round, viewer: RoundViewer) -> bool:
    return not of.stops.filter(state=StopState.OPEN).exists()


def _objected(of: Round, viewer: RoundViewer) -> bool:
    """No objection is undecided, and no unit may raise one any more."""
    charged = of.findings.filter(state=FindingState.CHARGED)
    if charged.filter(objections__state=ObjectionState.RAISED).exists():
        return False
    over = of.objections_until is None or viewer.at > of.objections_until
    return over or not charged.exists()


_GUARDS: Mapping[Guard, tuple[Callable[[Round, RoundViewer], bool], Promise | str]] = {
    Guard.ALL_SEEN: (
        _all_seen,
        gettext_lazy("Some places are still to be looked at, or to be given up with a reason."),
    ),
    Guard.NOT_WALKER: (
        lambda of, viewer: of.handed_in_by_id != viewer.user.pk,
        gettext_lazy("Who handed it in does not settle it."),
    ),
    Guard.OBJECTED: (_objected, gettext_lazy("Units may still object, or an objection is not decided yet.")),
}
RULES: Rules[Move, Round, RoundViewer] = Rules(
    moves=MOVES,
    states=RoundState,
    role_label=role_label,
    relations={
        Relation.ANY: lambda viewer, of: True,
        Relation.IN_GROUP: lambda viewer, of: viewer.in_group(of),
    },
    strangers={Relation.IN_GROUP: gettext_lazy("Only members of its group (%(group)s) walk this round.")},
    guards=_GUARDS,
    needs={Need.REASON: gettext_lazy("Give a reason.")},
    elsewhere=gettext_lazy("The round is “%(state)s”; “%(move)s” is possible only while it is: %(states)s."),
    words_of=lambda of: {"group": of.group or pgettext_lazy("group of a round", "supervisors")},
)
