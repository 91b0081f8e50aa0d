"""Who may do what at a stop of a round, and why not."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import role_label
from common.refusals import Conflict, Forbidden, Refused
from common.workflow.rules import Rules
from rounds.models import Stop
from rounds.queries.scores import lines_unanswered
from rounds.viewer import RoundViewer
from rounds.workflow.rounds import RoundState
from rounds.workflow.stops import MOVES, Guard, Move, Need, Relation, StopState

STRANGER = _("Only members of the group that walks this round may do this.")
NOT_WALKING = _("The round is not under way: nothing can be answered at its stops.")
_UNDER_WAY = (RoundState.DRAWN, RoundState.WALKING)  # the first answer sets out

_GUARDS: Mapping[Guard, tuple[Callable[[Stop, RoundViewer], bool], Promise | str]] = {
    Guard.WALKING: (lambda stop, viewer: stop.round.state in _UNDER_WAY, NOT_WALKING),
    Guard.ANSWERED: (
        lambda stop, viewer: not lines_unanswered(stop),
        _("Lines of the checklist have no answer yet: answer each, or say that it does not apply here."),
    ),
}
RULES: Rules[Move, Stop, RoundViewer] = Rules(
    moves=MOVES,
    states=StopState,
    role_label=role_label,
    relations={Relation.IN_GROUP: lambda viewer, stop: viewer.in_group(stop.round)},
    strangers={Relation.IN_GROUP: STRANGER},
    guards=_GUARDS,
    needs={Need.REASON: _("Say why nobody could look.")},
    elsewhere=_("The stop is “%(state)s”; “%(move)s” is possible only while it is: %(states)s."),
)


def answering_refusal(viewer: RoundViewer, stop: Stop) -> Refused | None:
    """Why this person gives no answer at this stop now; None if they may."""
    if not viewer.in_group(stop.round):
        return Forbidden(str(STRANGER))
    if stop.round.state not in _UNDER_WAY:
        return Conflict(str(NOT_WALKING), state=stop.round.state)
    if stop.state != StopState.OPEN:
        sentence = gettext("“%(place)s” is done: choose “look again” before you answer anew.")
        return Conflict(sentence % {"place": stop.place}, state=stop.state)
    return None
