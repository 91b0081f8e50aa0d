"""The kinds of visits, the states of a visit, and which states of a case ask for one."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases import workflow as cases
from cases.workflow import State


class Kind(TextChoices):
    """Of a case: the move that is made on the spot. `LOOK` is the visit of another subject."""

    VERIFY = cases.VERIFY, _("Verification")
    CHECK = cases.CHECK, _("Check")
    RECHECK = cases.RECHECK, _("Re-check")
    LOOK = "look", _("Look")


class VisitState(TextChoices):
    WAITING = "waiting", _("Nobody is on duty for it yet")
    GIVEN = "given", _("Given")
    DONE = "done", _("Done")
    EXPIRED = "expired", _("Nobody came")
    DROPPED = "dropped", _("Not needed any more")


FINAL = (VisitState.DONE, VisitState.DROPPED)
LIVE = (VisitState.WAITING, VisitState.GIVEN, VisitState.EXPIRED)  # somebody still has to go
ASKING: Mapping[Kind, tuple[State, ...]] = {
    Kind.VERIFY: (State.VERIFYING,),
    Kind.CHECK: (State.DISPOSED, State.CHECKING),
    Kind.RECHECK: (State.CLOSED,),
}
KIND_OF: Mapping[str, Kind] = {state: kind for kind, states in ASKING.items() for state in states}
