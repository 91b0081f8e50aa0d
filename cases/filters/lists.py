"""What a list's question (its address after `?`) holds for a person."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from accounts.models import User
from cases.filters.cases import ListFilter
from cases.models import Case
from cases.querysets.lateness import spare
from common.filters import filter_of
from common.keyset import Order

# The urgent ones before all others, each by when they are due: how a unit finds its list.
BY_URGENCY = Order("due_at", descending=False, first="urgent", called="urgency")
# What is open by when it fell due, then what ended, the most late first: a page of the one and of the other by indexes.
BY_LATENESS = Order("due_at", descending=False, first="is_open", then="spare", called="lateness")
# Filters that speak of closed cases too.
FINISHED = (
    "all", "state", "q", "open", "was_late", "exempt", "appeal", "recheck_failed", "external_number",
    "closed_after", "closed_before",
)  # fmt: skip


def key_of(case: Case, column: str) -> Any:
    """What a case has in a column by which lists are ordered."""
    if column == BY_LATENESS.then:
        return spare(due_at=case.due_at, finished_at=case.finished_at, closed_at=case.closed_at)
    return getattr(case, column)


def scope(user: User, query: QueryDict) -> QuerySet[Case]:
    """Open cases, unless `all` or a filter that speaks of others was set."""
    seen = Case.objects.visible_to(user)
    return seen if speaks_of_closed(query) else seen.filter(is_open=True)


def speaks_of_closed(query: QueryDict) -> bool:
    return any(query.get(name) for name in FINISHED)


def narrowed(user: User, question: str, at: datetime) -> ListFilter:
    """The filter of a list's question, whose `qs` are its cases where it is valid."""
    query = QueryDict(question)
    found: ListFilter = filter_of(frozenset(query), ListFilter)(query, queryset=scope(user, query), at=at, user=user)
    return found


def listed(user: User, question: str, at: datetime) -> QuerySet[Case]:
    """The cases of a list's question; none where the question is no longer understood."""
    found = narrowed(user, question, at)
    cases: QuerySet[Case] = found.qs if found.is_valid() else Case.objects.none()
    return cases
