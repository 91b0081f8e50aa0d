"""Who hears of what. The table is data; delivering is cases.actions.notify's work."""

from collections.abc import Mapping

from accounts.roles import Role

NOTICE = "case.notice"

OWN_UNIT = "own_unit"  # handlers and heads of the unit that owes the fix
REPORTER = "reporter"
DUTY_GRID = "duty_grid"  # inspectors who can check it

AUDIENCE: Mapping[str, tuple[str, ...]] = {
    "auto_dispatch": (OWN_UNIT,),
    "auto_file": (Role.DISPATCHER,),
    "dispatch": (OWN_UNIT,),
    "send_back": (Role.DISPATCHER,),
    "dispose": (DUTY_GRID,),
    "order_check": (DUTY_GRID,),
    "check": (Role.SHIFT_LEADER, OWN_UNIT),
    "rework": (OWN_UNIT,),
    "close": (REPORTER,),
    "reject": (REPORTER,),
    "void": (REPORTER,),
}


def has_audience(move: str) -> bool:
    return move in AUDIENCE
