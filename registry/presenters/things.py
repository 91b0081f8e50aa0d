"""The rows of a register as a list shows them: a column for each part of the key, each field and each fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from common.columns import Column
from registry.cells import Text
from registry.facts import Value, facts_of
from registry.presenters.values import names_of, say
from registry.registers import Field, TableRegister

FRONT = 7  # columns that are shown until a person asks for more
Table = TableRegister[Any, Any]


@dataclass(frozen=True)
class Known:
    """What a house knows of a thing; `none` says what it means that it knows nothing."""

    value: Value
    url: str
    none: Text


@dataclass(frozen=True)
class Listed:
    """A row in words; `at` is its address, `depth` how deep it stands below others of its kind."""

    row: Any
    at: str
    cells: list[Any]
    facts: list[Known]
    ended: bool
    depth: int = 0


def columns_of(register: Table) -> list[Column]:
    fields, facts = _fields(register), facts_of(register.kind)
    return [
        *(Column(field.name, field.label, fixed=number == 0, hidden=number >= FRONT)
          for number, field in enumerate(fields)),
        *(Column(each.name, each.title, number=True, definition=each.definition) for each in facts),
    ]  # fmt: skip


def listed(register: Table, rows: Sequence[Any], user: User) -> list[Listed]:
    """The rows in words for who asks, those below others right after them; few queries for all of them."""
    depths = _depths(register, rows)
    rows = [row for row, __ in depths]
    said = _values(register, rows)
    names = names_of(pair for values in said for pair in values)
    facts = _known(register, rows, user)
    return [
        Listed(
            row, register.address(row), [say(field, value, names) or field.empty or "–" for field, value in values],
            known, _is_over(values), depth,
        )
        for (row, depth), values, known in zip(depths, said, facts, strict=True)
    ]  # fmt: skip


def _is_over(values: Sequence[tuple[Field, Any]]) -> bool:
    said = {field.name: value for field, value in values}
    return said.get("ended_on") is not None or said.get("active") is False


def _known(register: Table, rows: Sequence[Any], user: User) -> list[list[Known]]:
    facts, keys = facts_of(register.kind), [register.row_key(row) for row in rows]
    found = [(each, each.values(keys, user)) for each in facts]
    return [
        [
            Known(by_key.get(key, each.missing), each.url(key, user) if each.url else "", each.none)
            for each, by_key in found
        ]
        for key in keys
    ]


def _depths(register: Table, rows: Sequence[Any]) -> list[tuple[Any, int]]:
    """Each row with how deep it stands; one whose parent isn't shown stands on top."""
    if register.tree is None:
        return [(row, 0) for row in rows]
    column, known, below = f"{register.tree.name}_id", {row.pk for row in rows}, dict[Any, list[Any]]()
    for row in rows:
        parent = getattr(row, column)
        below.setdefault(parent if parent in known else None, []).append(row)
    found: list[tuple[Any, int]] = []

    def walk(parent: Any, depth: int) -> None:
        for row in below.get(parent, ()):
            found.append((row, depth))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return found


def _fields(register: Table) -> list[Field]:
    return [*register.listed_fields, *(field for part in register.parts[1:] for field in part.fields)]


def _values(register: Table, rows: Sequence[Any]) -> list[list[tuple[Field, Any]]]:
    """What each row says in each column, with what the registers say that extend this one."""
    keys, found = [register.row_key(row) for row in rows], []
    beside = [(part, part.rows_of(keys)) for part in register.parts[1:]]
    for key, row in zip(keys, rows, strict=True):
        values = register.row_parts(row) | vars(register.snapshot(row))
        for part, others in beside:
            values |= vars(part.snapshot(others[key])) if key in others else {}
        found.append([(field, values.get(field.name)) for field in _fields(register)])
    return found
