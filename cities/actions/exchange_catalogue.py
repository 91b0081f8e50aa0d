"""What an uploaded catalogue would change: classes first, then subclasses, then filing conditions.

A row counts from its day on ("in force from"), which may be to come: then it becomes a plan, as on the pages. A class
or subclass counts from the first of its rows.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from catalogue.models import Category, FilingCondition, MajorClass, Taxonomy
from catalogue.registers import (
    CLASSES,
    CONDITIONS,
    SUBCLASSES,
    ClassData,
    ConditionData,
    SubclassData,
    class_key,
    condition_key,
)
from cities.actions.exchange_steps import ADD, CHANGE, END, Step
from common.csv_reader import Problems
from common.plain import fingerprint, to_json
from common.worktime import Limit, LimitUnit
from registry.folder_schema import Record
from registry.models import PlannedChange, PlanState
from registry.registers import ChangeRequest, Register

Standings = dict[str, Any]
FILE = "catalogue"
ORDER = (CLASSES.kind, SUBCLASSES.kind, CONDITIONS.kind)


class Standing:
    """What stands, by the keys of the change log (of conditions those in force), and what waits for its day."""

    def __init__(self) -> None:
        self.taxonomy = Taxonomy.objects.filter(ended_on=None).values_list("code", flat=True).first() or ""
        majors = MajorClass.objects.select_related("taxonomy")
        categories = Category.objects.select_related("taxonomy", "major")
        conditions = FilingCondition.objects.filter(ended_on=None).select_related("category__taxonomy")
        self.classes: Standings = {class_key(row): CLASSES.snapshot(row) for row in majors}
        self.subclasses: Standings = {class_key(row): SUBCLASSES.snapshot(row) for row in categories}
        self.conditions: Standings = {condition_key(row): CONDITIONS.snapshot(row) for row in conditions}
        waiting = PlannedChange.objects.filter(state=PlanState.WAITING, kind__in=ORDER)
        self.plans = {(plan.kind, plan.key, plan.on): plan for plan in waiting}


def steps(
    records: list[Record], problems: Problems, *, file: str = FILE, complete: bool, today: date
) -> tuple[list[Step], int]:
    """The steps in the order of their days, and how many rows say what stands (or waits) already."""
    standing = Standing()
    found = _Found(standing, problems, file, today)
    begins = _begins(records, standing.taxonomy, today)
    for row in records:
        class_of, subclass_key = _keys(row, standing.taxonomy)
        name = f"{row['major_code']} {row['major_zh']}"
        found.meet(CLASSES, class_of, standing.classes, _class(row), row, name, begins[class_of])
        first = begins[subclass_key]
        data = _subclass(row, standing.subclasses.get(subclass_key), first)
        found.meet(SUBCLASSES, subclass_key, standing.subclasses, data, row, f"{row['code']} {row['minor_zh']}", first)
        found.same += not _meet_condition(row, f"{subclass_key}/{row['condition_no']}", found, standing, today)
    if complete:
        found.end_others(CONDITIONS, standing.conditions)
        found.end_others(SUBCLASSES, {key: data for key, data in standing.subclasses.items() if not data.ended_on})
    return sorted(found.steps, key=lambda step: (step.on, ORDER.index(step.kind))), found.same


def _begins(records: list[Record], taxonomy: str, today: date) -> dict[str, date]:
    """The first day of which a row of the class or subclass speaks."""
    found: dict[str, date] = {}
    for row in records:
        day = row["effective_from"] or today
        for key in _keys(row, taxonomy):
            found[key] = min(day, found.get(key, day))
    return found


def _meet_condition(row: Record, key: str, found: "_Found", standing: Standing, today: date) -> bool:
    """As the row says, and, where it names an end to come, another step on that day."""
    old, label = standing.conditions.get(key), f"{row['code']}/{row['condition_no']} {row['minor_zh']}"
    data = _condition(row, old, today)
    if data.ended_on is None or data.ended_on <= today:
        return found.meet(CONDITIONS, key, standing.conditions, data, row, label, data.effective_from)
    begun = replace(data, ended_on=None)
    met = found.meet(CONDITIONS, key, standing.conditions, begun, row, label, data.effective_from)
    return found.take(_end_to_come(key, label, begun, data, data.ended_on), row, "ended_on") or met


class _Found:
    def __init__(self, standing: Standing, problems: Problems, file: str, today: date) -> None:
        self.plans, self.problems, self.file, self.today = standing.plans, problems, file, today
        self.steps: list[Step] = []
        self.met: dict[tuple[str, str], bool] = {}
        self.same = 0

    def meet(
        self, register: Register[Any, Any], key: str, standing: Standings, data: Any, row: Record, label: str, day: date
    ) -> bool:  # fmt: skip
        """Take note of a thing the file lists; True if it would change."""
        if (register.kind, key) not in self.met:
            self.met[register.kind, key] = self._changes(register, key, standing.get(key), data, row, label, day)
        return self.met[register.kind, key]

    def _changes(
        self, register: Register[Any, Any], key: str, old: Any, data: Any, row: Record, label: str, day: date
    ) -> bool:  # fmt: skip
        ends = getattr(data, "ended_on", None)
        if old == data or (old is None and ends):
            return False  # as it is; or of former times and gone
        if day > self.today and old is not None and _differs_in_its_day(data, old):
            sentence = _("Nothing but the day differs. Say what shall change from that day on.")
            self.problems.add(self.file, row.line, "effective_from", sentence)
            return True
        action = ADD if old is None else END if ends and not old.ended_on else CHANGE
        return self.take(_step(action, register, key, label, old, data, max(day, self.today)), row, "effective_from")

    def take(self, step: Step, row: Record, column: str) -> bool:
        """False where just this is planned already; another plan for the same day is a mistake of the row."""
        plan = self.plans.get((step.kind, step.key, step.on)) if step.on > self.today else None
        if plan is None:
            self.steps.append(step)
        elif _is(plan, step):
            return False
        else:
            sentence = _("A change of this is planned for that day already. Take that one back first.")
            self.problems.add(self.file, row.line, column, sentence)
        return True

    def end_others(self, register: Register[Any, Any], standing: Standings) -> None:
        for key, old in standing.items():
            if (register.kind, key) not in self.met:
                label = f"{key.rpartition(':')[2]} {getattr(old, 'name', '')}".strip()
                data = replace(old, ended_on=self.today)
                self.steps.append(_step(END, register, key, label, old, data, self.today))


def _differs_in_its_day(data: Any, old: Any) -> bool:
    return hasattr(old, "effective_from") and replace(data, effective_from=old.effective_from) == old


def _is(plan: PlannedChange, step: Step) -> bool:
    """Whether a plan will do what the step would."""
    touched = {name for name, value in step.after.items() if value != (step.before or {}).get(name)}
    after = plan.after or {}
    return touched == set(plan.touched) and all(after.get(name) == step.after[name] for name in touched)


def _step(action: str, register: Register[Any, Any], key: str, label: str, old: Any, data: Any, on: date) -> Step:
    before = to_json(old) if old is not None else None
    deed = ChangeRequest(register, key, data, on, fingerprint(before) if before is not None else None, label=label)
    return Step(action, register.kind, key, label, before, to_json(data), on, deed)


def _end_to_come(key: str, label: str, begun: ConditionData, data: ConditionData, on: date) -> Step:
    """What it ends may itself be to come, so that nobody can have seen it."""
    deed = ChangeRequest(CONDITIONS, key, data, on, label=label)
    return Step(END, CONDITIONS.kind, key, label, to_json(begun), to_json(data), on, deed)


def _keys(row: Record, taxonomy: str) -> tuple[str, str]:
    """Of its class and of its subclass."""
    named = f"{row['taxonomy'] or taxonomy}|{row['matter_kind']}"
    return f"{named}:{row['major_code']}", f"{named}:{row['code']}"


def _class(row: Record) -> ClassData:
    return ClassData(row["major_zh"], row["major_en"])


def _subclass(row: Record, old: SubclassData | None, first: date) -> SubclassData:
    """Its dates stay: those of the file are its conditions'."""
    return SubclassData(
        major=row["major_code"], name=row["minor_zh"], name_en=row["name_en"], unit_type=row["responsible_dept_type"],
        effective_from=old.effective_from if old else first, ended_on=None,
        status=row.values.get("taxonomy_status", old.status if old else ""),
        code_2013=row.values.get("code_gb2013", old.code_2013 if old else ""),
    )  # fmt: skip


def _condition(row: Record, old: ConditionData | None, today: date) -> ConditionData:
    return ConditionData(
        text=row["filing_condition_zh"], limit=Limit(row["limit_value"], LimitUnit(row["limit_unit"])).text,
        urgency=row["urgency"], closing_text=row["closing_condition_zh"], source=row["conditions_and_limit_source"],
        effective_from=row["effective_from"] or (old.effective_from if old else today), ended_on=row["ended_on"],
    )  # fmt: skip
