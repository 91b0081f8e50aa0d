"""The table of moves of an item, stated a second time by hand: who may do what in which state.

`head` heads the unit that owes it, `above` the unit above it, `other_head` another unit; `claimer` is the handler of
the unit who said that it is done, and `own_supervisor` a supervisor who works for the unit.
"""

from accounts.roles import Role

PEOPLE = {
    "inspector": Role.INSPECTOR, "acceptor": Role.ACCEPTOR, "dispatcher": Role.DISPATCHER,
    "shift_leader": Role.SHIFT_LEADER, "handler": Role.HANDLER, "claimer": Role.HANDLER,
    "head": Role.DEPARTMENT_HEAD, "above": Role.DEPARTMENT_HEAD, "other_head": Role.DEPARTMENT_HEAD,
    "supervisor": Role.SUPERVISOR, "own_supervisor": Role.SUPERVISOR, "leader": Role.LEADER, "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR, "integration": Role.INTEGRATION,
}  # fmt: skip
BLIND = {"inspector", "other_head", "administrator", "integration"}
BLIND_WHERE_FOUND = BLIND | {"handler", "claimer", "head", "above"}  # it is nobody's yet
FOLLOWS_UP = "supervisor own_supervisor shift_leader"
ABOVE = "supervisor own_supervisor leader"
UNIT, HEADS = "handler claimer head above", "head above"
ANYTIME = {
    "mark_hot": ABOVE, "name_people": f"{FOLLOWS_UP} leader", "add_cases": FOLLOWS_UP, "void": FOLLOWS_UP,
}  # fmt: skip
_OWED = {
    "reassign": FOLLOWS_UP, "pass_up": HEADS, "diary": f"{UNIT} supervisor own_supervisor", "set_measures": HEADS,
    "accept": ABOVE, "put_in_charge": HEADS, **ANYTIME,
}  # fmt: skip
_WORKING = {"ask_extension": UNIT, "account": ABOVE}
# Of an item within its limit, for which no extension is asked, and which is not marked as hot.
ALLOWED: dict[str, dict[str, str]] = {
    "found": {"assign": f"{FOLLOWS_UP} dispatcher", **ANYTIME},
    "assigned": {"send_back": HEADS, "take": UNIT, **_OWED, **_WORKING},
    "rectifying": {"claim": UNIT, **_OWED, **_WORKING},
    "reviewing": {
        "write_off": "supervisor shift_leader", "return": FOLLOWS_UP, "reject": FOLLOWS_UP, "account": ABOVE, **ANYTIME,
    },
    "answering": {"claim": UNIT, **_OWED},
    "accepted": {"diary": f"{UNIT} supervisor own_supervisor", "resume": ABOVE, **ANYTIME},
    "written_off": {"reopen": ABOVE},
    "voided": {},
}  # fmt: skip
STAYS = "stays"
TARGETS = {
    "assign": "assigned", "send_back": "found", "reassign": "assigned", "pass_up": "assigned", "take": "rectifying",
    "diary": STAYS, "set_measures": STAYS, "claim": "reviewing", "ask_extension": STAYS, "grant_extension": STAYS,
    "refuse_extension": STAYS, "accept": "accepted", "resume": "rectifying", "auto_resume": "rectifying",
    "write_off": "written_off", "return": "rectifying", "reject": "answering", "account": "answering",
    "auto_account": "answering", "reopen": "answering", "auto_reopen": "answering", "mark_hot": STAYS,
    "unmark_hot": STAYS, "name_people": STAYS, "put_in_charge": STAYS, "add_cases": STAYS, "void": "voided",
    "auto_vacate": STAYS,
}  # fmt: skip
PLATFORM = {"auto_vacate", "auto_resume", "auto_account", "auto_reopen"}
OPENS = {
    "acceptor",
    "dispatcher",
    "shift_leader",
    "head",
    "above",
    "other_head",
    "supervisor",
    "own_supervisor",
    "leader",
}
