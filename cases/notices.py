"""Who hears of what. The table is data; delivering is cases.actions.notify's work."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from cases.deadlines import LADDER, WARNING_LEVEL
from cases.workflow import CLOCK_WORDS

NOTICE = "case.notice"
MAIL = "notice.mail"

OWN_UNIT = "own_unit"  # handlers and heads of the unit that owes the fix
OWN_HANDLERS = "own_handlers"
OWN_HEADS = "own_heads"
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

# Which members of the owing unit a word means; where a unit has none of them, all its members hear instead.
OWN_ROLES: Mapping[str, frozenset[Role]] = {
    OWN_UNIT: frozenset({Role.HANDLER, Role.DEPARTMENT_HEAD}),
    OWN_HANDLERS: frozenset({Role.HANDLER}),
    OWN_HEADS: frozenset({Role.DEPARTMENT_HEAD}),
}
_IN_UNIT = {Role.HANDLER: OWN_HANDLERS, Role.DEPARTMENT_HEAD: OWN_HEADS}
# The rungs of the ladder: unit handler, unit head, then the roles above the unit.
_BY_LEVEL: Mapping[int, str] = {
    WARNING_LEVEL: OWN_HANDLERS,
    **{step.level: _IN_UNIT.get(step.role, step.role) for step in LADDER},
}


def has_audience(move: str) -> bool:
    return move in AUDIENCE


def audience(move: str, *, level: int = 0) -> tuple[str, ...]:
    """The groups that hear of an event: of the clock's words by the rung they reached."""
    if move in CLOCK_WORDS:
        return (_BY_LEVEL[level],) if level in _BY_LEVEL else ()
    return AUDIENCE.get(move, ())


HEADLINES: Mapping[str, Promise | str] = {
    "auto_dispatch": _("A new case for your unit"),
    "dispatch": _("A new case for your unit"),
    "auto_file": _("No rule fits: the case needs a unit"),
    "send_back": _("The unit sent the case back"),
    "dispose": _("The unit says it is fixed: please check"),
    "order_check": _("A check was ordered"),
    "check": _("The check was passed"),
    "rework": _("The case came back for rework"),
    "close": _("Your report was closed"),
    "reject": _("Your report was rejected"),
    "void": _("Your report was declared void"),
    "warn": _("Most of the limit has passed"),
    "escalate": _("The limit has passed"),
}
_HIGHER: Mapping[str, Promise | str] = {
    Role.DEPARTMENT_HEAD: _("Overdue: the unit head is asked to act"),
    Role.SHIFT_LEADER: _("Overdue: the shift leader is asked to act"),
    Role.LEADER: _("Overdue: the leaders are asked to act"),
}


def headline(move: str, data: Mapping[str, Any]) -> str:
    """What a notice says, in the reader's language; `data` is the event's."""
    if move == "check" and data.get("passed") is False:
        return str(_("The check was failed: the fix is owed again"))
    if move == "escalate":
        role = next((step.role for step in LADDER if step.level == data.get("level")), Role.HANDLER)
        return str(_HIGHER.get(role, HEADLINES[move]))
    return str(HEADLINES.get(move, move))
