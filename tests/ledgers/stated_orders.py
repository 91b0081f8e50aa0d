"""The table of moves of an order, stated a second time by hand: who may do what in which state.

`handler` and `head` work in the unit on which the order was served, `above` heads the unit above it, `other_handler`
and `other_head` work in another unit.
"""

from accounts.roles import Role

PEOPLE = {
    "inspector": Role.INSPECTOR, "acceptor": Role.ACCEPTOR, "dispatcher": Role.DISPATCHER,
    "shift_leader": Role.SHIFT_LEADER, "handler": Role.HANDLER, "head": Role.DEPARTMENT_HEAD,
    "above": Role.DEPARTMENT_HEAD, "other_handler": Role.HANDLER, "other_head": Role.DEPARTMENT_HEAD,
    "supervisor": Role.SUPERVISOR, "leader": Role.LEADER, "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR, "integration": Role.INTEGRATION,
}  # fmt: skip
SERVED, ISSUES, FOLLOWS = "handler head above", "supervisor leader", "supervisor leader shift_leader"
SEE = set(f"{SERVED} {FOLLOWS} acceptor dispatcher auditor".split())
DRAW = {"supervisor", "leader"}
DIARY = f"{SERVED} {FOLLOWS}"
ALLOWED: dict[str, dict[str, str]] = {
    "issued": {"sign": SERVED, "remind": FOLLOWS, "follow": DIARY, "withdraw": ISSUES},
    "signed": {"reply": SERVED, "remind": FOLLOWS, "follow": DIARY, "withdraw": ISSUES},
    "replied": {"accept_reply": ISSUES, "refuse_reply": ISSUES, "follow": DIARY, "withdraw": ISSUES},
    "closed": {"follow": DIARY},
    "withdrawn": {"follow": DIARY},
}
# Who may make a move in some state, whatever this one says: they read why not now, the others that it is not theirs.
EVER = {
    "sign": SERVED, "reply": SERVED, "accept_reply": ISSUES, "refuse_reply": ISSUES, "remind": FOLLOWS,
    "follow": DIARY, "withdraw": ISSUES, "auto_withdraw": "", "auto_close": "",
}  # fmt: skip
# Of one unit alone; with several the slowest decides.
TARGETS = {
    ("issued", "sign"): "signed", ("signed", "reply"): "replied", ("replied", "accept_reply"): "closed",
    ("replied", "refuse_reply"): "signed", ("issued", "withdraw"): "withdrawn", ("signed", "withdraw"): "withdrawn",
    ("replied", "withdraw"): "withdrawn", ("issued", "remind"): "issued", ("signed", "remind"): "signed",
    **{(state, "follow"): state for state in ("issued", "signed", "replied", "closed", "withdrawn")},
}  # fmt: skip
SAID = {
    "reply": {"note": "已办结"}, "refuse_reply": {"reason": "照片看不清"}, "withdraw": {"reason": "重复"},
    "follow": {"note": "已电话催办"},
}  # fmt: skip
