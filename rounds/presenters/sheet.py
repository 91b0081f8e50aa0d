"""The result sheet with what each of its numbers leads to."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from rounds.choices import OF_ROUND
from rounds.models import FindingState
from rounds.queries.sheet import SheetPart, SheetRow

_KEYS = {"unit": "code", "person": "username", "place": "code"}


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """Addresses of the findings that count, of those taken back, and of the rounds on which somebody looked there."""

    row: SheetRow
    charged: str
    taken_back: str
    looks: str


@dataclass(frozen=True, slots=True)
class LinkedPart:
    part: SheetPart
    rows: Sequence[LinkedRow]


Asked = list[tuple[str, str]]  # what the rounds of the sheet are narrowed by


def linked(part: SheetPart, asked: Asked) -> LinkedPart:
    """Findings of these rounds alone stand behind a number."""
    return LinkedPart(part, [_linked(part.name, row, asked) for row in part.rows])


def _linked(by: str, row: SheetRow, asked: Asked) -> LinkedRow:
    key = getattr(row.who, _KEYS[by])
    of_rounds = [("seen", "true"), *((f"{OF_ROUND}{name}", value) for name, value in asked), (by, key)]
    looks = _url("rounds:list", [*asked, ("looked_at", key)]) if by == "place" else ""
    charged, back = (_findings(state, of_rounds) for state in (FindingState.CHARGED, FindingState.TAKEN_BACK))
    return LinkedRow(row, charged, back, looks)


def _findings(state: FindingState, asked: Asked) -> str:
    return _url("rounds:findings", [("state", state.value), *asked])


def _url(name: str, asked: Asked) -> str:
    return f"{reverse(name)}?{urlencode(asked)}"
