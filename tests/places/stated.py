"""The table of moves of a permit, stated a second time by hand: who may do what in which state.

`head` heads the unit that decides, `above` the unit above it, `other_head` another unit; `enterer` is the head who
entered the application.
"""

from accounts.roles import Role

PEOPLE = {
    "inspector": Role.INSPECTOR, "acceptor": Role.ACCEPTOR, "dispatcher": Role.DISPATCHER,
    "shift_leader": Role.SHIFT_LEADER, "handler": Role.HANDLER, "head": Role.DEPARTMENT_HEAD,
    "above": Role.DEPARTMENT_HEAD, "other_head": Role.DEPARTMENT_HEAD, "enterer": Role.DEPARTMENT_HEAD,
    "supervisor": Role.SUPERVISOR, "leader": Role.LEADER, "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR, "integration": Role.INTEGRATION,
}  # fmt: skip
DECIDES = "head above"
ALLOWED: dict[str, dict[str, str]] = {
    "applied": {"grant": DECIDES, "refuse": DECIDES},
    "granted": {"revoke": f"{DECIDES} enterer"},
    "in_force": {"revoke": f"{DECIDES} enterer"},
    "refused": {}, "expired": {}, "revoked": {},
}  # fmt: skip
TARGETS = {"grant": "granted", "refuse": "refused", "begin": "in_force", "expire": "expired", "revoke": "revoked"}
ENTER = {"acceptor", "dispatcher", "shift_leader", "handler", "head", "above", "other_head", "enterer", "administrator"}
