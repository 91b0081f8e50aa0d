"""The states of a case and the stages they belong to."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from catalogue.choices import Stage


class State(TextChoices):
    REPORTED = "reported", _("Reported")
    VERIFYING = "verifying", _("Being verified")
    ACCEPTED = "accepted", _("Accepted")
    FILED = "filed", _("Filed")
    DISPUTED = "disputed", _("In dispute")
    DISPATCHED = "dispatched", _("Dispatched")
    IN_DISPOSAL = "in_disposal", _("In disposal")
    SUSPENDED = "suspended", _("Suspended")
    DISPOSED = "disposed", _("Disposed")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Check passed")
    CLOSED = "closed", _("Closed")
    SELF_HANDLED = "self_handled", _("Handled on the spot")
    REJECTED = "rejected", _("Rejected")
    VOID = "void", _("Void")
    MERGED = "merged", _("Merged with another")


FINAL = (State.CLOSED, State.SELF_HANDLED, State.REJECTED, State.VOID, State.MERGED)
OPEN = tuple(state for state in State if state not in FINAL)
OWED = (State.DISPATCHED, State.IN_DISPOSAL)  # states in which a unit owes the fix and its clock runs


VISITED = (State.VERIFYING, State.DISPOSED, State.CHECKING, State.CLOSED)  # states in which somebody goes and looks
LOOKED_AT = (Stage.VERIFY, Stage.CHECK)  # stages in which somebody is to go and look

STAGE_OF: dict[State, Stage | None] = {
    State.REPORTED: Stage.ACCEPT,
    State.VERIFYING: Stage.VERIFY,
    State.ACCEPTED: Stage.FILE,
    State.FILED: Stage.DISPATCH,
    State.DISPUTED: Stage.DISPATCH,
    State.DISPATCHED: Stage.TAKE,
    State.IN_DISPOSAL: Stage.DISPOSE,
    State.SUSPENDED: None,
    State.DISPOSED: Stage.CHECK,
    State.CHECKING: Stage.CHECK,
    State.CHECKED: Stage.CLOSE,
    State.CLOSED: None,
    State.SELF_HANDLED: None,
    State.REJECTED: None,
    State.VOID: None,
    State.MERGED: None,
}

# States whose stage has a limit of its own; that of disposal is the limit of the fix.
TIMED = tuple(state for state, stage in STAGE_OF.items() if stage is not None and stage != Stage.DISPOSE)
