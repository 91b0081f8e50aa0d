"""rules.csv: who owns which matter where, one rule a row. A spreadsheet of it has those in force.

A row that names another unit from a later day lets a new rule take the place of the one that stands: cases keep the
rule that sent them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from cases.models import RoutingRule
from cases.registers.rules import ANY, RULES, RuleData, Target
from common.csv_reader import Problems
from departments.models import Department
from registry.folder_schema import Record
from registry.registers import ChangeRequest, Codes, FolderFile, check_dates, keep_file, target, unknown

KINDS = {"major": "class", "category": "subclass", "condition": "condition"}  # what a rule is for → its register


class RulesFile(FolderFile):
    file, plural = "rules.csv", gettext_lazy("Routing rules")
    kinds = (RULES.kind,)
    file_key = ("what", "what_code", "where", "where_code", "effective_from")
    sheet_key = ("what", "what_code", "where", "where_code")
    file_fields = RULES.fields

    def brings(self, kind: str, records: Sequence[Record]) -> Iterator[str]:
        """None: rules have numbers, which the database gives."""
        yield from ()

    def check_file(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        self.check_codes(records, codes, problems)
        known = {kind: _without_taxonomy(codes[KINDS.get(kind, kind)]) for kind in _named(records)}
        seen: dict[Target, int] = {}
        for row in records:
            check_dates(self, row, problems)
            self._check_side(row, "what", known, problems)
            self._check_side(row, "where", known, problems)
            spoken = (row["what"], _resolved(row, known), row["where"], row["where_code"])
            if not row["ended_on"] and (first := seen.setdefault(spoken, row.line)) != row.line:
                message = _("Line %(line)s has a rule for the same matter and place already.") % {"line": first}
                problems.add(self.file, row.line, "what_code", message)

    def _check_side(
        self, row: Record, side: str, known: Mapping[str, Collection[str]], problems: Problems
    ) -> None:  # fmt: skip
        """The code of one of the two sides of a rule names something of its kind."""
        kind, code = row[side], row[f"{side}_code"]
        if kind == ANY and code:
            problems.add(self.file, row.line, f"{side}_code", _("“*” stands for everything and takes no code."))
        elif kind != ANY and (code not in known[kind] if side == "where" else resolve(code, known[kind]) is None):
            sentence = unknown(code, {key.rpartition(":")[2] for key in known[kind]})
            problems.add(self.file, row.line, f"{side}_code", sentence)

    def requests(
        self, records: Sequence[Record], *, complete: bool, today: date, problems: Problems, by: User | None
    ) -> list[ChangeRequest]:
        """Ends first, so that they make way. A folder of the operator may tell of days gone by, a person's may not."""
        asked = _Asked(problems, today, by)
        known = {kind: _without_taxonomy(target(KINDS[kind]).keys()) for kind in _named(records) & KINDS.keys()}
        for row in records:
            asked.add(row, _data(row, known, today))
        if complete:
            asked.end_others()
        return asked.ends + asked.begins

    def export(self) -> Iterator[Mapping[str, str]]:
        for rule in RULES.rows().order_by("what", "where", "effective_from", "pk"):
            said = RULES.snapshot(rule)
            yield {field.name: field.cell.write(getattr(said, field.name)) for field in self.file_fields}


RULES_FILE = keep_file(RulesFile())


def resolve(code: str, known: Collection[str]) -> str | None:
    """The full key of a code of the catalogue; the kind may be left out where it is clear."""
    if ":" in code:
        return code if code in known else None
    found = [key for kind in ("component", "event") if (key := f"{kind}:{code}") in known]
    return found[0] if len(found) == 1 else None


def _named(records: Sequence[Record]) -> set[str]:
    """The kinds of things that the rows name."""
    return {row[side] for row in records for side in ("what", "where")} - {ANY}


def _without_taxonomy(keys: Collection[str]) -> set[str]:
    """`event:06010` of `GB|event:06010`; codes of places have no such part."""
    return {key.rpartition("|")[2] for key in keys}


def _resolved(row: Record, known: Mapping[str, Collection[str]]) -> str:
    return resolve(row["what_code"], known.get(row["what"], ())) or row["what_code"]


def _data(row: Record, known: Mapping[str, Collection[str]], today: date) -> RuleData:
    return RuleData(
        row["what"], _resolved(row, known), row["where"], row["where_code"], row["department"],
        row["effective_from"] or today, row["ended_on"], row["note"],
    )  # fmt: skip


