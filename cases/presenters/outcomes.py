"""What changed rules would do to open cases, as pages show it."""

from collections.abc import Callable
from datetime import date
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
    named = _seen(outcome, user)[:NAMED] if user.role in DESK | OVERSIGHT else []
    return {"outcome": outcome, "named": named, "more": len(outcome.moved) - len(named)}


def _seen(outcome: RuleOutcome, user: User) -> list[Moved]:
    keys = [each.case.pk for each in outcome.moved]
    seen = set(Case.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [each for each in outcome.moved if each.case.pk in seen]


def outcome_of_file(deed: Callable[[], object], on: date, user: User) -> tuple[str, Context]:
    """What the rules of an uploaded file would do to all open cases; Refused where they can't be made."""
    outcome = try_rules(deed, cases=Case.objects.order_by("pk"), on=on)
    return "cases/rule_outcome.html", outcome_context(outcome, user)
