"""Cases by the thousand that lived alike: such a life is played once, and filled in for each of them.

To play each life by the table of moves, and to write each case of eighty columns, took most of the time of an import.
Here a life is played with blanks in place of what differs; what the table, the clocks and the stages make of it stands
between the blanks. So there is one place that says how a case moves, and it is asked once for each kind of life.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, Self

import orjson
from django.db import transaction

from cases.actions.history import History, check_history, numbers_of
from cases.models import Case, CaseEvent
from common.bulk import copy_lines, hold_keys, line_of, text_cell, text_of_cell
from common.ids import growing_ids
from common.workflow.seals import SEPARATOR, id_text, jsonb_text, moment_text, salts, sha256_of

# Marks of a blank, from the private use area of Unicode. A text keeps the quotes that JSON puts around it; what is JSON
# already takes their place.
_BEGIN, _END = "\ue000", "\ue001"
WORDS = ("reason",)  # the keys of an event's data that hold words of people, as migration 0003 says
_BLANK = re.compile('"\\ue002(\\w+)\\ue003"|\\ue000(\\w+)\\ue001')
_WHOLE = re.compile("[\\ue000\\ue002](\\w+)[\\ue001\\ue003]")


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
    """A history with blanks; `names` are those of its blanks. Raises Refused where the history can't be.

    What is filled into the data of an event must be JSON as `jsonb_text` writes it, for the seal is of that text.
    """

    def __init__(self, history: History) -> None:
        check_history(history)
        self.derived: dict[str, tuple[str, Callable[[str], str]]] = {}  # what is made of other cells, and of which
        self.events = [self._event(event) for event in history.events]
        self.case = _Line(line_of(history.case))
        lines = (self.case, *(line for event in self.events for line in (event.words, event.text, event.line)))
        self.names = frozenset(name for line in lines for name in line.names)

    def _event(self, event: CaseEvent) -> "_Event":
        own = _Names(*(f"{name}_{event.seq}" for name in ("event", "salt", "words", "hash")))
        event.id, event.salt, event.words_hash, event.hash = map(blank, own)
        event.prev_hash = blank(f"hash_{event.seq - 1}") if event.seq > 1 else ""
        return _Event(own, _Line(self._words(event)), _Line(self._text(event)), _Line(line_of(event)))

    def _words(self, event: CaseEvent) -> str:
        """What a person said, as the trigger seals it, but as a cell of COPY."""
        said = [self._made(event.data.get(key) or "", text_of_json) for key in WORDS]
        return text_cell(SEPARATOR.join((event.salt, event.note, event.content_hash, *said)))

    def _text(self, event: CaseEvent) -> str:
        """The event, as the trigger seals it, but as a cell of COPY."""
        data = jsonb_text({key: said for key, said in event.data.items() if key not in WORDS})
        parts = (
            event.id, self._made(event.case_id, id_text), event.seq, event.move, event.from_state, event.to_state,
            event.by_id or "", event.actor, self._made(event.at.isoformat(), moment_text), event.words_hash, data,
            event.prev_hash,
        )  # fmt: skip
        return text_cell(SEPARATOR.join(map(str, parts)))

    def _made(self, value: Any, make: Callable[[str], str]) -> str:
        """What is made of a value; where it is a blank, another blank, for what will be made of its cell."""
        found = _WHOLE.fullmatch(str(value))
        if found is None:
            return make(str(value)) if make is not text_of_json else str(value)
        name = found[1]
        self.derived[f"{make.__name__}_{name}"] = name, make
        return _marked(f"{make.__name__}_{name}")


class _Names(NamedTuple):
    """Those of the blanks of an event that are filled here."""

    id: str
    salt: str
    words_hash: str
    hash: str


class _Event(NamedTuple):
    """The lines of an event: what is sealed of its words, what of the event itself, and its row."""

    own: _Names
    words: "_Line"
    text: "_Line"
    line: "_Line"

    def filled(self, cells: dict[str, str], number: str, salt: str) -> str:
        """The row; its hash is left in the cells, for the next event's."""
        own, words, text, line = self
        cells[own.id], cells[own.salt] = number, salt
        cells[own.words_hash] = sha256_of(text_of_cell(words.filled(cells)))
        cells[own.hash] = sha256_of(text_of_cell(text.filled(cells)))
        return line.filled(cells)


@lru_cache(maxsize=4096)
def text_of_json(cell: str) -> str:
    """The text that stands in a cell as JSON, as a cell of its own; what is none says nothing."""
    return text_cell(orjson.loads(text_of_cell(cell)) or "")


class _Line:
    def __init__(self, line: str) -> None:
        self.names = [json or text for json, text in _BLANK.findall(line)]
        self._text: str = _BLANK.sub("%s", line.replace("%", "%%"))
        self._values = itemgetter(*self.names)  # of one name alone it is no tuple, which is the same to a line

    def filled(self, cells: Mapping[str, str]) -> str:
        line: str = self._text % self._values(cells)
        return line


@dataclass(slots=True)
class Life:
    """A case by its pattern: the cells for its blanks, but for `number` and what `Pattern` makes of each event."""

    pattern: Pattern
    reported_at: datetime
    cells: dict[str, str]


@dataclass(frozen=True)
class Rows:
    """New cases and their events as lines of COPY."""

    cases: list[str]
    events: list[str]


def fill(lives: Iterable[Life], numbers: Sequence[str]) -> Rows:
    """The rows of cases whose histories are patterns, with their seals; the numbers are `numbers_of` their reports.

    Nothing is asked of the database, so another thread may do it. The cells are texts of COPY (`common.bulk`). Of lives
    that are made one by one the cells of but one are in memory: they stay in the processor's cache.
    """
    ids, salt, cases, events = growing_ids(), salts(), [], []
    for life, number in zip(lives, numbers, strict=True):
        cells, pattern = life.cells, life.pattern
        cells["number"] = number
        for made, (name, make) in pattern.derived.items():
            cells[made] = make(cells[name])
        cases.append(pattern.case.filled(cells))
        events += [event.filled(cells, next(ids), next(salt)) for event in pattern.events]
    return Rows(cases, events)


def write_rows(rows: Rows) -> int:
    """`bulk_load` for what `fill` made; how many cases. Raises IntegrityError where an id or a key is there already."""
    with transaction.atomic():
        hold_keys(Case, CaseEvent)
        copy_lines(Case, rows.cases)
        copy_lines(CaseEvent, rows.events)
    return len(rows.cases)


def bulk_fill(*, lives: Sequence[Life]) -> int:
    """`fill` and `write_rows`, where nothing is done meanwhile."""
    return write_rows(fill(lives, numbers_of([life.reported_at for life in lives])))
