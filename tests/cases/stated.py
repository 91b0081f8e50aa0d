"""The table of moves, stated a second time by hand: who may do what in which state.

Written from the seven links of the field and its exceptional operations (facts.md 2.6, 2.7), not computed from the
code. `unit` is a member of the unit that owes the fix, `squad` of the squad it was sent to, `other_unit` of another
unit; `walks` is the inspector of the duty grid who also reported the case, `beside` walks the same grid, `elsewhere`
another.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.roles import Role
from cases.workflow import Ask

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

PEOPLE = {
    "walks": Role.INSPECTOR,
    "beside": Role.INSPECTOR,
    "elsewhere": Role.INSPECTOR,
    "acceptor": Role.ACCEPTOR,
    "shift_leader": Role.SHIFT_LEADER,
    "dispatcher": Role.DISPATCHER,
    "unit": Role.HANDLER,
    "unit_head": Role.DEPARTMENT_HEAD,
    "squad": Role.HANDLER,
    "squad_head": Role.DEPARTMENT_HEAD,
    "other_unit": Role.HANDLER,
    "supervisor": Role.SUPERVISOR,
    "leader": Role.LEADER,
    "auditor": Role.AUDITOR,
    "administrator": Role.ADMINISTRATOR,
    "integration": Role.INTEGRATION,
}

ACCEPTING = "acceptor shift_leader"
DISPATCHING = "dispatcher shift_leader"
DESK = "acceptor dispatcher shift_leader"
UNIT = "unit unit_head"
HANDS = "unit unit_head squad squad_head"
WALKING = "walks beside shift_leader"
CHECKING = "beside shift_leader"  # never who reported it
OVERSIGHT = "supervisor leader"
# In every open state there is supervision, and the desk names its place; an instruction is in every state at all.
PRIVACY = {"keep_private": DESK, "make_public": "shift_leader"}  # in every state
WATCHED = PRIVACY | {"name_place": DESK, "supervise": OVERSIGHT, "end_supervision": OVERSIGHT, "instruct": "leader"}
# As long as the fix is to come, the desk and oversight make it urgent; to take that back gives time, so fewer do.
HURRIED = {"raise_urgency": f"{DESK} {OVERSIGHT}", "lower_urgency": f"shift_leader {OVERSIGHT}"}
VOID = {"void": "shift_leader"}
EARLY = WATCHED | HURRIED | {"reclassify": DESK, "relocate": DESK, "merge": ACCEPTING}
OWED = (
    EARLY
    | VOID
    | {
        "dispose": HANDS, "assign": HANDS, "unassign": HANDS,
        "send_back": UNIT, "sub_dispatch": UNIT, "return_to_unit": "squad squad_head",
        "assist": DISPATCHING, "split": DISPATCHING, "remind": f"{DESK} {OVERSIGHT}",
        "request_extension": UNIT, "endorse_extension": "unit_head", "grant_extension": DISPATCHING,
        "refuse_extension": f"{DISPATCHING} unit_head",
        "request_suspension": UNIT, "grant_suspension": DISPATCHING, "refuse_suspension": DISPATCHING,
    }
)  # fmt: skip

# state: {move: the people who may make it, where all that the move asks of the case holds}
ALLOWED: dict[str, dict[str, str]] = {
    "reported": EARLY
    | {"accept": ACCEPTING, "reject": ACCEPTING, "order_verification": ACCEPTING, "self_handle": "walks beside"},
    "verifying": EARLY | VOID | {"verify": WALKING, "reject": ACCEPTING, "self_handle": "walks beside"},
    "accepted": EARLY
    | VOID
    | {
        "file": "shift_leader", "reject": ACCEPTING, "order_verification": ACCEPTING, "self_handle": "walks beside",
        "split": DISPATCHING,
    },
    "filed": EARLY
    | VOID
    | {"dispatch": DISPATCHING, "declare_ownerless": DISPATCHING, "split": DISPATCHING},
    "disputed": WATCHED
    | HURRIED
    | VOID
    | {"declare_ownerless": DISPATCHING, "arbitrate": "shift_leader supervisor"},
    "dispatched": OWED | {"take": HANDS},
    "in_disposal": OWED,
    "suspended": WATCHED | HURRIED | VOID | {"resume": f"{DISPATCHING} unit_head"},
    "disposed": WATCHED
    | VOID
    | {
        "order_check": ACCEPTING, "check": CHECKING, "allow_own_check": "shift_leader", "rework": "shift_leader",
        "merge": ACCEPTING,
    },
    "checking": WATCHED | VOID | {"check": CHECKING, "allow_own_check": "shift_leader", "rework": "shift_leader"},
    "checked": WATCHED | VOID | {"close": ACCEPTING, "rework": "shift_leader"},
    "closed": PRIVACY
    | {
        "instruct": "leader", "recheck": CHECKING, "reopen": "shift_leader", "appeal": "unit_head",
        "review_appeal": "shift_leader", "decide_appeal": OVERSIGHT,
    },
    "self_handled": PRIVACY | {"instruct": "leader", "restore": "shift_leader"},
    "rejected": PRIVACY | {"instruct": "leader", "restore": "shift_leader"},
    "void": PRIVACY | {"instruct": "leader", "restore": "shift_leader"},
    "merged": PRIVACY | {"instruct": "leader", "unmerge": ACCEPTING},
}  # fmt: skip

# Whom the case itself names: the parties of its dispute, and units that assist (here `other_unit`).
NAMED: dict[str, dict[str, str]] = {
    "disputed": {"state_grounds": UNIT},
    "dispatched": {"finish_part": "other_unit"},
    "in_disposal": {"finish_part": "other_unit"},
}

# What must hold of a case for a move, beside its state: here it does.
ASKED: dict[str, dict[str, Any]] = {
    "endorse_extension": {"extension": Ask.ASKED},
    "grant_extension": {"extension": Ask.ENDORSED},
    "refuse_extension": {"extension": Ask.ASKED},
    "grant_suspension": {"suspension": Ask.ASKED},
    "refuse_suspension": {"suspension": Ask.ASKED},
    "review_appeal": {"appeal": Ask.ASKED},
    "decide_appeal": {"appeal": Ask.REVIEWED},
    "appeal": {"finished_at": NOON + timedelta(days=1)},
    "end_supervision": {"supervised_at": NOON},
    "make_public": {"private": True},
    "lower_urgency": {"urgent": True, "urgency_raised_at": NOON},
    "unassign": {"assignee_id": 1},
    "allow_own_check": {"stage_due_at": NOON - timedelta(minutes=1)},
}
