"""What changed rules would do to open cases, as pages show it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT
from cases.actions import RuleOutcome, try_rules
from cases.models import Case

NAMED = 40  # cases that are named, the rest counted
Context = dict[str, Any]


def outcome_context(outcome: RuleOutcome, user: User) -> Context:
    """Whoever edits rules reads the figures; the cases only who sees every case."""
    named = outcome.moved[:NAMED] if user.role in DESK | OVERSIGHT else []
    return {"outcome": outcome, "named": named, "more": len(outcome.moved) - len(named)}


def outcome_of_file(deed: Callable[[], object], on: date, user: User) -> tuple[str, Context]:
    """What the rules of an uploaded file would do to all open cases; Refused where they can't be made."""
    outcome = try_rules(deed, cases=Case.objects.order_by("pk"), on=on)
    return "cases/rule_outcome.html", outcome_context(outcome, user)
