"""Who hears of what, by what: the defaults of the houses, overlaid by the city's own rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Medium, User
from notices.events import AUDIENCES, EVENTS, Audience, Rule, audiences_of
from notices.models import NoticeRule

Rules = Mapping[str, tuple[Rule, ...]]


def rules_in_force(events: Iterable[str]) -> Rules:
    """What holds for these events, in one query: the defaults, overlaid by the city's rows."""
    wanted = set(events)
    own: dict[str, list[NoticeRule]] = defaultdict(list)
    for row in NoticeRule.objects.filter(event__in=wanted, ended_at=None):
        own[row.event].append(row)
    return {event: _overlaid(EVENTS[event].rules, own.get(event, ())) for event in wanted if event in EVENTS}


def _overlaid(defaults: tuple[Rule, ...], rows: Sequence[NoticeRule]) -> tuple[Rule, ...]:
    if not rows:
        return defaults
    replaced = {row.audience for row in rows}
    kept = [rule for rule in defaults if rule.audience not in replaced]
    known = [row for row in rows if row.told and row.audience in AUDIENCES]
    return (*kept, *(Rule(row.audience, tuple(Medium(name) for name in row.media)) for row in known))


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
        title, defaults = str(event.title), {rule.audience: rule.media for rule in event.rules}
        for audience in audiences_of(event):
            if row := rows.get((event.name, audience.name)):
                media = tuple(row.media)
                found.append(RuleRow(event.name, title, audience, row.told, media, True, row.by, row.from_at))
            elif audience.name in defaults:
                media = tuple(defaults[audience.name])
                found.append(RuleRow(event.name, title, audience, True, media, own=False))
    return found