@dataclass(frozen=True)
class _Standing:
    rule: RoutingRule
    said: RuleData


class _Asked:
    """What becomes of the standing rules and which ones are new, found row by row."""

    def __init__(self, problems: Problems, today: date, by: User | None) -> None:
        rules = [_Standing(rule, RULES.snapshot(rule)) for rule in RULES.rows()]
        self._standing = {each.said.target: each for each in rules if each.said.ended_on is None}
        self._ended = {(each.said.target, each.said.ended_on) for each in rules if each.said.ended_on is not None}
        self._off = set(Department.objects.filter(active=False).values_list("code", flat=True))
        self._listed: set[Target] = set()
        self._problems, self._today, self._of_the_operator = problems, today, by is None
        self.ends: list[ChangeRequest] = []
        self.begins: list[ChangeRequest] = []

    def add(self, row: Record, data: RuleData) -> None:
        if (data.target, data.ended_on) in self._ended:
            return  # this rule of former times stands already
        stands = self._standing.get(data.target)
        if data.ended_on is not None and (stands is None or data.ended_on <= stands.said.effective_from):
            if self._of_the_operator or data.ended_on > self._today:
                self._begin(row, data)
            return
        self._listed.add(data.target)
        if stands is None:
            self._begin(row, data)
        elif data.ended_on is not None:
            self._end(row, stands, data)
        elif self._takes_its_place(stands.said, data):
            self._succeed(row, stands, data)
        else:
            self._correct(row, stands, data)

    def end_others(self) -> None:
        for spoken in self._standing.keys() - self._listed:
            stands = self._standing[spoken]
            ended = replace(stands.said, ended_on=stands.rule.earliest_end(self._today))
            self.ends.append(ChangeRequest(RULES, str(stands.rule.pk), ended, label=RULES.name(stands.rule)))

    def _takes_its_place(self, stands: RuleData, data: RuleData) -> bool:
        """Another unit's rule does; in a folder of the operator one that begins no later corrects what stands."""
        later = data.effective_from > stands.effective_from
        return data.department != stands.department and (later or not self._of_the_operator)

    def _begin(self, row: Record, data: RuleData) -> None:
        if not self._of_the_operator and data.effective_from < self._today:
            self._wrong(row, "effective_from", _("A rule cannot begin in the past."))
        self._expect_active(row)
        label = f"{data.what_code or ANY} @ {data.where_code or ANY} → {data.department}"
        self.begins.append(ChangeRequest(RULES, f"line {row.line}", data, new=True, label=label, line=row.line))

    def _succeed(self, row: Record, stands: _Standing, data: RuleData) -> None:
        """The standing rule ends on the day on which the other begins, for a person not before today.

        A person may have taken the file out earlier and changed the unit only, so the day of the old rule is no day of
        the new one.
        """
        begins = data.effective_from
        if not self._of_the_operator:
            begins = max(begins, stands.rule.earliest_end(self._today))
        self._change(row, stands, replace(stands.said, ended_on=begins))
        self._begin(row, replace(data, effective_from=begins))

    def _end(self, row: Record, stands: _Standing, data: RuleData) -> None:
        assert data.ended_on is not None
        if not self._of_the_operator and data.ended_on < stands.rule.earliest_end(self._today):
            self._wrong(row, "ended_on", _("A rule cannot end in the past: cases were sent by it."))
        self._change(row, stands, replace(stands.said, ended_on=data.ended_on))
        # Another row may say what follows from then on, and the row of this rule may come once more.
        del self._standing[data.target]
        self._ended.add((data.target, data.ended_on))

    def _correct(self, row: Record, stands: _Standing, data: RuleData) -> None:
        """Its note, and by the operator its unit and its first day; a row without a day leaves that one."""
        said = replace(stands.said, note=data.note)
        if self._of_the_operator:
            begins = row["effective_from"] or said.effective_from
            said = replace(said, department=data.department, effective_from=begins)
        self._change(row, stands, said)

    def _change(self, row: Record, stands: _Standing, said: RuleData) -> None:
        if said == stands.said:
            return
        name = RULES.name(stands.rule)
        self.ends.append(ChangeRequest(RULES, str(stands.rule.pk), said, label=name, line=row.line))

    def _expect_active(self, row: Record) -> None:
        if not self._of_the_operator and row["department"] in self._off:
            self._wrong(row, "department", _("This unit is off and gets no cases."))

    def _wrong(self, row: Record, column: str, sentence: str) -> None:
        self._problems.add(RULES_FILE.file, row.line, column, sentence)
