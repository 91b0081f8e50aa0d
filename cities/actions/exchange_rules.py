"""What uploaded routing rules would change. A rule that names another unit takes the place of the one that stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from cases.actions import NewRule, add_rule, end_rule
from cases.models import RoutingRule
from cases.registers import RULES, RuleData
from catalogue.models import Category, FilingCondition, MajorClass
from cities.actions.exchange_steps import ADD, CHANGE, END, Step
from cities.references import resolve
from common.csv_reader import Problems
from common.plain import to_json
from departments.models import Department
from grids.models import Area, DutyGrid, UnitGrid
from registry.folder_schema import Record

Target = tuple[str, str, str, str]
FILE = "rules"
RELATED = ("condition__category", "category", "major", "unit_grid", "duty_grid", "area", "department")


class Names:
    """What codes name, as rows; looked up once for all the rules of a file."""

    def __init__(self) -> None:
        conditions = FilingCondition.objects.filter(ended_on=None).select_related("category")
        self.units = {row.code: row for row in Department.objects.all()}
        self.rows: Mapping[str, Mapping[str, object]] = {
            "condition": {f"{row.category.kind}:{row.category.code}/{row.number}": row for row in conditions},
            "category": {f"{row.kind}:{row.code}": row for row in Category.objects.order_by("effective_from")},
            "major": {f"{row.kind}:{row.code}": row for row in MajorClass.objects.order_by("pk")},
            "unit_grid": {row.code: row for row in UnitGrid.objects.current().defer("geom")},
            "duty_grid": {row.code: row for row in DutyGrid.objects.filter(ended_on=None)},
            "area": {row.code: row for row in Area.objects.current().defer("geom")},
        }

    def code(self, kind: str, code: str) -> str:
        """The code as the log says it, with the kind of matter where the file left it out."""
        return (resolve(code, self.rows[kind]) or code) if kind in ("condition", "category", "major") else code

    def data(self, said: RuleData) -> NewRule:
        keys = {
            kind: self.rows[kind][code]
            for kind, code in ((said.what, said.what_code), (said.where, said.where_code))
            if kind in self.rows
        }
        return NewRule(
            department=self.units[said.department], effective_from=said.effective_from, note=said.note,
            **keys,  # type: ignore[arg-type]
        )  # fmt: skip


@dataclass(frozen=True)
class _Stands:
    rule: RoutingRule
    said: RuleData


def steps(records: list[Record], problems: Problems, *, complete: bool, today: date) -> tuple[list[Step], int]:
    """The steps, ends first so that they make way, and how many rows say what stands already."""
    names, found, same = Names(), [], 0
    rules = RoutingRule.objects.filter(ended_on=None).select_related(*RELATED).defer("area__geom", "unit_grid__geom")
    standing = {_target(said): _Stands(rule, said) for rule in rules for said in [RULES.snapshot(rule)]}
    listed: set[Target] = set()
    for row in records:
        said = _said(row, names, today)
        listed.add(_target(said))
        step = _step(row, said, standing.get(_target(said)), names, problems, today)
        same += step is None
        found += [step] if step else []
    if complete:
        found += [
            _end(each, each.rule.earliest_end(today)) for target, each in standing.items() if target not in listed
        ]
    return sorted(found, key=lambda step: step.action != END), same


def _said(row: Record, names: Names, today: date) -> RuleData:
    return RuleData(
        row["what"], names.code(row["what"], row["what_code"]), row["where"], row["where_code"], row["department"],
        row["effective_from"] or today, row["ended_on"], row["note"],
    )  # fmt: skip


def _step(
    row: Record, said: RuleData, stands: _Stands | None, names: Names, problems: Problems, today: date
) -> Step | None:
    """None where the row says what stands, or speaks of a rule that has ended."""
    if said.ended_on is not None and (stands is not None or said.ended_on <= today):
        return _ends(row, said, stands, problems, today)
    if not names.units[said.department].active:
        problems.add(FILE, row.line, "department", _("This unit is off and gets no cases."))
        return None
    if stands is None:
        if said.effective_from < today:
            problems.add(FILE, row.line, "effective_from", _("A rule cannot begin in the past."))
        return _add(ADD, said, names, None)
    if stands.said.department == said.department:
        return None
    earliest = stands.rule.earliest_end(today)
    if said.effective_from < earliest:  # the file was taken out earlier and only the unit was changed
        said = replace(said, effective_from=earliest)
    return _add(CHANGE, said, names, stands)


def _ends(row: Record, said: RuleData, stands: _Stands | None, problems: Problems, today: date) -> Step | None:
    if stands is None or said.ended_on is None:
        return None
    if said.ended_on < stands.rule.earliest_end(today):
        problems.add(FILE, row.line, "ended_on", _("A rule cannot end in the past: cases were sent by it."))
        return None
    return _end(stands, said.ended_on)


def _add(action: str, said: RuleData, names: Names, stands: _Stands | None) -> Step:
    data, before = names.data(said), to_json(stands.said) if stands else None

    def do(by: User) -> None:
        rule = add_rule(data=data, replace=stands is not None, by=by)
        if said.ended_on is not None:
            end_rule(rule_id=rule.pk, on=said.ended_on, by=by)

    label = f"{said.what_code or '*'} @ {said.where_code or '*'} → {data.department}"
    return Step(action, RULES.kind, "/".join(_target(said)), label, before, to_json(said), said.effective_from, do)


def _end(stands: _Stands, on: date) -> Step:
    rule = stands.rule

    def do(by: User) -> object:
        return end_rule(rule_id=rule.pk, on=on, by=by)

    after = to_json(replace(stands.said, ended_on=on))
    return Step(END, RULES.kind, "/".join(_target(stands.said)), RULES.name(rule), to_json(stands.said), after, on, do)


def _target(said: RuleData) -> Target:
    return said.what, said.what_code, said.where, said.where_code
