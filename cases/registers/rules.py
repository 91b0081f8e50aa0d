"""Routing rules as a city keeps them: they begin and end; none is deleted, for cases name the rule that sent them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from cases.models import Case, RoutingRule
from cases.routing.affected import waiting_for
from cases.topics import ROUTE
from cases.workflow import State
from catalogue.models import Category, FilingCondition, MajorClass
from common import outbox
from common.numbers import number_in
from common.refusals import Conflict, Forbidden, Missing, Refused
from departments.models import Department
from grids.models import Area, DutyGrid, UnitGrid
from registry import cells
from registry.cells import Text
from registry.registers import ChangeRequest, Field, Register, wrong

RULE_EDITORS = frozenset({Role.DISPATCHER, Role.SHIFT_LEADER, Role.ADMINISTRATOR})
ONE_OPEN_RULE = "one_rule_for_what_and_where"
RELATED = ("condition__category", "category", "major", "unit_grid", "duty_grid", "area", "department")
OUTLINES = ("unit_grid__geom", "area__geom")
FEW = 20  # new rules whose waiting cases are looked up one by one; of more, all waiting cases are asked for again

Target = tuple[str, str, str, str]


ANY = "*"
WHATS: Mapping[str, Text] = {
    ANY: gettext_lazy("all matters"), "major": gettext_lazy("class"), "category": gettext_lazy("subclass"),
    "condition": gettext_lazy("filing condition"),
}  # fmt: skip
WHERES: Mapping[str, Text] = {
    ANY: gettext_lazy("the whole city"), "area": gettext_lazy("area"), "duty_grid": gettext_lazy("duty grid"),
    "unit_grid": gettext_lazy("unit grid"),
}  # fmt: skip


@dataclass(frozen=True)
class RuleData:
    """A rule as the change log and a city's rules.csv say it: in codes."""

    what: str
    what_code: str
    where: str
    where_code: str
    department: str
    effective_from: date
    ended_on: date | None = None
    note: str = ""

    @property
    def target(self) -> Target:
        """For what and where it speaks; of open rules only one may."""
        return self.what, self.what_code, self.where, self.where_code


class Rules(Register[RoutingRule, RuleData]):
    """The key is the rule's number, which the database gives; what is new has any key until then.

    A rule stands with its days and begins and ends by itself, so nothing is planned. What it is for and where never
    changes: another rule takes its place.
    """

    kind, title, plural = "rule", gettext_lazy("Routing rule"), gettext_lazy("Routing rules")
    data_class, editors = RuleData, RULE_EDITORS
    fields = (
        Field("what", gettext_lazy("For what"), cells.named(cells.one_of(WHATS, few=True), WHATS), required=True),
        Field("what_code", gettext_lazy("Code of what"), cells.key(60)),
        Field("where", gettext_lazy("Where"), cells.named(cells.one_of(WHERES, few=True), WHERES), required=True),
        Field("where_code", gettext_lazy("Code of where"), cells.key(32)),
        Field("department", gettext_lazy("Code of the unit"), cells.key(40), required=True, refers="unit"),
        Field("effective_from", gettext_lazy("In force from"), cells.day()),
        Field("ended_on", gettext_lazy("Ended on"), cells.day()),
        Field("note", gettext_lazy("Note"), cells.words(200)),
    )
    begins_by_itself = True

    def allow(self, by: User | None) -> None:
        if by is not None and by.role not in self.editors:
            who = _(", ").join(str(role.label) for role in Role if role in self.editors)
            raise Forbidden(_("Routing rules are kept by: %(who)s.") % {"who": who})

    def rows(self) -> QuerySet[RoutingRule]:
        return RoutingRule.objects.select_related(*RELATED).defer(*OUTLINES)

    def find_many(self, keys: Collection[str]) -> dict[str, RoutingRule]:
        return {str(row.pk): row for row in self._of(keys).order_by("pk").select_for_update(of=("self",))}

    def rows_of(self, keys: Collection[str]) -> dict[str, RoutingRule]:
        return {str(row.pk): row for row in self._of(keys)}

    def _of(self, keys: Collection[str]) -> QuerySet[RoutingRule]:
        return self.rows().filter(pk__in=[pk for key in keys if (pk := number_in(key)) is not None])

    def key_of(self, request: ChangeRequest, row: RoutingRule) -> str:
        return str(row.pk)

    def snapshot(self, row: RoutingRule) -> RuleData:
        what, what_code = _what(row)
        where, where_code = _where(row)
        return RuleData(
            what, what_code, where, where_code, row.department.code, row.effective_from, row.ended_on, row.note
        )

    def name(self, row: RoutingRule) -> str:
        what = row.condition.category if row.condition else row.category or row.major or "*"
        where = row.unit_grid or row.duty_grid or row.area or "*"
        return f"#{row.pk} {what} @ {where} → {row.department}"

    def write_many(
        self, requests: Sequence[ChangeRequest], rows: dict[str, RoutingRule], by: User | None
    ) -> dict[str, RoutingRule]:  # fmt: skip
        """Rules that end make way first, then the new ones begin."""
        _expect_no_rivals(requests, rows)
        named = _Named([each.data for each in requests])
        written = {each.key: _filled(rows.get(each.key) or named.new(each), each.data, named) for each in requests}
        changed = [row for row in written.values() if row.pk]
        RoutingRule.objects.bulk_update(changed, ["department", "note", "effective_from", "ended_on"], batch_size=500)
        RoutingRule.objects.bulk_create([row for row in written.values() if not row.pk], batch_size=1_000)
        return written

    def rival(self, error: IntegrityError) -> Refused:
        if ONE_OPEN_RULE in str(error):
            sentence = _("Somebody has just added a rule for the same. Look at the rules again.")
            return Conflict(sentence, errors={"replace": [sentence]})
        return super().rival(error)

    def after_save(self, rows: Sequence[RoutingRule]) -> None:
        """Cases that wait in the pool for want of a rule are routed."""
        today = timezone.localdate()
        speaking = [row for row in rows if row.effective_from <= today and not _is_over(row, today)]
        waiting = Case.objects.filter(is_open=True, state=State.FILED, send_back_count=0)
        if len(speaking) > FEW:
            outbox.emit(ROUTE, list(waiting.values_list("pk", flat=True)))
            return
        for row in speaking:
            outbox.emit(ROUTE, list(waiting_for(row).filter(state=State.FILED).values_list("pk", flat=True)))

    def inverse(self, row: RoutingRule) -> RuleData:
        """It ends as soon as it can: it spoke for a day at least, and cases may name it."""
        return replace(self.snapshot(row), ended_on=row.earliest_end(timezone.localdate()))


