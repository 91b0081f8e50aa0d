"""Routing rules begin and end, one at a time; the register writes them."""

from dataclasses import dataclass
from dataclasses import replace as replace_fields
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import RoutingRule
from cases.registers import RULES
from catalogue.models import Category, FilingCondition, MajorClass
from common.refusals import Conflict, Missing
from departments.models import Department
from grids.models import Area, DutyGrid, UnitGrid
from registry.registers import ChangeRequest, wrong


@dataclass(frozen=True, slots=True)
class NewRule:
    """What (at most one of three; none: anything) × where (at most one of three; none: anywhere) → unit, from a day."""

    department: Department
    effective_from: date
    condition: FilingCondition | None = None
    category: Category | None = None
    major: MajorClass | None = None
    unit_grid: UnitGrid | None = None
    duty_grid: DutyGrid | None = None
    area: Area | None = None
    note: str = ""

    def rule(self) -> RoutingRule:
        return RoutingRule(
            department=self.department, effective_from=self.effective_from, note=self.note,
            condition=self.condition, category=self.category, major=self.major,
            unit_grid=self.unit_grid, duty_grid=self.duty_grid, area=self.area,
        )  # fmt: skip

    def same(self) -> dict[str, object]:
        """The filter of the rules for exactly this what and where."""
        names = ("condition", "category", "major", "unit_grid", "duty_grid", "area")
        keys = {name: getattr(self, name) for name in names}
        return {name if key else f"{name}__isnull": key or True for name, key in keys.items()}


def add_rule(*, data: NewRule, replace: bool = False, today: date | None = None, by: User) -> RoutingRule:
    """A new rule; with `replace` the one that now stands for the same ends on the day the new one begins.

    Cases that wait in the pool for want of a rule are routed at once. Raises Forbidden, Refused (a day in the past),
    Conflict (another open rule says the same what and where; its number is in `rule`).
    """
    RULES.allow(by)
    if data.effective_from < (today or timezone.localdate()):
        raise wrong("effective_from", _("A rule cannot begin in the past."))
    with transaction.atomic():
        ends = _make_way(data, replace)
        begins = ChangeRequest(RULES, "new", RULES.snapshot(data.rule()), new=True)
        changes = RULES.save_many([*ends, begins], by=by)
        return RULES.rows().get(pk=changes[-1].key)


def _make_way(data: NewRule, replace: bool) -> list[ChangeRequest]:
    old = RULES.rows().select_for_update(of=("self",)).filter(**data.same(), ended_on=None).first()
    if old is None:
        return []
    if not replace:
        sentence = _("Rule %(number)s already says who owns exactly this, here: %(unit)s.")
        raise _in_the_way(sentence % {"number": old.pk, "unit": old.department}, rule=old.pk)
    if old.effective_from >= data.effective_from:
        raise wrong(
            "effective_from",
            _("Rule %(number)s begins on %(day)s; the one that replaces it can begin a day later at the earliest.")
            % {"number": old.pk, "day": old.effective_from},
        )
    ended = replace_fields(RULES.snapshot(old), ended_on=data.effective_from)
    return [ChangeRequest(RULES, str(old.pk), ended)]


def end_rule(*, rule_id: int, on: date, today: date | None = None, by: User) -> RoutingRule:
    """`on` is the first day on which the rule says nothing any more; its cases stay where they are.

    Raises Forbidden, Missing, Conflict (it has an end already), Refused (a day in the past, or before its first).
    """
    RULES.allow(by)
    with transaction.atomic():
        rule = RULES.find(str(rule_id))
        if rule is None:
            raise Missing(_("There is no such rule."))
        if rule.ended_on is not None:
            raise Conflict(_("This rule has its end already: %(day)s.") % {"day": rule.ended_on})
        if on < (today or timezone.localdate()):
            raise wrong("on", _("A rule cannot end in the past: cases were sent by it."))
        if on <= rule.effective_from:
            raise wrong(
                "on", _("This rule begins on %(day)s and can end after that day.") % {"day": rule.effective_from}
            )
        RULES.save(key=str(rule_id), data=replace_fields(RULES.snapshot(rule), ended_on=on), by=by)
        rule.ended_on = on
    return rule


def _in_the_way(sentence: str, **facts: int) -> Conflict:
    return Conflict(sentence, errors={"replace": [sentence]}, **facts)
