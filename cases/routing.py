"""Which unit owes a fix, and why.

The most specific rule wins: the component's owner, then (condition > subclass > class > anything), then among equals
(unit grid > duty grid > community > street > district > anywhere). Rules for "anything" in a territory are the
territorial fallback (属地管理). Where nothing fits, the case waits in the dispatcher's pool.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from cases.models import ARBITRATED, Case, RoutingRule
from common import prepared
from departments.models import Department
from grids.queries import Place

ANY = "*"
WHATS = ("condition", "category", "major", ANY)
WHERES = ("unit_grid", "duty_grid", "community", "street", "district", ANY)
COMPONENT, MANUAL, NOBODY, IMPORTED = "component", "manual", "nobody", "imported"
OWNERLESS = "ownerless"


@dataclass(frozen=True, slots=True)
class Question:
    """What a decision depends on; ids, None where there is none."""

    condition: int | None
    category: int
    major: int
    place: Place
    owner_code: str = ""

    def whats(self) -> dict[str, str]:
        """The rule keys that could fit, from the most specific on, each with its kind."""
        return _keys([(kind, kind, getattr(self, kind)) for kind in WHATS[:-1]])

    def wheres(self) -> dict[str, str]:
        levels = ("community", "street", "district")
        return _keys([(kind, "area" if kind in levels else kind, getattr(self.place, kind)) for kind in WHERES[:-1]])


def question(case: Case) -> Question:
    """What routing asks about a case (with its category and component loaded)."""
    place = Place(case.unit_grid_id, case.duty_grid_id, case.community_id, case.street_id, case.district_id)
    owner = case.component.owner_code if case.component else ""
    return Question(case.condition_id, case.category_id, case.category.major_id, place, owner)


def _keys(parts: Iterable[tuple[str, str, int | None]]) -> dict[str, str]:
    return {f"{column}:{id_}": kind for kind, column, id_ in parts if id_ is not None} | {ANY: ANY}


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


def decide(question: Question, *, on: date) -> Decision:
    return decide_many([question], on=on)[0]


def decide_many(questions: Sequence[Question], *, on: date) -> list[Decision]:
    """Decisions in the order of the questions, with at most two queries for all of them together."""
    rules = _rules_that_could_fit(questions)
    owners = _owners({question.owner_code for question in questions} - {""})
    return [_decide(question, rules, owners, on) for question in questions]


# By hand: for so small a query the ORM takes longer to write it than PostgreSQL to answer it, and each report pays.
_COULD_FIT = """
    SELECT {rule}, {department} FROM cases_routingrule r JOIN departments_department d ON d.id = r.department_id
     WHERE r.what = ANY(%s) AND r."where" = ANY(%s) AND d.active
     ORDER BY r.effective_from DESC, r.id
"""


def _rules_that_could_fit(questions: Sequence[Question]) -> dict[tuple[str, str], list[RoutingRule]]:
    whats = {key for question in questions for key in question.whats()}
    wheres = {key for question in questions for key in question.wheres()}
    rule_columns, unit_columns = _columns(RoutingRule), _columns(Department)
    query = _COULD_FIT.format(rule=_listed("r", rule_columns), department=_listed("d", unit_columns))
    found: dict[tuple[str, str], list[RoutingRule]] = {}
    units: dict[int, Department] = {}
    with connection.cursor() as cursor:
        prepared.execute(cursor, query, [list(whats), list(wheres)])
        for row in cursor.fetchall():
            rule = RoutingRule.from_db("default", rule_columns, row[: len(rule_columns)])
            unit = units.get(rule.department_id)
            if unit is None:
                unit = units[rule.department_id] = Department.from_db("default", unit_columns, row[len(rule_columns) :])
            rule.department = unit
            found.setdefault((rule.what, rule.where), []).append(rule)
    return found


@functools.cache
def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def _listed(table: str, columns: Sequence[str]) -> str:
    return ", ".join(f'{table}."{column}"' for column in columns)


def _owners(codes: set[str]) -> dict[str, Department]:
    if not codes:
        return {}
    return {unit.code: unit for unit in Department.objects.filter(Q(code__in=codes), active=True)}


def _decide(
    question: Question, rules: dict[tuple[str, str], list[RoutingRule]], owners: dict[str, Department], on: date
) -> Decision:
    considered: list[Considered] = []
    winner = owners.get(question.owner_code)
    decision = Decision(winner, None, COMPONENT) if winner else None
    for what_key, what in question.whats().items():
        for where_key, where in question.wheres().items():
            for rule in rules.get((what_key, where_key), ()):
                looked = Considered(rule, what, where, on, decision)
                considered.append(looked)
                if looked.decides:
                    decision = Decision(rule.department, rule, f"{what}@{where}")
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


def why_text(why: str) -> str:
    """The reason of a decision as a sentence in the reader's language."""
    sentences = {
        "": "",
        COMPONENT: _("The component's owner owes the fix."),
        MANUAL: _("Chosen by the dispatcher."),
        OWNERLESS: _("Nobody owns it: the territory takes care of it."),
        ARBITRATED: _("By the ruling in a dispute."),
        IMPORTED: _("As the system it was imported from says."),
        NOBODY: _("No rule fits: the case waits in the dispatcher's pool."),
    }
    if why in sentences:
        return sentences[why]
    what, __, where = why.partition("@")
    return _("By the rule for %(what)s in %(where)s.") % {"what": what_name(what), "where": where_name(where)}


def what_name(kind: str) -> str:
    names = {
        "condition": _("this filing condition"),
        "category": _("this subclass"),
        "major": _("this class"),
        ANY: _("all matters"),
    }
    return names[kind]


def where_name(kind: str) -> str:
    names = {
        "unit_grid": _("this unit grid"),
        "duty_grid": _("this duty grid"),
        "community": _("this community"),
        "street": _("this sub-district"),
        "district": _("this district"),
        ANY: _("the whole city"),
    }
    return names[kind]
