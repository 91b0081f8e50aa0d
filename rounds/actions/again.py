"""A second draw is a new round, with a reason that stays on record; the first one keeps its seed and its places."""

from datetime import datetime

from accounts.models import User
from departments.queries import calendars
from rounds.actions.drawing import draw_places
from rounds.actions.planning import make_round, term_now
from rounds.models import Plan, Round
from rounds.queries.windows import Term


def draw_again(of: Round, *, reason: str, at: datetime, by: User) -> Round:
    """A round for the same plan and day, drawn now. The caller holds the round and cancels it, in a transaction."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("group", "checklist").get(pk=of.plan_id)
    made = make_round(plan, _term(of, plan, at), at=at, by=by, reason=reason, replaces=of)
    draw_places(made, at=at)
    return made


def _term(of: Round, plan: Plan, at: datetime) -> Term:
    """The day for which the first one was made stands; where that is over the new one has a term from now on."""
    if at >= of.due_at:
        return term_now(plan, at, calendars()[None])
    warn_at = max(of.warn_at or at, at)
    return Term(of.due_on, of.begins_at, at, warn_at, of.due_at)
