"""The SQL of the chase, made from a declaration: what `Ladder` and `Owed` say in Python, said to the database.

The words in it are those of the declaration (names of columns, moves, states), never a person's.
"""

import functools
from collections.abc import Callable, Iterable, Mapping

from common.ids import GROWING_ID
from common.owed.clocks import WARNING_LEVEL, Clock, Owed

_RAISE = """
WITH due AS (
    SELECT {read} FROM {due} FOR UPDATE OF owed SKIP LOCKED
), climbed AS (
    SELECT {kept}, nearest.clock, {climbed}
      FROM due
     CROSS JOIN LATERAL (SELECT {looks}) AS look
     CROSS JOIN LATERAL (SELECT CASE {nearest} END AS clock) AS nearest
), raised AS (
    UPDATE {owed.table} AS owed
       SET {levels}, {owed.seq} = owed.{owed.seq} + (climbed.clock IS NOT NULL)::int, {owed.next} = {next_look}
      FROM climbed
     WHERE owed.{owed.key} = climbed.{owed.key} AND owed.{owed.seq} = climbed.{owed.seq}
 RETURNING {returned}, climbed.clock
)
INSERT INTO {owed.events}
       (id, {owed.subject}, seq, move, from_state, to_state, actor, at, note, data, content_hash, prev_hash, hash)
SELECT {id}, {owed.key}, {owed.seq}, CASE clock {moves} END, {owed.state}, {owed.state}, %(actor)s, %(at)s,
       '', {facts} || CASE clock {own_facts} END, '', '', ''
  FROM raised WHERE clock IS NOT NULL
RETURNING id
"""
_ONE = "{owed.table} AS owed WHERE owed.{owed.key} = %(only)s AND owed.{owed.next} <= %(at)s"
_LONGEST_DUE = "{owed.table} AS owed WHERE {owed.next} <= %(at)s ORDER BY {owed.next}, {owed.key} LIMIT %(limit)s"
# The queue is cut off before its rows are looked up, or the planner, which expects many to be due, reads all of both.
# Whether a row is still due is asked again when it is locked: another clock may have raised it since.
_LONGEST_QUEUED = """
        (SELECT {owed.subject} FROM {owed.queue} WHERE at <= %(at)s ORDER BY at, {owed.subject} LIMIT %(limit)s)
        AS queue JOIN {owed.table} AS owed ON owed.{owed.key} = queue.{owed.subject} WHERE owed.{owed.next} <= %(at)s"""
_DUE = "SELECT {owed.key} FROM {owed.table} WHERE {owed.next} <= %s ORDER BY {owed.next}, {owed.key} LIMIT %s"
_DUE_QUEUED = "SELECT {owed.subject} FROM {owed.queue} WHERE at <= %s ORDER BY at, {owed.subject} LIMIT %s"


@functools.cache
def raise_statement(owed: Owed, *, one: bool = False) -> str:
    """The statement behind `chase_due`; its values are at, limit and actor, and with `one` the row `only`."""
    levels = [clock.level for clock in owed.clocks]
    times = [name for clock in owed.clocks for name in (clock.due, clock.warn) if name]
    facts = [*owed.facts.values(), *(name for clock in owed.clocks for name in clock.facts.values())]
    return _RAISE.format(
        owed=owed,
        id=GROWING_ID,
        due=(_ONE if one else _LONGEST_QUEUED if owed.queue else _LONGEST_DUE).format(owed=owed),
        read=_columns("owed.", [owed.key, owed.seq, owed.state, *times, *levels]),
        kept=_columns("due.", [owed.key, owed.seq, owed.state, *times]),
        looks=", ".join(f"{look_at(owed, clock, 'due')} AS {clock.name}" for clock in owed.clocks),
        nearest=" ".join(_when_nearest(owed, clock) for clock in owed.clocks),
        climbed=", ".join(_climbed(clock) for clock in owed.clocks),
        levels=", ".join(f"{level} = climbed.{level}" for level in levels),
        next_look=next_look(owed, "climbed"),
        returned=_columns("owed.", [owed.key, owed.seq, owed.state, *levels, *facts]),
        moves=_of_each_clock(owed, _move),
        facts=_object(owed.facts),
        own_facts=_of_each_clock(owed, lambda clock: _object({"level": clock.level, **clock.facts})),
    )


def due_statement(owed: Owed) -> str:
    """The keys of the rows that are due; its values are the moment and how many."""
    return (_DUE_QUEUED if owed.queue else _DUE).format(owed=owed)


def next_look(owed: Owed, row: str) -> str:
    """`Owed.next_chase` of a row of the statement."""
    return f"least({', '.join(look_at(owed, clock, row) for clock in owed.clocks)})"


def look_at(owed: Owed, clock: Clock, row: str) -> str:
    """`Clock.next_chase` of a row: when this clock wants it to be raised, NULL where it doesn't run."""
    due, states = f"{row}.{clock.due}", ", ".join(f"'{state}'" for state in clock.states)
    runs = f"{due} IS NOT NULL" + (f" AND {row}.{owed.state} IN ({states})" if states else "")
    whens = [f"WHEN 0 THEN {row}.{clock.warn}"] if clock.warn else []
    for level, after in enumerate(clock.ladder.after_due, start=WARNING_LEVEL):
        whens.append(f"WHEN {level} THEN {due} + interval '{after.total_seconds():.0f} seconds'")
    return f"CASE WHEN {runs} THEN CASE {_from_level(clock, row)} {' '.join(whens)} END END"


def _from_level(clock: Clock, row: str) -> str:
    """The level of a row; it is 1 already where there is no warning time."""
    least = f"CASE WHEN {row}.{clock.warn} IS NULL THEN {WARNING_LEVEL} ELSE 0 END" if clock.warn else WARNING_LEVEL
    return f"greatest({row}.{clock.level}, {least})"


def _when_nearest(owed: Owed, clock: Clock) -> str:
    """This clock is due, and none was due before it."""
    nearest = f"least({_columns('look.', [each.name for each in owed.clocks])})"
    return f"WHEN look.{clock.name} <= %(at)s AND look.{clock.name} = {nearest} THEN '{clock.name}'"


def _climbed(clock: Clock) -> str:
    """Its level: one higher if it is the clock that was chosen."""
    raised = f"CASE nearest.clock WHEN '{clock.name}' THEN {_from_level(clock, 'due')} + 1 ELSE due.{clock.level} END"
    return f"{raised} AS {clock.level}"


def _move(clock: Clock) -> str:
    return f"CASE {clock.level} WHEN {WARNING_LEVEL} THEN '{clock.warned}' ELSE '{clock.escalated}' END"


def _of_each_clock(owed: Owed, render: Callable[[Clock], str]) -> str:
    return " ".join(f"WHEN '{clock.name}' THEN {render(clock)}" for clock in owed.clocks)


def _object(facts: Mapping[str, str]) -> str:
    """A JSON object of columns by their keys."""
    pairs = ", ".join(f"'{key}', {column}" for key, column in facts.items())
    return f"jsonb_build_object({pairs})"


def _columns(row: str, names: Iterable[str]) -> str:
    return ", ".join(f"{row}{name}" for name in dict.fromkeys(names))
