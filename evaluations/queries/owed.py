"""What a scorecard says of now, by the cases themselves: what comes due, what is late longest, who has how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case as SqlCase
from django.db.models import Count, F, Q, QuerySet, Value, When

from accounts.models import User
from cases.models import Case
from cases.querysets.lateness import overdue_at
from cases.workflow import OWED
from catalogue.choices import Stage
from evaluations.dictionary.measures import OVERDUE
from evaluations.periods import Span, midnight, today
from evaluations.queries.questions import Part, cases_url

DAYS_AHEAD = 7
OLDEST = 10
_OWED = Q(state__in=OWED)
# What a person of a squad has is that person's.
_WHOSE: Mapping[str, Any] = {
    "username": F("assignee__username"), "named": F("assignee__name"),
    "squad_code": SqlCase(When(assignee=None, then=F("squad__code"))),
    "squad_named": SqlCase(When(assignee=None, then=F("squad__name"))),
}  # fmt: skip
_TO_DISPOSE = {"stage": Stage.DISPOSE.value}  # the list's word for it


@dataclass(frozen=True)
class Coming:
    day: date
    number: int
    url: str


@dataclass(frozen=True)
class Load:
    """Of one person of the unit, of a squad of it for what is nobody's there, or of nobody at all (no name)."""

    name: str
    squad: bool
    owed: int
    overdue: int
    owed_url: str
    overdue_url: str


@dataclass(frozen=True)
class Owed:
    """`loads` is who has how many of what is to be disposed of, the most first; empty where nobody asked for it."""

    overdue: int
    overdue_url: str
    coming: Sequence[Coming]
    oldest: Sequence[Case]
    loads: Sequence[Load]


def owed(user: User, part: Part, at: datetime, *, by_person: bool = False) -> Owed:
    """In two statements: the numbers, and the ten that are late longest."""
    cases, spans = _cases(user, part), _spans(at)
    numbers = {
        "to_dispose": Count("pk", filter=_OWED),
        "overdue": Count("pk", filter=overdue_at(at)),
        **{f"day_{n}": Count("pk", filter=_OWED & _due_in(span)) for n, span in enumerate(spans)},
    }
    whose: Mapping[str, Any] = _WHOSE if by_person else {}
    rows: list[dict[str, Any]] = [{**row} for row in cases.values(one=Value(1), **whose).annotate(**numbers)]
    number = {name: sum(row[name] for row in rows) for name in numbers}
    coming = [
        Coming(today(span.start), number[f"day_{n}"], cases_url(_comes_due(span), **part.filters))
        for n, span in enumerate(spans)
    ]
    oldest = cases.filter(overdue_at(at)).order_by("due_at", "id").select_related("category", "street", "department")
    return Owed(
        number["overdue"], cases_url(OVERDUE.chosen, **part.filters), coming, list(oldest[:OLDEST]),
        _loads(rows, part) if by_person else [],
    )  # fmt: skip


def _loads(rows: Sequence[Mapping[str, Any]], part: Part) -> list[Load]:
    shown = [row for row in rows if row["to_dispose"] or row["overdue"]]
    return sorted((_load(row, part) for row in shown), key=lambda load: (-load.owed, -load.overdue, load.name))


def _load(row: Mapping[str, Any], part: Part) -> Load:
    chosen = {**part.filters, **_who(row)}
    name = row["named"] or row["username"] or row["squad_named"] or ""
    return Load(
        name, row["squad_code"] is not None, row["to_dispose"], row["overdue"],
        cases_url(_TO_DISPOSE, **chosen), cases_url(OVERDUE.chosen, **chosen),
    )  # fmt: skip


def _who(row: Mapping[str, Any]) -> dict[str, str]:
    """How the list is narrowed to the line."""
    if row["username"] is not None:
        return {"assignee": row["username"]}
    squad = {"squad": row["squad_code"]} if row["squad_code"] is not None else {"without_squad": "true"}
    return {"without_assignee": "true", **squad}


def _cases(user: User, part: Part) -> QuerySet[Case]:
    return Case.objects.visible_to(user).filter(part.where(), is_open=True).order_by()


def _spans(at: datetime) -> list[Span]:
    """What is left of today, and each of the days after it."""
    day = today(at)
    days = [midnight(day + timedelta(days=n)) for n in range(1, DAYS_AHEAD + 1)]
    return [Span(start, end) for start, end in zip([at, *days[:-1]], days, strict=True)]


def _due_in(span: Span) -> Q:
    return Q(due_at__gte=span.start, due_at__lt=span.end)


def _comes_due(span: Span) -> dict[str, str]:
    return {**_TO_DISPOSE, "due_after": span.start.isoformat(), "due_before": span.end.isoformat()}
