"""Who may, and in which states: what many rows of the table of moves have in common."""

from accounts.roles import Role
from cases.workflow.moves import Relation
from cases.workflow.states import OWED, State
from common.workflow import SYSTEM

Who = dict[str, Relation]  # the roles that may, each with its relation to the case
ANY, OF_UNIT, HANDS = Relation.ANY, Relation.OWN_UNIT, Relation.OWN_HANDS
PLATFORM: Who = {SYSTEM: ANY}
LEADER_OF_SHIFT: Who = {Role.SHIFT_LEADER: ANY}
ACCEPTING: Who = {Role.ACCEPTOR: ANY, Role.SHIFT_LEADER: ANY}
DISPATCHING: Who = {Role.DISPATCHER: ANY, Role.SHIFT_LEADER: ANY}
DESK: Who = ACCEPTING | DISPATCHING
OVERSIGHT: Who = {Role.SUPERVISOR: ANY, Role.LEADER: ANY}
DOING: Who = {Role.HANDLER: HANDS, Role.DEPARTMENT_HEAD: HANDS}
ANSWERING: Who = {Role.HANDLER: OF_UNIT, Role.DEPARTMENT_HEAD: OF_UNIT}
WALKING: Who = {Role.INSPECTOR: Relation.OWN_GRID, Role.SHIFT_LEADER: ANY}

BEFORE_DISPATCH = (State.REPORTED, State.VERIFYING, State.ACCEPTED, State.FILED)
ENDED = (State.REJECTED, State.VOID, State.SELF_HANDLED)
UNFIXED = (*BEFORE_DISPATCH, State.DISPUTED, *OWED, State.SUSPENDED)  # the fix is still to come
MERGEABLE = (*BEFORE_DISPATCH, *OWED, State.DISPOSED)
