"""How lists of cases are narrowed, for pages and API alike."""

from cases.filters.cases import LONGEST_SEARCH, CaseFilter, ListFilter, TruthFilter, filter_of
from cases.filters.lists import listed, scope, speaks_of_closed

__all__ = [
    "LONGEST_SEARCH",
    "CaseFilter",
    "ListFilter",
    "TruthFilter",
    "filter_of",
    "listed",
    "scope",
    "speaks_of_closed",
]
