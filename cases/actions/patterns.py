"""Cases by the thousand that lived alike: such a life is played once, and filled in for each of them.

To play each life by the table of moves, and to write each case of eighty columns, took most of the time of an import.
Here a life is played with blanks in place of what differs; what the table, the clocks and the stages make of it stands
between the blanks. So there is one place that says how a case moves, and it is asked once for each kind of life.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Self

from django.db import transaction

from cases.actions.history import History, check_history, numbers_of
from cases.models import Case, CaseEvent
from common.bulk import copy_lines, line_of

# Marks of a blank, from the private use area of Unicode. A text keeps the quotes that JSON puts around it; what is JSON
# already takes their place.
_BEGIN, _END = "\ue000", "\ue001"
_BLANK = re.compile('"\\ue002(\\w+)\\ue003"|\\ue000(\\w+)\\ue001')


def blank(name: str) -> Any:
    """A place for a value of a column, which is filled in as a cell of COPY."""
    return _marked(name)


def _marked(name: str) -> str:
    return f"{_BEGIN}{name}{_END}"


def blank_json(name: str) -> Any:
    """A place for a value in an event's data, which is filled in as JSON in a cell of COPY."""
    return f"\ue002{name}\ue003"


class BlankMoment(datetime):
    """A place for a moment, which is filled in as ISO 8601. It has a time of its own, for clocks to be played by.

    A moment that is computed from one has no name: written into a row it is an error, and must become a blank itself.
    """

    name: str  # that of the blank

    @classmethod
    def named(cls, name: str, *, day: int) -> Self:
        made = cls(2000, 1, day, tzinfo=UTC)
        made.name = name
        return made

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        return _marked(str(self.name))


class Pattern:
    """A history with blanks; `names` are those of its blanks. Raises Refused where the history can't be."""

    def __init__(self, history: History) -> None:
        check_history(history)
        for event in history.events:
            event.id = blank(f"event_{event.seq}")
        self.case = _Line(line_of(history.case))
        self.events = [_Line(line_of(event)) for event in history.events]
        self.event_names = [f"event_{event.seq}" for event in history.events]
        self.names = frozenset(name for line in (self.case, *self.events) for name in line.names)


class _Line:
    def __init__(self, line: str) -> None:
        self.names = [json or text for json, text in _BLANK.findall(line)]
        self._text = _BLANK.sub("%s", line.replace("%", "%%"))
        self._values = itemgetter(*self.names, self.names[0])  # one more than needed, so that it is always a tuple

    def filled(self, cells: Mapping[str, str]) -> str:
        values: tuple[str, ...] = self._values(cells)
        return self._text % values[:-1]


@dataclass(slots=True)
class Life:
    """A case by its pattern: the cells for its blanks, but for `number` and the ids of events, which are made here."""

    pattern: Pattern
    reported_at: datetime
    cells: dict[str, str]


def bulk_fill(*, lives: Sequence[Life]) -> int:
    """`bulk_load` for cases whose histories are patterns; how many.

    Everything is written as lines before the transaction begins. The cells are texts of COPY (`common.bulk`). Raises
    IntegrityError where an id or an imported key is there already.
    """
    numbers = numbers_of([life.reported_at for life in lives])
    ids = _ids(sum(len(life.pattern.events) for life in lives))
    cases, events = [], []
    for life, number in zip(lives, numbers, strict=True):
        cells, pattern = life.cells, life.pattern
        cells["number"] = number
        cells.update(zip(pattern.event_names, ids, strict=False))
        cases.append(pattern.case.filled(cells))
        events += [line.filled(cells) for line in pattern.events]
    with transaction.atomic():
        copy_lines(Case, cases)
        copy_lines(CaseEvent, events)
    return len(cases)


def _ids(count: int) -> Iterator[str]:
    """Random UUIDs of version 4, as PostgreSQL reads them."""
    random = os.urandom(16 * count).hex()
    for at in range(0, 32 * count, 32):
        variant = "89ab"[int(random[at + 16], 16) & 3]
        yield f"{random[at : at + 12]}4{random[at + 13 : at + 16]}{variant}{random[at + 17 : at + 32]}"
