"""The table of moves of a round, stated a second time by hand: who may do what in which state.

`walker` is an inspector and `member` a unit's handler, both in the group of the round; `stranger` is a supervisor who
is in none. `hander` is the supervisor of the group who handed it in. The clock's moves are nobody's.
"""

from accounts.roles import Role

PEOPLE = {
    "walker": Role.INSPECTOR, "member": Role.HANDLER, "inspector": Role.INSPECTOR, "acceptor": Role.ACCEPTOR,
    "dispatcher": Role.DISPATCHER, "shift_leader": Role.SHIFT_LEADER, "handler": Role.HANDLER,
    "head": Role.DEPARTMENT_HEAD, "hander": Role.SUPERVISOR, "stranger": Role.SUPERVISOR, "leader": Role.LEADER,
    "auditor": Role.AUDITOR, "administrator": Role.ADMINISTRATOR, "integration": Role.INTEGRATION,
}  # fmt: skip
IN_GROUP = ("walker", "member", "hander", "auditor", "administrator")  # the last two are in it and walk nothing
WALK, RUN = "walker member hander", "hander stranger leader"
ALLOWED: dict[str, dict[str, str]] = {
    "planned": {"cancel": RUN},
    "drawn": {"begin": WALK, "redraw": RUN, "cancel": RUN},
    "walking": {"hand_in": WALK, "cancel": RUN},
    "handed_in": {"give_back": RUN, "settle": "stranger leader"},
    "settled": {}, "missed": {}, "cancelled": {},
}  # fmt: skip
TARGETS = {
    "draw": "drawn", "nothing": "cancelled", "redraw": "cancelled", "begin": "walking", "hand_in": "handed_in",
    "give_back": "walking", "settle": "settled", "miss": "missed", "cancel": "cancelled",
}  # fmt: skip
SOURCES = {
    "draw": "planned", "nothing": "planned", "redraw": "drawn", "begin": "drawn", "hand_in": "walking",
    "give_back": "handed_in", "settle": "handed_in", "miss": "planned drawn", "cancel": "planned drawn walking",
}  # fmt: skip
SEE = {"walker", "member", "hander", "stranger", "leader", "auditor", "administrator"}  # here all of them are shown it
