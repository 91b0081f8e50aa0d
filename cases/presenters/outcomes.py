"""What changed rules would do to open cases, as pages show it."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from typing import Any

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT
from cases.actions import RuleOutcome, try_rules
from cases.actions.try_rules import Moved
from cases.models import Case

NAMED = 40  # cases that are named, the rest counted
Context = dict[str, Any]


def outcome_context(outcome: RuleOutcome, user: User) -> Context:
    """Whoever edits rules reads the figures; at the desk and in oversight also the cases, of those that they see."""
    named = list(islice(_seen(outcome, user), NAMED)) if user.role in DESK | OVERSIGHT else []
    return {"outcome": outcome, "named": named, "more": len(outcome.moved) - len(named)}


def _seen(outcome: RuleOutcome, user: User) -> Iterator[Moved]:
    """Asked for a few at a time: the first are enough, and thousands of keys would be sought by reading all cases."""
    moved = iter(outcome.moved)
    while some := list(islice(moved, 2 * NAMED)):
        rows = Case.objects.visible_to(user).filter(pk__in=[each.case.pk for each in some]).order_by()
        seen = set(rows.values_list("pk", flat=True))
        yield from (each for each in some if each.case.pk in seen)


def outcome_of_file(deed: Callable[[], object], on: date, user: User) -> tuple[str, Context]:
    """What the rules of an uploaded file would do to all open cases; Refused where they can't be made."""
    outcome = try_rules(deed, cases=Case.objects.order_by("pk"), on=on)
    return "cases/rule_outcome.html", outcome_context(outcome, user)
