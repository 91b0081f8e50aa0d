"""What a record of the history says.

A case stands in the record of each day on which something happened to it, with the seal of its last event then; the
seal covers all events before it. So making a record costs what happened since the last one, whatever the city holds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from cases.workflow import State
from common.database_roles import WORKS_AS_OWNER
from common.integrity import Check

# A line has six cells: what it is of, number of the case, key, number and state of a case's last event, the seal.
CASE, LOOK = "case", "look"

HEADS = """
SELECT c.number, head.case_id, head.seq, head.to_state, head.hash, head.n
  FROM (SELECT DISTINCT ON (e.case_id) e.case_id, e.seq, e.to_state, e.hash,
               count(*) OVER (PARTITION BY e.case_id) AS n
          FROM cases_feedentry f JOIN cases_caseevent e ON e.id = f.event_id
         WHERE f.position > %s AND f.position <= %s ORDER BY e.case_id, e.seq DESC) AS head
  JOIN cases_case c ON c.id = head.case_id
"""
# Without the words that a person may have said: these can be erased.
SEAL_OF_LOOK = """encode(sha256(convert_to(concat_ws(chr(31), l.id, l.user_id, l.case_id, l.what, l.purpose,
           to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')), 'hex')"""
_LOOKS = f"""
SELECT l.id, c.number, {SEAL_OF_LOOK} FROM cases_unmasking l JOIN cases_case c ON c.id = l.case_id
 WHERE l.id > %s ORDER BY l.id
"""  # noqa: S608
# A look whose number is smaller may be committed later; so many at once nobody takes.
OVERLAP = 200


@dataclass(frozen=True)
class Anchored:
    """What a house above has sealed with the cases: things with histories of their own.

    `lines` gives what happened after a moment (None: ever) or to what is newer than a number, each with its number and
    the cells of a line after the first; `checks` compare `anchored_other`, which has these cells by name.
    """

    kind: str
    lines: Callable[[datetime | None, int], Iterator[tuple[int, Sequence[object]]]]
    checks: tuple[Check, ...]


ANCHORED: dict[str, Anchored] = {}


def anchor_too(anchored: Anchored) -> None:
    """Let the records have these lines, and `fsck --anchors` compare them; a house may say so again."""
    ANCHORED[anchored.kind] = anchored


@dataclass
class Span:
    """Lines of what happened after one place in the feed up to another, counted as they are read."""

    after: int
    upto: int
    last_look: int
    since: datetime | None = None  # when the record before was made
    marks: dict[str, int] = field(default_factory=dict)  # by kind the greatest number of the records before
    cases: int = 0
    closed: int = 0
    events: int = 0
    looks: int = 0

    def lines(self) -> Iterator[Sequence[object]]:
        """Inside a transaction: they are read as they are written."""
        for number, key, seq, state, seal, events in rows_of(HEADS, [self.after, self.upto]):
            self.cases, self.events = self.cases + 1, self.events + events
            self.closed += state == State.CLOSED
            yield CASE, number, key, seq, state, seal
        before = self.last_look
        for key, number, seal in rows_of(_LOOKS, [before - OVERLAP]):
            self.looks, self.last_look = self.looks + (key > before), max(self.last_look, key)
            yield LOOK, number, key, "", "", seal
        for kind, other in ANCHORED.items():
            yield from self._of(kind, other)

    def _of(self, kind: str, other: Anchored) -> Iterator[Sequence[object]]:
        for number, cells in other.lines(self.since, self.marks.get(kind, 0)):
            self.marks[kind] = max(self.marks.get(kind, 0), number)
            yield kind, *cells


def rows_of(sql: str, values: Sequence[int | str | datetime | None]) -> Iterator[tuple[Any, ...]]:
    """Of a statement, some at a time; inside a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        yield from cursor


def last_place() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(position), 0) FROM cases_feedentry")
        return int(cursor.fetchone()[0])


_KEPT = f"""
SELECT {WORKS_AS_OWNER}, last.number, last.at, taken.number, coalesce(taken.taken_at, taken.mailed_at),
       coalesce(nullif(who.name, ''), who.username, taken.mailed_to)
  FROM (SELECT) AS one
  LEFT JOIN LATERAL (SELECT number, at FROM cases_anchor ORDER BY number DESC LIMIT 1) AS last ON true
  LEFT JOIN LATERAL (SELECT number, taken_at, taken_by_id, mailed_at, mailed_to FROM cases_anchor
                      WHERE taken_at IS NOT NULL OR mailed_at IS NOT NULL ORDER BY number DESC LIMIT 1) AS taken ON true
  LEFT JOIN accounts_user AS who ON who.id = taken.taken_by_id
"""  # noqa: S608


@dataclass(frozen=True)
class Kept:
    """How the proof of histories stands: the newest record, the newest that left the house, and to whom it went."""

    works_as_owner: bool
    number: int | None
    at: datetime | None
    taken: int | None
    taken_at: datetime | None
    taken_by: str | None


def kept() -> Kept:
    """In one statement, for an auditor's home."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT)
        return Kept(*cursor.fetchone())
