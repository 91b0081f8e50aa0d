"""Which unit owes a fix, and why.

The owner of the component comes first, then the rule that says most (`cases.routing.specificity`). Where nothing fits,
the case waits in the dispatcher's pool.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case, RoutingRule
from cases.routing.specificity import Keys, in_order, what_keys, where_keys
from common.joined import Joined
from departments.models import Department
from grids.queries import Place

COMPONENT, MANUAL, NOBODY, IMPORTED = "component", "manual", "nobody", "imported"
OWNERLESS = "ownerless"


@dataclass(frozen=True, slots=True)
class RoutingQuestion:
    """What a decision depends on; ids, None where there is none."""

    condition: int | None
    category: int
    major: int
    place: Place
    owner_code: str = ""

    def whats(self) -> Keys:
        return what_keys({"condition": self.condition, "category": self.category, "major": self.major})

    def wheres(self) -> Keys:
        place = self.place
        return where_keys(
            {
                "unit_grid": place.unit_grid, "duty_grid": place.duty_grid, "community": place.community,
                "street": place.street, "district": place.district,
            }
        )  # fmt: skip


def question(case: Case) -> RoutingQuestion:
    """What routing asks about a case (with its category and component loaded)."""
    place = Place(case.unit_grid_id, case.duty_grid_id, case.community_id, case.street_id, case.district_id)
    owner = case.component.owner_code if case.component else ""
    return RoutingQuestion(case.condition_id, case.category_id, case.category.major_id, place, owner)


@dataclass(frozen=True, slots=True)
class Considered:
    """A rule that was looked at, and against what: the day, and the decision that had been made before it."""

    rule: RoutingRule
    what: str
    where: str
    on: date
    before: "Decision | None"

    @property
    def decides(self) -> bool:
        return self.before is None and _in_force(self.rule, self.on)

    @property
    def refusal(self) -> str:
        """Why it did not decide, empty for the one that did. Written only when somebody reads it."""
        return _refusal(self.rule, self.before, self.on)


@dataclass(frozen=True, slots=True)
class Decision:
    department: Department | None
    rule: RoutingRule | None
    why: str  # a key that `why_text` turns into a sentence in the reader's language
    considered: Sequence[Considered] = field(default_factory=tuple)


def decide(question: RoutingQuestion, *, on: date) -> Decision:
    """The unit that owes the fix on this day of the city, why, and every rule that was considered.

    `decision.department` is None where nobody owns it; nothing is written.
    """
    return decide_many([question], on=on)[0]


def decide_many(questions: Sequence[RoutingQuestion], *, on: date) -> list[Decision]:
    """Decisions in the order of the questions, with at most two queries for all of them together."""
    rules = _rules_that_could_fit(questions)
    owners = _owners({question.owner_code for question in questions} - {""})
    return [_decide(question, rules, owners, on) for question in questions]


# Read by hand: for so small a question the ORM takes longer than PostgreSQL, and each report pays.
_RULES = Joined(RoutingRule, ["department"])
_COULD_FIT = """m.what = ANY (%s) AND m."where" = ANY (%s) AND j1.active ORDER BY m.effective_from DESC, m.id"""


def _rules_that_could_fit(questions: Sequence[RoutingQuestion]) -> dict[tuple[str, str], list[RoutingRule]]:
    """By their two keys, the latest first: two rules of the same keys overlap on a day, and the later one counts."""
    whats = {key for question in questions for key in question.whats()}
    wheres = {key for question in questions for key in question.wheres()}
    found: dict[tuple[str, str], list[RoutingRule]] = {}
    for rule in _RULES.where(_COULD_FIT, [list(whats), list(wheres)]):
        found.setdefault((rule.what, rule.where), []).append(rule)
    return found


def _owners(codes: set[str]) -> dict[str, Department]:
    if not codes:
        return {}
    return {unit.code: unit for unit in Department.objects.filter(Q(code__in=codes), active=True)}


def _decide(
    question: RoutingQuestion, rules: dict[tuple[str, str], list[RoutingRule]], owners: dict[str, Department], on: date
) -> Decision:
    considered: list[Considered] = []
    winner = owners.get(question.owner_code)
    decision = Decision(winner, None, COMPONENT) if winner else None
    whats, wheres = question.whats(), question.wheres()
    for what, where in in_order(whats, wheres):
        for rule in rules.get((what, where), ()):
            looked = Considered(rule, whats[what], wheres[where], on, decision)
            considered.append(looked)
            if looked.decides:
                decision = Decision(rule.department, rule, f"{looked.what}@{looked.where}")
    decision = decision or Decision(None, None, NOBODY)
    return Decision(decision.department, decision.rule, decision.why, considered)


def _in_force(rule: RoutingRule, on: date) -> bool:
    return rule.effective_from <= on and (rule.ended_on is None or rule.ended_on > on)


def _refusal(rule: RoutingRule, decided: Decision | None, on: date) -> str:
    if rule.effective_from > on:
        return _("It applies from %(date)s on.") % {"date": rule.effective_from}
    if rule.ended_on is not None and rule.ended_on <= on:
        return _("It ended on %(date)s.") % {"date": rule.ended_on}
    if decided is None:
        return ""
    if decided.rule is None:
        return _("The owner of the component comes first.")
    return _("Rule %(number)s is more specific.") % {"number": decided.rule.pk}
