"""The tables of moves of all houses, for who shows them: the API and the documents that are drawn from the code."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from common.workflow.moves import Move, Word


@dataclass(frozen=True)
class Chart:
    """One kind of thing with its states, moves and words, as its house declares them.

    `first` is the word that begins a history, `final` the states in which one usually ends; `source` is the file of
    the table.
    """

    kind: str
    source: str
    states: type[TextChoices]
    final: Collection[str]
    moves: Mapping[str, Move[Any, Any, Any, Any]]
    words: Mapping[str, Word[Any]]
    first: str
    role_label: Callable[[str], str]


CHARTS: dict[str, Chart] = {}


def register(chart: Chart) -> None:
    """Make a chart known; called from `ready()` of its house. Two houses cannot use one name."""
    if CHARTS.setdefault(chart.kind, chart) is not chart:
        raise ValueError(f"The chart of {chart.kind!r} is registered already.")
