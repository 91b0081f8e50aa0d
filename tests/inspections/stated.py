"""The table of moves of a visit, stated a second time by hand: who may do what in which state.

`near` is an inspector of the duty grid in which the visit lies, `sent` the one to whom it was given, `far` another.
"""

from accounts.roles import Role

PEOPLE = {
    "near": Role.INSPECTOR, "sent": Role.INSPECTOR, "far": Role.INSPECTOR, "acceptor": Role.ACCEPTOR,
    "dispatcher": Role.DISPATCHER, "shift_leader": Role.SHIFT_LEADER, "handler": Role.HANDLER,
    "unit_head": Role.DEPARTMENT_HEAD, "supervisor": Role.SUPERVISOR, "leader": Role.LEADER, "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR, "integration": Role.INTEGRATION,
}  # fmt: skip
DESK = "acceptor dispatcher shift_leader"
LIVE = {"give": DESK, "do": "near sent shift_leader", "cancel": DESK}
ALLOWED: dict[str, dict[str, str]] = {"waiting": LIVE, "given": LIVE, "expired": LIVE, "done": {}, "dropped": {}}
TARGETS = {
    "give": "given", "auto_give": "given", "pass_on": "given", "expire": "expired", "do": "done", "auto_do": "done",
    "drop": "dropped", "cancel": "dropped",
}  # fmt: skip
