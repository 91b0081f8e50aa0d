"""What an uploaded catalogue would change: classes first, then subclasses, then filing conditions."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.actions import Keeper
from accounts.models import User
from cases.actions import (
    ClassWish,
    ConditionWish,
    SubclassWish,
    class_,
    class_key,
    condition,
    condition_key,
    limit_text,
    subclass,
)
from cases.models import Category, FilingCondition, MajorClass, Taxonomy
from cities.actions.exchange_steps import ADD, CHANGE, END, Step
from cities.tables import Record
from common.plain import fingerprint, to_json
from common.tables import Problems

Wishes = dict[str, Any]
FILE = "catalogue"


class Standing:
    """What stands, by the keys of the change log; of conditions those in force."""

    def __init__(self) -> None:
        self.taxonomy = Taxonomy.objects.filter(ended_on=None).values_list("code", flat=True).first() or ""
        majors = MajorClass.objects.select_related("taxonomy")
        categories = Category.objects.select_related("taxonomy", "major")
        conditions = FilingCondition.objects.filter(ended_on=None).select_related("category__taxonomy")
        self.classes: Wishes = {class_key(row): class_.said(row) for row in majors}
        self.subclasses: Wishes = {class_key(row): subclass.said(row) for row in categories}
        self.conditions: Wishes = {condition_key(row): condition.said(row) for row in conditions}


def steps(records: list[Record], problems: Problems, *, complete: bool, today: date) -> tuple[list[Step], int]:
    """The steps, and how many rows say what stands already."""
    standing, found = Standing(), _Found()
    for row in records:
        _check_dates(row, today, problems)
        subclass_key = _key(row, standing.taxonomy)
        class_of = f"{subclass_key.rpartition(':')[0]}:{row['major_code']}"
        found.meet(class_, class_of, standing.classes, _class(row), f"{row['major_code']} {row['major_zh']}")
        wish = _subclass(row, standing.subclasses.get(subclass_key), today)
        found.meet(subclass, subclass_key, standing.subclasses, wish, f"{row['code']} {row['minor_zh']}")
        key = f"{subclass_key}/{row['condition_no']}"
        condition_wish = _condition(row, standing.conditions.get(key), today)
        label = f"{row['code']}/{row['condition_no']} {row['minor_zh']}"
        found.same += not found.meet(condition, key, standing.conditions, condition_wish, label)
    if complete:
        found.end_others(condition, standing.conditions, today)
        found.end_others(subclass, {key: wish for key, wish in standing.subclasses.items() if not wish.ended_on}, today)
    order = (class_.kind, subclass.kind, condition.kind)
    return sorted(found.steps.values(), key=lambda step: order.index(step.kind)), found.same


class _Found:
    def __init__(self) -> None:
        self.steps: dict[tuple[str, str], Step] = {}
        self.met: set[tuple[str, str]] = set()
        self.same = 0

    def meet(self, keeper: Keeper[Any, Any], key: str, standing: Wishes, wish: Any, label: str) -> bool:
        """Take note of a thing the file lists; True if it would change."""
        if (keeper.kind, key) in self.met:
            return (keeper.kind, key) in self.steps
        self.met.add((keeper.kind, key))
        old = standing.get(key)
        if old == wish or (old is None and getattr(wish, "ended_on", None)):
            return False  # as it is; or of former times and gone
        action = ADD if old is None else END if getattr(wish, "ended_on", None) and not old.ended_on else CHANGE
        self.steps[keeper.kind, key] = _step(action, keeper, key, label, old, wish)
        return True

    def end_others(self, keeper: Keeper[Any, Any], standing: Wishes, today: date) -> None:
        for key, old in standing.items():
            if (keeper.kind, key) not in self.met:
                label = f"{key.rpartition(':')[2]} {getattr(old, 'name', '')}".strip()
                self.steps[keeper.kind, key] = _step(END, keeper, key, label, old, replace(old, ended_on=today))


def _step(action: str, keeper: Keeper[Any, Any], key: str, label: str, old: Any, wish: Any) -> Step:
    before = to_json(old) if old is not None else None
    seen = fingerprint(before) if before is not None else None

    def do(by: User) -> object:
        return keeper.put(key=key, wish=wish, seen=seen, by=by)

    return Step(action, keeper.kind, key, label, before, to_json(wish), do)


def _key(row: Record, taxonomy: str) -> str:
    return f"{row['taxonomy'] or taxonomy}|{row['matter_kind']}:{row['code']}"


def _class(row: Record) -> ClassWish:
    return ClassWish(row["major_zh"], row["major_en"])


def _subclass(row: Record, old: SubclassWish | None, today: date) -> SubclassWish:
    """Its dates stay: those of the file are its conditions'."""
    return SubclassWish(
        major=row["major_code"], name=row["minor_zh"], name_en=row["name_en"], unit_type=row["responsible_dept_type"],
        effective_from=old.effective_from if old else row["effective_from"] or today, ended_on=None,
    )  # fmt: skip


def _condition(row: Record, old: ConditionWish | None, today: date) -> ConditionWish:
    return ConditionWish(
        text=row["filing_condition_zh"], limit=limit_text(row["limit_value"], row["limit_unit"]),
        urgency=row["urgency"], closing_text=row["closing_condition_zh"], source=row["conditions_and_limit_source"],
        effective_from=row["effective_from"] or (old.effective_from if old else today), ended_on=row["ended_on"],
    )  # fmt: skip


def _check_dates(row: Record, today: date, problems: Problems) -> None:
    for column in ("effective_from", "ended_on"):
        if row[column] and row[column] > today:
            sentence = _("This would be in force at once. Plan it on its page, or enter it on the day itself.")
            problems.add(FILE, row.line, column, sentence)
