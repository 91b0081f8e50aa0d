"""Which waiting cases a routing rule speaks of, and which of them it would send."""

from datetime import date

from django.db.models import Q, QuerySet

from cases.models import Case, RoutingRule
from cases.routing.decision import COMPONENT, NOBODY, Decision, decide_many, question
from cases.routing.specificity import ANY, WHATS, WHERES, rank
from cases.workflow import State

UNDISPATCHED = (State.REPORTED, State.ACCEPTED, State.FILED)
MOST = 2000  # cases a preview looks at


def spoken_of(rule: RoutingRule) -> QuerySet[Case]:
    """Open cases that the rule, saved or not, speaks of, whoever has them."""
    columns = ("condition", "category", "unit_grid", "duty_grid")
    keys = {f"{name}_id": getattr(rule, f"{name}_id") for name in columns if getattr(rule, f"{name}_id")}
    cases = Case.objects.filter(is_open=True, **keys)
    if rule.major_id:
        cases = cases.filter(category__major=rule.major_id)
    if rule.area_id:
        cases = cases.filter(Q(community=rule.area_id) | Q(street=rule.area_id) | Q(district=rule.area_id))
    return cases


def waiting_for(rule: RoutingRule) -> QuerySet[Case]:
    """Those of them without a unit. One that was sent back waits for a person."""
    return spoken_of(rule).filter(state__in=UNDISPATCHED, send_back_count=0)


def would_take(rule: RoutingRule, *, on: date) -> int:
    """How many of the waiting cases this rule would decide, were it in force; it is not saved. At most 2,000."""
    cases = list(waiting_for(rule).select_related("category", "component")[:MOST])
    own = _rank(rule)
    return sum(own <= _rank_of(decision) for decision in decide_many([question(case) for case in cases], on=on))


def _rank(rule: RoutingRule) -> tuple[int, int]:
    """How much a rule says, saved or not; the smaller the more."""
    what = next((name for name in WHATS[:-1] if getattr(rule, f"{name}_id")), ANY)
    if rule.area is not None:
        where = rule.area.level
    else:
        where = next((name for name in ("unit_grid", "duty_grid") if getattr(rule, f"{name}_id")), ANY)
    return rank(what, where)


def _rank_of(decision: Decision) -> tuple[int, int]:
    if decision.why == COMPONENT:
        return -1, -1
    if decision.why == NOBODY:
        return len(WHATS), len(WHERES)
    what, __, where = decision.why.partition("@")
    return rank(what, where)
