"""catalogue.csv: one row for each filing condition, which names its class and its subclass; three registers in a file.

A row counts from its day on ("in force from"), which may be to come: then it becomes a plan, as on the pages. A class
or subclass counts from the first of its rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from catalogue.choices import MatterKind, Urgency
from catalogue.models import Category, FilingCondition, MajorClass, Taxonomy
from catalogue.registers.classes import (
    CLASSES,
    CONDITIONS,
    SUBCLASSES,
    ClassData,
    ConditionData,
    SubclassData,
    class_key,
    condition_key,
)
from catalogue.registers.limits import UNIT, VALUE
from common.csv_reader import Problems
from common.plain import Plain, fingerprint, to_json
from common.worktime import Limit, LimitUnit
from registry import cells
from registry.cells import Cell
from registry.folder_schema import Record
from registry.models import PlannedChange, PlanState
from registry.registers import (
    ChangeRequest,
    Codes,
    Field,
    FolderFile,
    Register,
    add_lost_zeros,
    check_dates,
    keep_file,
    target,
    with_zeros,
)

ORDER = (CLASSES.kind, SUBCLASSES.kind, CONDITIONS.kind)
Standings = dict[str, Any]


def _field(name: str, label: Any, cell: Cell, *, required: bool = False, refers: str = "") -> Field:
    return Field(name, label, cell, required=required, refers=refers)


class CatalogueFile(FolderFile):
    file, plural = "catalogue.csv", gettext_lazy("Catalogue")
    kinds = ORDER
    file_key = ("taxonomy", "matter_kind", "code", "condition_no")
    file_fields = (
        _field("taxonomy", gettext_lazy("Taxonomy"), cells.key(40), refers="taxonomy"),
        _field("matter_kind", gettext_lazy("Kind"), cells.one(MatterKind), required=True),
        _field("major_code", gettext_lazy("Code of the class"), cells.code(10), required=True),
        _field("major_zh", gettext_lazy("Class"), cells.words(60), required=True),
        _field("major_en", gettext_lazy("Class in English"), cells.words(100)),
        _field("code", gettext_lazy("Code of the subclass"), cells.code(40), required=True),
        _field("minor_zh", gettext_lazy("Subclass"), cells.words(100), required=True),
        _field("name_en", gettext_lazy("Subclass in English"), cells.words(150)),
        _field("condition_no", gettext_lazy("Number of the condition"), Cell(cells.count), required=True),
        _field("filing_condition_zh", gettext_lazy("Filing condition"), cells.words(2000), required=True),
        _field("urgency", gettext_lazy("Urgency"), cells.one(Urgency), required=True),
        _field("limit_value", VALUE.label, VALUE.cell, required=True),
        _field("limit_unit", UNIT.label, UNIT.cell, required=True),
        _field("closing_condition_zh", gettext_lazy("Closing condition"), cells.words(2000)),
        _field("responsible_dept_type", gettext_lazy("Usual kind of unit"), cells.words(40)),
        _field("taxonomy_status", gettext_lazy("Standard or local"), cells.words(30)),
        _field("code_gb2013", gettext_lazy("Code of 2013"), cells.key(10)),
        _field("conditions_and_limit_source", gettext_lazy("Where the limit comes from"), cells.words(40)),
        _field("effective_from", gettext_lazy("In force from"), cells.day()),
        _field("ended_on", gettext_lazy("Ended on"), cells.day()),
    )
    ignored = ("identifier", "emergency_limit", "alt_dept_type", "code_gb2013_evidence", "code_local_seen")

    @property
    def sheet_fields(self) -> tuple[Field, ...]:
        return tuple(each for each in self.file_fields if each.name not in ("taxonomy_status", "code_gb2013"))

    def brings(self, kind: str, records: Sequence[Record]) -> Iterator[str]:
        taxonomy = _taxonomy_in_force() if records else ""
        for row in records:
            class_of, subclass = _keys(row, taxonomy)
            yield {
                CLASSES.kind: class_of, SUBCLASSES.kind: subclass, CONDITIONS.kind: f"{subclass}/{row['condition_no']}",
            }[kind]  # fmt: skip

    def check_file(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        self.check_codes(records, codes, problems)
        nameless = next((row for row in records if not row["taxonomy"]), None)
        if nameless is not None and len(codes["taxonomy"]) != 1:
            message = _("Name the taxonomy: there is not exactly one in taxonomies.csv.")
            problems.add(self.file, nameless.line, "taxonomy", message)
        self._check_same(records, "major_code", ("major_zh",), problems)
        self._check_same(records, "code", ("minor_zh", "major_code"), problems)
        self._check_zeros(records, codes, problems)
        for row in records:
            check_dates(self, row, problems)

    def _check_zeros(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        """Classes and subclasses that are new under a code that stands but for its leading zeros."""
        taxonomy = _taxonomy_in_force()
        for kind, column in ((CLASSES.kind, "major_code"), (SUBCLASSES.kind, "code")):
            standing = target(kind).keys()
            for row in records:
                before = f"{row['taxonomy'] or taxonomy}|{row['matter_kind']}:"
                whole = with_zeros(row[column], codes[kind], before=before)
                if whole and before + row[column] not in standing:
                    add_lost_zeros(problems, self.file, row.line, column, row[column], whole)

    def _check_same(self, records: Sequence[Record], code: str, names: tuple[str, ...], problems: Problems) -> None:
        """The conditions of one class or subclass are rows of one file: what they repeat must be the same."""
        seen: dict[tuple[str, ...], Record] = {}
        for row in records:
            first = seen.setdefault((row["taxonomy"], row["matter_kind"], row[code]), row)
            for name in names:
                if row[name] != first[name]:
                    message = _("In line %(line)s this is “%(value)s” for the same code.")
                    facts = {"line": first.line, "value": first[name]}
                    problems.add(self.file, row.line, name, message % facts)

    def requests(
        self, records: Sequence[Record], *, complete: bool, today: date, problems: Problems, by: User | None
    ) -> list[ChangeRequest]:
        """In the order of their days, and on a day the classes first; without what stands or is planned already."""
        standing = _Standing()
        asked = _Asked(standing, problems, today)
        begins = _begins(records, standing.taxonomy, today)
        for row in records:
            asked.add(row, begins)
        if complete:
            asked.end_others(CONDITIONS, standing.conditions)
            asked.end_others(SUBCLASSES, {key: each for key, each in standing.subclasses.items() if not each.ended_on})
        return sorted(asked.requests, key=lambda each: (each.on or today, ORDER.index(each.register.kind)))

    def export(self) -> Iterator[Mapping[str, str]]:
        """The conditions in force."""
        rows = FilingCondition.objects.filter(ended_on=None).select_related("category__major", "category__taxonomy")
        for row in rows.order_by("category__taxonomy__code", "category__kind", "category__code", "number"):
            values = _values(row)
            yield {field.name: field.cell.write(values[field.name]) for field in self.file_fields}


def _values(row: FilingCondition) -> dict[str, Any]:
    category, major = row.category, row.category.major
    return {
        "taxonomy": category.taxonomy.code, "matter_kind": category.kind, "major_code": major.code,
        "major_zh": major.name, "major_en": major.name_en, "code": category.code, "minor_zh": category.name,
        "name_en": category.name_en, "condition_no": row.number, "urgency": row.urgency,
        "limit_value": row.limit_value, "limit_unit": row.limit_unit, "filing_condition_zh": row.text,
        "closing_condition_zh": row.closing_text, "responsible_dept_type": category.unit_type,
        "taxonomy_status": category.status, "code_gb2013": category.code_2013,
        "conditions_and_limit_source": row.source, "effective_from": row.effective_from, "ended_on": None,
    }  # fmt: skip


def _taxonomy_in_force() -> str:
    """That of the rows that name none."""
    return Taxonomy.objects.filter(ended_on=None).values_list("code", flat=True).first() or ""


class _Standing:
    """What stands, by the keys of the change log (of conditions those in force), and what waits for its day."""

    def __init__(self) -> None:
        self.taxonomy = _taxonomy_in_force()
        majors = MajorClass.objects.select_related("taxonomy")
        categories = Category.objects.select_related("taxonomy", "major")
        conditions = FilingCondition.objects.filter(ended_on=None).select_related("category__taxonomy")
        self.classes: Standings = {class_key(row): CLASSES.snapshot(row) for row in majors}
        self.subclasses: Standings = {class_key(row): SUBCLASSES.snapshot(row) for row in categories}
        self.conditions: Standings = {condition_key(row): CONDITIONS.snapshot(row) for row in conditions}
        waiting = PlannedChange.objects.filter(state=PlanState.WAITING, kind__in=ORDER)
        self.plans = {(plan.kind, plan.key, plan.on): plan for plan in waiting}


def _begins(records: Sequence[Record], taxonomy: str, today: date) -> dict[str, date]:
    """The first day of which a row of the class or subclass speaks."""
    found: dict[str, date] = {}
    for row in records:
        day = row["effective_from"] or today
        for key in _keys(row, taxonomy):
            found[key] = min(day, found.get(key, day))
    return found


class _Asked:
    """What the rows ask for, found row by row."""

    def __init__(self, standing: _Standing, problems: Problems, today: date) -> None:
        self.standing, self.problems, self.today = standing, problems, today
        self.requests: list[ChangeRequest] = []
        self._met: set[tuple[str, str]] = set()

    def add(self, row: Record, begins: Mapping[str, date]) -> None:
        standing = self.standing
        class_of, subclass = _keys(row, standing.taxonomy)
        name, first = f"{row['major_code']} {row['major_zh']}", begins[subclass]
        data = _subclass(row, standing.subclasses.get(subclass), first)
        self._meet(CLASSES, class_of, standing.classes, _class(row), row, name, begins[class_of])
        self._meet(SUBCLASSES, subclass, standing.subclasses, data, row, f"{row['code']} {row['minor_zh']}", first)
        self._add_condition(row, f"{subclass}/{row['condition_no']}")

    def _add_condition(self, row: Record, key: str) -> None:
        """As the row says, and, where it names an end to come, another request for that day."""
        standing, label = self.standing.conditions, f"{row['code']}/{row['condition_no']} {row['minor_zh']}"
        data = _condition(row, standing.get(key), self.today)
        if data.ended_on is None or data.ended_on <= self.today:
            self._meet(CONDITIONS, key, standing, data, row, label, data.effective_from)
            return
        begun = replace(data, ended_on=None)
        self._meet(CONDITIONS, key, standing, begun, row, label, data.effective_from)
        # Nobody can have seen what it ends: that may itself be to come.
        end = ChangeRequest(CONDITIONS, key, data, data.ended_on, label=label, line=row.line)
        self._take(end, to_json(begun), "ended_on")

    def _meet(
        self, register: Register[Any, Any], key: str, standing: Standings, data: Any, row: Record, label: str, day: date
    ) -> None:  # fmt: skip
        """Take note of a thing that a row names, the first time."""
        if (register.kind, key) in self._met:
            return
        self._met.add((register.kind, key))
        old = standing.get(key)
        if old == data or (old is None and getattr(data, "ended_on", None)):
            return  # as it is; or of former times and gone
        if day > self.today and old is not None and _differs_in_its_day(data, old):
            sentence = _("Nothing but the day differs. Say what shall change from that day on.")
            self.problems.add(CATALOGUE.file, row.line, "effective_from", sentence)
            return
        request = _request(register, key, label, old, data, max(day, self.today), row.line)
        self._take(request, to_json(old) if old is not None else None, "effective_from")

    def _take(self, request: ChangeRequest, before: Plain | None, column: str) -> None:
        """Just this may be planned already; another plan for the same day is a mistake of the row."""
        day = request.day()
        plan = self.standing.plans.get((request.register.kind, request.key, day)) if day else None
        if plan is None:
            self.requests.append(request)
        elif not plan.says(before, to_json(request.data)):
            sentence = _("A change of this is planned for that day already. Take that one back first.")
            self.problems.add(CATALOGUE.file, request.line, column, sentence)

    def end_others(self, register: Register[Any, Any], standing: Standings) -> None:
        for key, old in standing.items():
            if (register.kind, key) not in self._met:
                label = f"{key.rpartition(':')[2]} {getattr(old, 'name', '')}".strip()
                data = replace(old, ended_on=self.today)
                self.requests.append(_request(register, key, label, old, data, self.today, 0))


def _differs_in_its_day(data: Any, old: Any) -> bool:
    return hasattr(old, "effective_from") and replace(data, effective_from=old.effective_from) == old


def _request(
    register: Register[Any, Any], key: str, label: str, old: Any, data: Any, on: date, line: int
) -> ChangeRequest:
    seen = fingerprint(to_json(old)) if old is not None else None
    return ChangeRequest(register, key, data, on, seen, label=label, line=line)


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


CATALOGUE = keep_file(CatalogueFile())
