"""How urgent a case is: as its filing condition says, or more, because somebody who answers for it decided so."""

from cases.actions.advance import stand_under
from cases.actions.move_context import MoveContext
from cases.models import Case
from catalogue.choices import Urgency
from catalogue.models import FilingCondition


def raise_urgency(context: MoveContext) -> None:
    """The case is urgent from now on: first in the lists of its unit, told by night too, on the limits of urgent cases.

    These run from this moment, for nobody can have kept them before; what was due earlier stays due then. The limit of
    the fix is the urgent one of its subclass (`urgent_limit`); where there is none, the fix is due as it was.
    """
    case, before = context.case, context.case.urgency
    case.urgent, case.urgency_raised_at, case.urgency_limit = True, context.at, urgent_limit(case)
    _hasten_stage(context)
    context.data["urgency"] = {"from": before, "to": case.urgency, "limit": case.urgency_limit}


def lower_urgency(context: MoveContext) -> None:
    """The case is as urgent as its filing condition says again, and its limits are those it would have had."""
    case, before = context.case, context.case.urgency
    case.urgency_raised_at, case.urgency_limit = None, ""
    stand_under(case, case.condition)
    if context.book.due_of(case).due_at != case.due_at:
        case.chase_level = 0  # what was said of the shorter limit is said anew when the longer one is due
    _slow_stage(context)
    context.data["urgency"] = {"from": before, "to": case.urgency}


def urgent_limit(case: Case) -> str:
    """The limit of what is urgent in its subclass: that of the first filing condition that is; empty without one."""
    urgent = FilingCondition.objects.filter(category=case.category, ended_on=None, urgency=Urgency.URGENT)
    first = urgent.order_by("number").first()
    return first.limit.text if first is not None else ""


def _hasten_stage(context: MoveContext) -> None:
    case = context.case
    due = context.book.stage_due(context.at, case.stage, case.source, Urgency.URGENT)
    if due.due_at is not None and (case.stage_due_at is None or due.due_at < case.stage_due_at):
        case.stage_warn_at, case.stage_due_at = due.warn_at, due.due_at


def _slow_stage(context: MoveContext) -> None:
    case = context.case
    due = context.book.stage_due(case.stage_started_at, case.stage, case.source, case.urgency)
    if due.due_at != case.stage_due_at:
        case.stage_warn_at, case.stage_due_at, case.stage_level = due.warn_at, due.due_at, 0
