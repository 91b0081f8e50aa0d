"""Routing rules of a folder. A rule that sends elsewhere ends its forerunner; cases keep the rule that sent them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from cases.models import RoutingRule
from cases.registers import RULES, RuleData
from cities import tables
from cities.folder import Folder
from cities.references import resolve
from registry.folder_schema import Record
from registry.registers import ChangeRequest

Target = tuple[str, str, str, str]


def requests_of(folder: Folder, codes: Mapping[str, Collection[str]], today: date) -> list[ChangeRequest]:
    """What the rows of rules.csv ask for; `codes` are those of the catalogue, by the kind of a rule's what."""
    if not folder.has(tables.RULES):
        return []
    found = _Requests()
    for row in folder.rows(tables.RULES):
        found.add(_data(row, codes, today), row)
    if folder.is_complete(tables.RULES):
        found.end_others(today)
    return found.ends + found.begins


def _data(row: Record, codes: Mapping[str, Collection[str]], today: date) -> RuleData:
    code = row["what_code"]
    if row["what"] in codes:
        code = resolve(code, codes[row["what"]]) or code
    return RuleData(
        row["what"], code, row["where"], row["where_code"], row["department"],
        row["effective_from"] or today, row["ended_on"], row["note"],
    )  # fmt: skip


class _Requests:
    """What becomes of the standing rules and which ones are new."""

    def __init__(self) -> None:
        rules = [(rule, RULES.snapshot(rule)) for rule in RULES.rows()]
        self.standing: dict[Target, tuple[RoutingRule, RuleData]] = {
            said.target: (rule, said) for rule, said in rules if said.ended_on is None
        }
        self.ended = {(said.target, said.ended_on) for __, said in rules if said.ended_on is not None}
        self.kept: set[Target] = set()
        self.ends: list[ChangeRequest] = []
        self.begins: list[ChangeRequest] = []

    def add(self, data: RuleData, row: Record) -> None:
        if data.ended_on and (data.target, data.ended_on) in self.ended:
            return  # this rule of former times stands already
        if not data.ended_on:
            self.kept.add(data.target)
        rule, stands = self.standing.get(data.target, (None, None))
        if rule is not None and stands is not None:
            self.ends.append(ChangeRequest(RULES, str(rule.pk), _follow(stands, data, said=row["effective_from"])))
        if stands is None or _is_later(stands, data):
            self.begins.append(ChangeRequest(RULES, f"line {row.line}", data, new=True))

    def end_others(self, today: date) -> None:
        for target in self.standing.keys() - self.kept:
            rule, stands = self.standing[target]
            ended = replace(stands, ended_on=rule.earliest_end(today))
            self.ends.append(ChangeRequest(RULES, str(rule.pk), ended))


def _is_later(stands: RuleData, data: RuleData) -> bool:
    return data.department != stands.department and data.effective_from > stands.effective_from


def _follow(stands: RuleData, data: RuleData, *, said: date | None) -> RuleData:
    """What becomes of the standing rule: it ends where the file's is a later one, else it is as the file says."""
    if _is_later(stands, data):
        return replace(stands, ended_on=data.effective_from)
    begins = said or stands.effective_from
    return replace(stands, department=data.department, note=data.note, ended_on=data.ended_on, effective_from=begins)
