"""The rows of the table that fit many states: what is watched, hurried, put right, joined and ended."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from cases.workflow.moves import Guard, Move, Moves, Need
from cases.workflow.sets import (
    ACCEPTING,
    ANY,
    BEFORE_DISPATCH,
    DESK,
    DISPATCHING,
    ENDED,
    LEADER_OF_SHIFT,
    MERGEABLE,
    OVERSIGHT,
    PLATFORM,
    UNFIXED,
)
from cases.workflow.states import OPEN, OWED, State
from common.workflow import Clock, Tone

ANYTIME: Moves = (
    Move(
        "remind", _("Remind"), OWED, None, DESK | OVERSIGHT, quiet=True,
        icon="bell-ringing", key="m", rare=True, counts="reminder_count",
    ),
    Move(
        "raise_urgency", _("Make it urgent"), UNFIXED, None, DESK | OVERSIGHT, needs=(Need.REASON,),
        guards=(Guard.NOT_RAISED,), clock=Clock.FOLLOW,
        icon="urgent", rare=True,
    ),
    Move(
        "lower_urgency", _("Take the urgency back"), UNFIXED, None, LEADER_OF_SHIFT | OVERSIGHT,
        needs=(Need.REASON,), guards=(Guard.RAISED,), clock=Clock.FOLLOW,
        icon="arrow-down-circle", rare=True,
    ),
    Move(
        "supervise", _("Put under supervision"), OPEN, None, OVERSIGHT, needs=(Need.REASON, Need.UNTIL), quiet=True,
        icon="flag-exclamation", rare=True,
    ),
    Move(
        "end_supervision", _("End the supervision"), OPEN, None, OVERSIGHT,
        guards=(Guard.SUPERVISED,), quiet=True,
        icon="flag-off", rare=True,
    ),
    Move(
        "instruct", _("Give an instruction"), tuple(State), None, {Role.LEADER: ANY},
        needs=(Need.NOTE,), optional=(), quiet=True,
        icon="message-2", rare=True,
    ),
    Move(
        "keep_private", _("Keep private"), tuple(State), None, DESK, needs=(Need.REASON,), guards=(Guard.NOT_PRIVATE,),
        icon="eye-off", rare=True,
    ),
    Move(
        "make_public", _("End the privacy"), tuple(State), None, LEADER_OF_SHIFT,
        needs=(Need.REASON,), guards=(Guard.PRIVATE,),
        icon="eye", rare=True,
    ),
    Move(
        "reclassify", _("Reclassify"), (*BEFORE_DISPATCH, *OWED), None, DESK, needs=(Need.CATEGORY,),
        optional=(Need.NOTE, Need.CONDITION), clock=Clock.FOLLOW, also=frozenset({State.FILED, State.DISPATCHED}),
        icon="tag", key="l", rare=True,
    ),
    Move(
        "relocate", _("Correct the place"), (*BEFORE_DISPATCH, *OWED), None, DESK, needs=(Need.LOCATION,),
        clock=Clock.FOLLOW, also=frozenset({State.FILED, State.DISPATCHED}),
        icon="map-pin", rare=True,
    ),
    Move(
        "name_place", _("Name the place"), OPEN, None, DESK, needs=(Need.PLACE,),
        icon="building-store", rare=True,
    ),
    Move(
        "split", _("Split"), (State.ACCEPTED, State.FILED, *OWED), None, DISPATCHING, needs=(Need.PARTS,),
        icon="arrows-split", rare=True,
    ),
    Move(
        "merge", _("Merge into another case"), MERGEABLE, State.MERGED, ACCEPTING,
        needs=(Need.INTO,), clock=Clock.DROP, stamps=("closed_at",),
        icon="arrows-join", key="u", tone=Tone.BAD, rare=True,
    ),
    Move(
        "unmerge", _("Undo the merge"), (State.MERGED,), State.ACCEPTED, ACCEPTING, needs=(Need.REASON,),
        also=frozenset(MERGEABLE),
        icon="arrows-split", rare=True,
    ),
    Move(
        "void", _("Void"), tuple(state for state in OPEN if state != State.REPORTED), State.VOID, LEADER_OF_SHIFT,
        needs=(Need.REASON,), clock=Clock.DROP, stamps=("closed_at",),
        icon="trash", key="v", tone=Tone.BAD, rare=True, danger=True,
    ),
    Move(
        "restore", _("Restore"), ENDED, State.ACCEPTED, LEADER_OF_SHIFT, needs=(Need.REASON,),
        icon="restore", rare=True,
    ),
    # The history of another system knows when a case ended, not who disposed of it and who checked.
    Move(
        "import_close", _("Closed in the system it comes from"), (State.FILED, State.DISPATCHED), State.CLOSED,
        PLATFORM, clock=Clock.STOP, stamps=("finished_at", "closed_at"),
        icon="lock-check",
    ),
    Move(
        "import_void", _("Void in the system it comes from"), (State.FILED, State.DISPATCHED), State.VOID,
        PLATFORM, clock=Clock.DROP, stamps=("closed_at",),
        icon="trash",
    ),
)  # fmt: skip
