"""Routing rules of a folder. A rule that sends elsewhere ends its forerunner; cases keep the rule that sent them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from cases.models import RoutingRule
from catalogue.models import Category, FilingCondition, MajorClass
from cities import tables
from cities.folder import Folder
from cities.references import resolve
from departments.models import Department
from grids.models import Area, DutyGrid, UnitGrid
from registry.folder_schema import Record

Target = tuple[str, str]  # the keys `what` and `where` of the table, as the database writes them


class Names:
    """The ids behind the codes of the file."""

    def __init__(self) -> None:
        self.departments = dict(Department.objects.values_list("code", "pk"))
        conditions = FilingCondition.objects.filter(ended_on=None).values_list(
            "category__kind", "category__code", "number", "pk"
        )
        self.ids: dict[str, Mapping[str, int]] = {
            "condition": {f"{kind}:{code}/{number}": pk for kind, code, number, pk in conditions},
            "category": {f"{row.kind}:{row.code}": row.pk for row in Category.objects.order_by("effective_from")},
            "major": {f"{row.kind}:{row.code}": row.pk for row in MajorClass.objects.order_by("pk")},
            "unit_grid": dict(UnitGrid.objects.values_list("code", "pk")),
            "duty_grid": dict(DutyGrid.objects.values_list("code", "pk")),
            "area": dict(Area.objects.values_list("code", "pk")),
        }

    def keys(self, row: Record) -> dict[str, int]:
        """The columns of the rule that say what and where."""
        found: dict[str, int] = {}
        if row["what"] in self.ids:
            known = self.ids[row["what"]]
            found[f"{row['what']}_id"] = known[resolve(row["what_code"], known) or ""]
        if row["where"] in self.ids:
            found[f"{row['where']}_id"] = self.ids[row["where"]][row["where_code"]]
        return found


class Changes:
    """What becomes of the standing rules and which ones are new."""

    def __init__(self) -> None:
        self.standing = {(rule.what, rule.where): rule for rule in RoutingRule.objects.filter(ended_on=None)}
        self.ended = {(rule.what, rule.where, rule.ended_on) for rule in RoutingRule.objects.exclude(ended_on=None)}
        self.kept: set[Target] = set()
        self.changed: list[RoutingRule] = []
        self.new: list[RoutingRule] = []

    def add(self, target: Target, rule: RoutingRule, *, said: date | None) -> None:
        if rule.ended_on and (*target, rule.ended_on) in self.ended:
            return  # this rule of former times stands already
        if not rule.ended_on:
            self.kept.add(target)
        forerunner = self.standing.get(target)
        if forerunner is None or _follow(forerunner, rule, said=said):
            self.new.append(rule)
        if forerunner is not None:
            self.changed.append(forerunner)

    def end_others(self, today: date) -> None:
        self.changed += [_end(self.standing[target], today) for target in self.standing.keys() - self.kept]

    def save(self) -> None:
        fields = ["department", "note", "effective_from", "ended_on"]
        RoutingRule.objects.bulk_update(self.changed, fields, batch_size=500)
        RoutingRule.objects.bulk_create(self.new, batch_size=1_000)


def write_rules(folder: Folder, today: date) -> None:
    if not folder.has(tables.RULES):
        return
    names, changes = Names(), Changes()
    for row in folder.rows(tables.RULES):
        keys = names.keys(row)
        rule = RoutingRule(
            **keys, department_id=names.departments[row["department"]], note=row["note"],
            effective_from=row["effective_from"] or today, ended_on=row["ended_on"],
        )  # fmt: skip
        changes.add(_target(keys), rule, said=row["effective_from"])
    if folder.is_complete(tables.RULES):
        changes.end_others(today)
    changes.save()


def _target(keys: Mapping[str, int]) -> Target:
    """As the generated columns of the table say it."""
    return _key(keys, ("condition", "category", "major")), _key(keys, ("unit_grid", "duty_grid", "area"))


def _key(keys: Mapping[str, int], names: Sequence[str]) -> str:
    return next((f"{name}:{keys[f'{name}_id']}" for name in names if f"{name}_id" in keys), "*")


def _follow(standing: RoutingRule, rule: RoutingRule, *, said: date | None) -> bool:
    """Change the standing rule into the file's, or end it where the file's is a later one; True for the latter."""
    if rule.department_id != standing.department_id and rule.effective_from > standing.effective_from:
        standing.ended_on = rule.effective_from
        return True
    standing.department_id, standing.note = rule.department_id, rule.note
    standing.ended_on = rule.ended_on
    if said:
        standing.effective_from = said
    return False


def _end(rule: RoutingRule, today: date) -> RoutingRule:
    rule.ended_on = max(today, rule.effective_from + timedelta(days=1))
    return rule
