"""How lists of cases are narrowed, for pages and API alike."""

from cases.filters.cases import CaseFilter, ListFilter
from cases.filters.lists import listed, scope, speaks_of_closed

__all__ = [
    "CaseFilter",
    "ListFilter",
    "listed",
    "scope",
    "speaks_of_closed",
]
