"""Routing rules begin and end; none is ever deleted, for cases name the rule that sent them."""

from dataclasses import dataclass
from dataclasses import replace as replace_fields
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases.models import RoutingRule
from cases.routing.affected import waiting_for
from cases.topics import ROUTE
from cases.workflow import State
from catalogue.models import Category, FilingCondition, MajorClass
from common import outbox
from common.plain import Plain, to_json
from common.refusals import Conflict, Forbidden, Missing, Refused
from departments.models import Department
from grids.models import Area, DutyGrid, UnitGrid
from registry.registers import RowRegister, record

RULE_EDITORS = frozenset({Role.DISPATCHER, Role.SHIFT_LEADER, Role.ADMINISTRATOR})
ONE_OPEN_RULE = "one_rule_for_what_and_where"
RULE = "rule"


@dataclass(frozen=True)
class RuleEntry:
    """A rule as the change log and a city's rules.csv say it: in codes."""

    what: str
    what_code: str
    where: str
    where_code: str
    department: str
    effective_from: date
    ended_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleWish:
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


def add_rule(*, wish: RuleWish, replace: bool = False, today: date | None = None, by: User) -> RoutingRule:
    """A new rule; with `replace` the one that now stands for the same ends on the day the new one begins.

    Cases that wait in the pool for want of a rule are routed at once. Raises Forbidden, Refused (a day in the past),
    Conflict (another open rule says the same what and where; its number is in `rule`).
    """
    _keeper(by)
    today = today or timezone.localdate()
    if wish.effective_from < today:
        raise _wrong_day("effective_from", _("A rule cannot begin in the past."))
    try:
        with transaction.atomic():
            _make_way(wish, replace, by)
            rule = wish.rule()
            rule.save(force_insert=True)
            rule.refresh_from_db(fields=["what", "where"])
            log(rule, before=None, by=by)
            if wish.effective_from == today:
                outbox.emit(ROUTE, list(waiting_for(rule).filter(state=State.FILED).values_list("pk", flat=True)))
    except IntegrityError as error:  # somebody added the same at the same moment
        if ONE_OPEN_RULE not in str(error):
            raise
        raise _in_the_way(_("Somebody has just added a rule for the same. Look at the rules again.")) from error
    return rule


def _make_way(wish: RuleWish, replace: bool, by: User) -> None:
    old = RoutingRule.objects.select_for_update(of=("self",)).filter(**wish.same(), ended_on=None).first()
    if old is None:
        return
    if not replace:
        sentence = _("Rule %(number)s already says who owns exactly this, here: %(unit)s.")
        raise _in_the_way(sentence % {"number": old.pk, "unit": old.department}, rule=old.pk)
    if old.effective_from >= wish.effective_from:
        raise _wrong_day(
            "effective_from",
            _("Rule %(number)s begins on %(day)s; the one that replaces it can begin a day later at the earliest.")
            % {"number": old.pk, "day": old.effective_from},
        )
    before = to_json(entry(old))
    old.ended_on = wish.effective_from
    old.save(update_fields=["ended_on"])
    log(old, before=before, by=by)


def end_rule(*, rule_id: int, on: date, today: date | None = None, by: User) -> RoutingRule:
    """`on` is the first day on which the rule says nothing any more; its cases stay where they are.

    Raises Forbidden, Missing, Conflict (it has an end already), Refused (a day in the past, or before its first).
    """
    _keeper(by)
    with transaction.atomic():
        rule = RoutingRule.objects.select_for_update(of=("self",)).filter(pk=rule_id).first()
        if rule is None:
            raise Missing(_("There is no such rule."))
        if rule.ended_on is not None:
            raise Conflict(_("This rule has its end already: %(day)s.") % {"day": rule.ended_on})
        if on < (today or timezone.localdate()):
            raise _wrong_day("on", _("A rule cannot end in the past: cases were sent by it."))
        if on <= rule.effective_from:
            raise _wrong_day(
                "on", _("This rule begins on %(day)s and can end after that day.") % {"day": rule.effective_from}
            )
        before = to_json(entry(rule))
        rule.ended_on = on
        rule.save(update_fields=["ended_on"])
        log(rule, before=before, by=by)
    return rule


class Rules(RowRegister[RoutingRule, RuleEntry]):
    """The way back for rules, whose verbs are above: an end can be taken back, and what was added can end."""

    kind = RULE
    wish = RuleEntry

    def find(self, key: str) -> RoutingRule | None:
        return RoutingRule.objects.select_for_update(of=("self",)).filter(pk=key).first()

    def snapshot(self, row: RoutingRule) -> RuleEntry:
        return entry(row)

    def name(self, row: RoutingRule) -> str:
        return rule_name(row)

    def write(self, row: RoutingRule | None, key: str, wish: RuleEntry, by: User) -> RoutingRule:
        if row is None:
            raise Missing(_("There is no such rule."))
        rivals = RoutingRule.objects.filter(what=row.what, where=row.where, ended_on=None).exclude(pk=row.pk)
        if wish.ended_on is None and (rival := rivals.first()):
            sentence = _("Rule %(number)s says who owns exactly this, here. End it first.")
            raise Conflict(sentence % {"number": rival.pk})
        row.ended_on = wish.ended_on
        row.save(update_fields=["ended_on"])
        return row

    def inverse(self, row: RoutingRule) -> RuleEntry:
        """It ends as soon as it can: it spoke for a day at least, and cases may name it."""
        return replace_fields(entry(row), ended_on=row.earliest_end(timezone.localdate()))


def entry(rule: RoutingRule) -> RuleEntry:
    what, what_code = _what(rule)
    where, where_code = _where(rule)
    return RuleEntry(
        what, what_code, where, where_code, rule.department.code, rule.effective_from, rule.ended_on, rule.note
    )


def rule_name(rule: RoutingRule) -> str:
    what = rule.condition.category if rule.condition else rule.category or rule.major or "*"
    where = rule.unit_grid or rule.duty_grid or rule.area or "*"
    return f"#{rule.pk} {what} @ {where} → {rule.department}"


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


def log(rule: RoutingRule, *, before: Plain | None, by: User) -> None:
    after = to_json(entry(rule))
    record(kind=RULE, key=str(rule.pk), label=rule_name(rule), before=before, after=after, by=by)


def _keeper(by: User) -> None:
    if by.role not in RULE_EDITORS:
        who = _(", ").join(str(role.label) for role in Role if role in RULE_EDITORS)
        raise Forbidden(_("Routing rules are kept by: %(who)s.") % {"who": who})


def _in_the_way(sentence: str, **facts: int) -> Conflict:
    return Conflict(sentence, errors={"replace": [sentence]}, **facts)


def _wrong_day(name: str, sentence: str) -> Refused:
    return Refused(sentence, errors={name: [sentence]})