RULES = Rules()


def _expect_no_rivals(requests: Sequence[ChangeRequest], rows: Mapping[str, RoutingRule]) -> None:
    """Of rules without an end only one may say who owns a matter at a place."""
    for each in requests:
        row = rows.get(each.key)
        if row is None or row.ended_on is None or each.data.ended_on is not None:
            continue
        rivals = RoutingRule.objects.filter(what=row.what, where=row.where, ended_on=None).exclude(pk=row.pk)
        if rival := rivals.first():
            sentence = _("Rule %(number)s says who owns exactly this, here. End it first.")
            raise Conflict(sentence % {"number": rival.pk})


def _is_over(rule: RoutingRule, today: date) -> bool:
    return rule.ended_on is not None and rule.ended_on <= today


def _filled(row: RoutingRule, data: RuleData, named: "_Named") -> RoutingRule:
    row.department, row.note = named.units[data.department], data.note
    row.effective_from, row.ended_on = data.effective_from, data.ended_on
    return row


class _Named:
    """What the codes of rules name, as rows: one query for each kind of thing."""

    def __init__(self, rules: Iterable[RuleData]) -> None:
        asked: dict[str, set[str]] = {}
        for each in rules:
            asked.setdefault(each.what, set()).add(each.what_code)
            asked.setdefault(each.where, set()).add(each.where_code)
            asked.setdefault("unit", set()).add(each.department)
        self.units = {row.code: row for row in Department.objects.filter(code__in=asked.get("unit", ()))}
        self.rows = {kind: FINDERS[kind](codes) for kind, codes in asked.items() if kind in FINDERS}

    def new(self, request: ChangeRequest) -> RoutingRule:
        data, found = request.data, {}
        if data.department not in self.units:
            raise wrong("department", _("Unknown code “%(code)s”.") % {"code": data.department})
        if not request.new:
            raise Missing(_("There is no such rule."))
        for side, kind, code in (("what", data.what, data.what_code), ("where", data.where, data.where_code)):
            if kind == "*":
                continue
            found[kind] = self.rows.get(kind, {}).get(code)
            if found[kind] is None:
                raise wrong(f"{side}_code", _("Unknown code “%(code)s”.") % {"code": code})
        return RoutingRule(**found)


def _categories(codes: Collection[str]) -> Mapping[str, Model]:
    """Of several taxonomies with the same code the one in force, else the latest."""
    rows = Category.objects.filter(code__in={code.rpartition(":")[2] for code in codes})
    order = rows.order_by(F("taxonomy__ended_on").asc(nulls_last=True), "taxonomy__effective_from")
    return {f"{row.kind}:{row.code}": row for row in order}


def _majors(codes: Collection[str]) -> Mapping[str, Model]:
    rows = MajorClass.objects.filter(code__in={code.rpartition(":")[2] for code in codes})
    order = rows.order_by(F("taxonomy__ended_on").asc(nulls_last=True), "taxonomy__effective_from")
    return {f"{row.kind}:{row.code}": row for row in order}


def _conditions(codes: Collection[str]) -> Mapping[str, Model]:
    of = {code.rpartition("/")[0].rpartition(":")[2] for code in codes}
    rows = FilingCondition.objects.filter(category__code__in=of, ended_on=None).select_related("category")
    order = rows.order_by(
        F("category__taxonomy__ended_on").asc(nulls_last=True), "category__taxonomy__effective_from"
    )  # fmt: skip
    return {f"{row.category.kind}:{row.category.code}/{row.number}": row for row in order}


def _places(model: Any) -> Any:
    drawn = ("geom",) if model is not DutyGrid else ()
    return lambda codes: {row.code: row for row in model.objects.filter(code__in=codes).defer(*drawn)}


FINDERS: Mapping[str, Any] = {
    "condition": _conditions, "category": _categories, "major": _majors,
    "unit_grid": _places(UnitGrid), "duty_grid": _places(DutyGrid), "area": _places(Area),
}  # fmt: skip


def _what(rule: RoutingRule) -> tuple[str, str]:
    if rule.condition:
        category = rule.condition.category
        return "condition", f"{category.kind}:{category.code}/{rule.condition.number}"
    for kind, row in (("category", rule.category), ("major", rule.major)):
        if row is not None:
            return kind, f"{row.kind}:{row.code}"
    return "*", ""


def _where(rule: RoutingRule) -> tuple[str, str]:
    places = (("unit_grid", rule.unit_grid), ("duty_grid", rule.duty_grid), ("area", rule.area))
    return next(((kind, place.code) for kind, place in places if place is not None), ("*", ""))
