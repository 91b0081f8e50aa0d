"""Who hears of what, by what: one table of rows. The defaults stand here; a city's own rows take their place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Medium, User
from accounts.roles import Role
from cases.models import NoticeRule
from cases.notices.events import EVENTS, MENTIONED


class Audience(TextChoices):
    REPORTER = "reporter", _("Who reported it")
    UNIT = "unit", _("Unit: handlers and heads")
    HANDLERS = "handlers", _("Unit: handlers")
    HEADS = "heads", _("Unit: heads")
    SQUAD = "squad", _("Squad")
    ASSISTING = "assisting", _("Assisting units")
    PARTIES = "parties", _("Parties of the dispute")
    ASKER = "asker", _("Who asked")
    DUTY_GRID = "duty_grid", _("Inspectors of the duty grid")
    VISITOR = "visitor", _("Inspector to whom the visit was given")
    MENTIONED = "mentioned", _("Who is mentioned")
    ACCEPTOR = Role.ACCEPTOR.value, _("Acceptors")
    SHIFT_LEADER = Role.SHIFT_LEADER.value, _("Shift leaders")
    DISPATCHER = Role.DISPATCHER.value, _("Dispatchers")
    SUPERVISOR = Role.SUPERVISOR.value, _("Supervisors")
    LEADER = Role.LEADER.value, _("Leaders")


@dataclass(frozen=True, slots=True)
class Rule:
    audience: Audience
    media: tuple[Medium, ...]


_CALM: tuple[Medium, ...] = (Medium.MAIL, Medium.ROBOT)
_LOUD: tuple[Medium, ...] = (Medium.MAIL, Medium.SMS, Medium.ROBOT)
_A = Audience
_LOUD_EVENTS = frozenset({
    "auto_dispatch", "dispatch", "declare_ownerless", "sub_dispatch", "assist", "rework", "reopen",
    "warn", "escalate_2", "escalate_3", "escalate_4", "escalate_5", "remind", "supervise", "instruct",
})  # fmt: skip
_WHO: Mapping[str, tuple[Audience, ...]] = {
    "auto_dispatch": (_A.UNIT,),
    "dispatch": (_A.UNIT,),
    "auto_file": (_A.DISPATCHER,),
    "order_verification": (_A.DUTY_GRID,),
    "auto_verification": (_A.DUTY_GRID,),
    "verify": (_A.SHIFT_LEADER,),
    "verify_failed": (_A.ACCEPTOR, _A.SHIFT_LEADER),
    "send_back": (_A.DISPATCHER,),
    "declare_ownerless": (_A.UNIT,),
    "sub_dispatch": (_A.SQUAD,),
    "return_to_unit": (_A.HEADS,),
    "dispute": (_A.SHIFT_LEADER, _A.PARTIES),
    "state_grounds": (_A.SHIFT_LEADER,),
    "arbitrate": (_A.UNIT, _A.PARTIES),
    "assist": (_A.ASSISTING,),
    "finish_part": (_A.UNIT,),
    "visit": (_A.VISITOR,),
    "visit_expired": (_A.ACCEPTOR, _A.SHIFT_LEADER),
    "dispose": (_A.DUTY_GRID,),
    "order_check": (_A.DUTY_GRID,),
    "check": (_A.SHIFT_LEADER, _A.UNIT),
    "check_failed": (_A.SHIFT_LEADER, _A.UNIT),
    "recheck_failed": (_A.SHIFT_LEADER,),
    "rework": (_A.UNIT, _A.SQUAD),
    "reopen": (_A.UNIT, _A.REPORTER),
    "restore": (_A.REPORTER,),
    "unmerge": (_A.REPORTER,),
    "reclassify": (_A.UNIT,),
    "relocate": (_A.UNIT,),
    "split": (_A.UNIT,),
    "request_extension": (_A.HEADS,),
    "endorse_extension": (_A.DISPATCHER, _A.SHIFT_LEADER),
    "grant_extension": (_A.ASKER,),
    "refuse_extension": (_A.ASKER,),
    "request_suspension": (_A.DISPATCHER, _A.SHIFT_LEADER),
    "grant_suspension": (_A.ASKER,),
    "refuse_suspension": (_A.ASKER,),
    "resume": (_A.UNIT,),
    "auto_resume": (_A.UNIT,),
    "appeal": (_A.SHIFT_LEADER,),
    "review_appeal": (_A.SUPERVISOR, _A.LEADER),
    "review_appeal_failed": (_A.ASKER,),
    "decide_appeal": (_A.ASKER,),
    "decide_appeal_failed": (_A.ASKER,),
    "warn": (_A.HANDLERS, _A.SQUAD),
    "escalate_2": (_A.HANDLERS, _A.SQUAD),
    "escalate_3": (_A.HEADS,),
    "escalate_4": (_A.SHIFT_LEADER,),
    "escalate_5": (_A.LEADER,),
    "remind": (_A.UNIT, _A.SQUAD),
    "supervise": (_A.UNIT, _A.SHIFT_LEADER),
    "end_supervision": (_A.HEADS,),
    "instruct": (_A.HEADS, _A.DISPATCHER, _A.SHIFT_LEADER),
    MENTIONED: (_A.MENTIONED,),
    "close": (_A.REPORTER,),
    "reject": (_A.REPORTER,),
    "void": (_A.REPORTER,),
    "self_handle": (_A.REPORTER,),
    "merge": (_A.REPORTER,),
}
Rules = Mapping[str, tuple[Rule, ...]]
RULES: Rules = {
    event: tuple(Rule(audience, _LOUD if event in _LOUD_EVENTS else _CALM) for audience in audiences)
    for event, audiences in _WHO.items()
}


def rules_in_force(events: Iterable[str]) -> Rules:
    """What holds for these events, in one query: the defaults, overlaid by the city's rows."""
    wanted = set(events)
    own: dict[str, list[NoticeRule]] = defaultdict(list)
    for row in NoticeRule.objects.filter(event__in=wanted, ended_at=None):
        own[row.event].append(row)
    return {event: _overlaid(RULES.get(event, ()), own.get(event, ())) for event in wanted if event in EVENTS}


