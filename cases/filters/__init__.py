"""How lists of cases are narrowed, for pages and API alike."""

from cases.filters.cases import CaseFilter, ListFilter
from cases.filters.lists import BY_LATENESS, BY_URGENCY, key_of, listed, narrowed, scope, speaks_of_closed

__all__ = [
    "BY_LATENESS",
    "BY_URGENCY",
    "CaseFilter",
    "ListFilter",
    "key_of",
    "listed",
    "narrowed",
    "scope",
    "speaks_of_closed",
]
