"""What changed rules would do to open cases: the change is made, the router asked, and everything undone.

The deed itself is rehearsed, by its own verbs, so that the preview can't differ from it.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from cases.models import Case
from cases.routing import MANUAL, Decision, decide_many, question
from cases.workflow import State
from departments.models import Department

MOST = 2000  # open cases a preview looks at
Pair = tuple[Department | None, Department | None]


@dataclass(frozen=True)
class Moved:
    """An open case for which the rules would name another unit; `waits` if it would really go there by itself."""

    case: Case
    before: Department | None
    after: Department | None
    waits: bool


@dataclass
class RuleOutcome:
    moved: list[Moved] = field(default_factory=list)
    looked_at: int = 0
    all_looked_at: bool = True

    @property
    def pairs(self) -> list[tuple[Pair, int]]:
        """From which unit to which, and how many; the most first."""
        return Counter((each.before, each.after) for each in self.moved).most_common()

    @property
    def waiting(self) -> int:
        """How many wait without a unit and would be sent; the others stay with the unit they have."""
        return sum(each.waits for each in self.moved)


def try_rules(change: Callable[[], object], *, cases: QuerySet[Case], on: date) -> RuleOutcome:
    """Which of the cases the rules would send elsewhere on that day, were `change` made. Nothing is kept.

    Cases that a person gave to a unit or whose unit a component names keep it whatever the rules say. Whatever `change`
    refuses is raised.
    """
    found = list(cases.filter(is_open=True).select_related("category", "component", "department")[: MOST + 1])
    looked_at = found[:MOST]
    questions = [question(case) for case in looked_at]
    before = decide_many(questions, on=on)
    with transaction.atomic():
        change()
        after = decide_many(questions, on=on)
        transaction.set_rollback(True)
    moved = [_moved(case, old, new) for case, old, new in zip(looked_at, before, after, strict=True)]
    return RuleOutcome([each for each in moved if each is not None], len(looked_at), len(found) <= MOST)


def _moved(case: Case, old: Decision, new: Decision) -> Moved | None:
    same = (old.department and old.department.pk) == (new.department and new.department.pk)
    if same or case.routing_why == MANUAL:
        return None
    waits = case.department_id is None and case.state == State.FILED and not case.send_back_count
    return Moved(case, old.department, new.department, waits and new.department is not None)
