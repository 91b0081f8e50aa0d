"""The lists that run the day: what a list's question holds, and for each role what needs a person now, in order.

A section is a question of the list, so that its number leads to exactly its cases. Many are asked in one statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, IntegerField, QuerySet, Value, Window
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from cases.filters import ListFilter, filter_of
from cases.models import Case

FINISHED = ("all", "state", "q", "closed_after", "closed_before")  # filters that speak of closed cases too
COUNTED = 1000  # beyond it a count says "more than"; counting on would cost what nobody reads
SHOWN = 6


def scope(user: User, query: QueryDict) -> QuerySet[Case]:
    """Open cases, unless `all` or a filter that speaks of others was set."""
    seen = Case.objects.visible_to(user)
    return seen if any(query.get(name) for name in FINISHED) else seen.filter(is_open=True)


def listed(user: User, question: str, at: datetime) -> QuerySet[Case]:
    """The cases of a list's question; none where the question is no longer understood."""
    query = QueryDict(question)
    found = filter_of(frozenset(query), ListFilter)(query, queryset=scope(user, query), at=at, user=user)
    cases: QuerySet[Case] = found.qs if found.is_valid() else Case.objects.none()
    return cases


def count_lists(lists: Sequence[QuerySet[Case]], *, most: int = COUNTED) -> list[int]:
    """How many cases each of the lists has, at most so many, in one statement."""
    counts: list[str] = []
    parameters: list[Any] = []
    for cases in lists:
        try:
            sql, its = cases.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            sql, its = "SELECT 1 WHERE false", ()
        counts.append(f"(SELECT count(*) FROM ({sql}) AS list)")  # noqa: S608 - made by Django
        parameters += its
    if not counts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", parameters)
        return list(cursor.fetchone())


@dataclass(frozen=True)
class Section:
    """One heading of a home: a question of the list and what comes first in it; `bad` ones are late or burning."""

    label: Promise | str
    question: str
    ordering: str = "stage_due_at"
    bad: bool = False

    @property
    def url(self) -> str:
        return f"{reverse('cases:list')}?{self.question}&ordering={self.ordering}"


@dataclass(frozen=True)
class Filled:
    section: Section
    number: int
    cases: list[Case]


_OVERDUE = Section(_("Overdue"), "stage=dispose&lamp=red", "due_at", bad=True)
_SOON = Section(_("Due soon"), "stage=dispose&lamp=yellow", "due_at")
_THIRD = Section(_("Third rework and more"), "reworks=3", "due_at", bad=True)
_LEADERS = Section(_("Escalated to the leaders"), "stage=dispose&escalated=5", "due_at", bad=True)

SECTIONS: Mapping[str, tuple[Section, ...]] = {
    Role.ACCEPTOR: (
        Section(_("To accept, past the limit"), "stage=accept&stage_lamp=red", bad=True),
        Section(_("To accept"), "stage=accept"),
        Section(_("Disposed: order the check"), "state=disposed"),
        Section(_("To close"), "stage=close"),
    ),
    Role.SHIFT_LEADER: (
        Section(_("To file, past the limit"), "stage=file&stage_lamp=red", bad=True),
        Section(_("To file"), "stage=file"),
        Section(_("To close"), "stage=close"),
        _THIRD,
        Section(_("To accept, past the limit"), "stage=accept&stage_lamp=red", bad=True),
        Section(_("Without a unit, past the limit"), "stage=dispatch&stage_lamp=red", bad=True),
        Section(_("Check, past the limit"), "stage=check&stage_lamp=red", bad=True),
        _OVERDUE,
    ),
    Role.DISPATCHER: (
        Section(_("Sent back by a unit"), "stage=dispatch&sent_back=true", bad=True),
        Section(_("Without a unit"), "stage=dispatch&sent_back=false"),
        _OVERDUE,
        _SOON,
    ),
    Role.HANDLER: (
        _OVERDUE,
        _SOON,
        Section(_("Came back for rework"), "stage=dispose&reworks=1", "due_at", bad=True),
        Section(_("To take"), "state=dispatched", "due_at"),
        Section(_("In disposal"), "state=in_disposal", "due_at"),
    ),
    Role.DEPARTMENT_HEAD: (
        _OVERDUE,
        _SOON,
        _THIRD,
        Section(_("To take"), "state=dispatched", "due_at"),
        Section(_("Came back for rework"), "stage=dispose&reworks=1", "due_at"),
        Section(_("In check"), "stage=check"),
    ),
    Role.INSPECTOR: (
        Section(_("To check"), "stage=check&own_grid=true"),
        Section(_("My reports under way"), "own_report=true", "-reported_at"),
    ),
    Role.SUPERVISOR: (_LEADERS, _THIRD, _OVERDUE, _SOON),
    Role.LEADER: (_LEADERS, _OVERDUE, _THIRD),
    Role.AUDITOR: (_LEADERS, _OVERDUE, _THIRD),
}


def fill(user: User, sections: Sequence[Section], *, at: datetime, shown: int = SHOWN) -> list[Filled]:
    """Each section with its number and its first cases: two statements, however many sections."""
    parts = [_part(listed(user, section.question, at), section, n, shown) for n, section in enumerate(sections)]
    if not parts:
        return []
    numbers: dict[int, int] = {}
    keys: dict[int, list[Any]] = {n: [] for n in range(len(sections))}
    for pk, part, total in parts[0].union(*parts[1:], all=True):
        numbers[part] = total
        keys[part].append(pk)
    cases = Case.objects.filter(pk__in={pk for found in keys.values() for pk in found})
    by_key = {case.pk: case for case in cases.select_related(*RELATED).only(*COLUMNS)}
    return [
        Filled(section, numbers.get(n, 0), _sorted([by_key[pk] for pk in keys[n] if pk in by_key], section))
        for n, section in enumerate(sections)
    ]


RELATED = ("category", "condition", "department", "street")
COLUMNS = (
    "number", "address", "description", "state", "seq", "version", "due_at", "warn_at", "stage_due_at", "stage_warn_at",
    "reported_at", "finished_at", "closed_at", "limit_text", "rework_count", "send_back_count", "chase_level",
    "is_open", "category__name", "category__name_en", "category__code", "condition__text", "department__name",
    "department__short_name", "department__calendar", "street__name",
)  # fmt: skip


def _part(cases: QuerySet[Case], section: Section, number: int, shown: int) -> "QuerySet[Case, Any]":
    column, descending = section.ordering.removeprefix("-"), section.ordering.startswith("-")
    first = F(column).desc(nulls_last=True) if descending else F(column).asc(nulls_last=True)
    marked = cases.annotate(part=Value(number, output_field=IntegerField()), total=Window(Count("pk")))
    return marked.order_by(first, "-id" if descending else "id").values_list("pk", "part", "total")[:shown]


def _sorted(cases: list[Case], section: Section) -> list[Case]:
    """A union keeps no order of its parts."""
    column, descending = section.ordering.removeprefix("-"), section.ordering.startswith("-")
    timed = sorted(
        (c for c in cases if getattr(c, column)), key=lambda c: (getattr(c, column), c.pk), reverse=descending
    )
    return timed + [case for case in cases if not getattr(case, column)]