def _overlaid(defaults: tuple[Rule, ...], rows: Sequence[NoticeRule]) -> tuple[Rule, ...]:
    if not rows:
        return defaults
    replaced = {row.audience for row in rows}
    kept = [rule for rule in defaults if rule.audience not in replaced]
    known = [row for row in rows if row.told and row.audience in Audience.values]
    return (*kept, *(Rule(Audience(row.audience), tuple(Medium(name) for name in row.media)) for row in known))


@dataclass(frozen=True)
class RuleRow:
    """One row as an administrator sees it. `own`: the city said so (`by` and `since`), else the default."""

    event: str
    title: str
    audience: Audience
    told: bool
    media: tuple[str, ...]
    own: bool
    by: User | None = None
    since: datetime | None = None


def rule_table() -> list[RuleRow]:
    """Every event × each audience that has a default or a row of the city, in one query."""
    rows = {(row.event, row.audience): row for row in NoticeRule.objects.filter(ended_at=None).select_related("by")}
    found: list[RuleRow] = []
    for event in EVENTS.values():
        defaults = {rule.audience: rule.media for rule in RULES.get(event.name, ())}
        own = [Audience(audience) for name, audience in rows if name == event.name and audience in Audience.values]
        for audience in Audience:
            if audience in own:
                row = rows[event.name, audience.value]
                found.append(
                    RuleRow(
                        event.name, str(event.title), audience, row.told, tuple(row.media), True, row.by, row.from_at
                    )
                )
            elif audience in defaults:
                found.append(
                    RuleRow(event.name, str(event.title), audience, True, tuple(defaults[audience]), own=False)
                )
    return found
