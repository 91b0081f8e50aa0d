"""A statement that the ORM writes once for everybody: for a person and a moment that stand in for the real ones.

To write a query of many conditions anew with each request takes the ORM longer than PostgreSQL takes to answer it. So
it is written for nobody, and where a stand-in stands in its parameters the text gets a slot into which the value of the
request is put. All else that it says becomes part of the text: the planner can use indexes that hold some rows only.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

MOMENT = datetime(1901, 1, 1, tzinfo=UTC)
PERSON = -1_901_000_001  # no row has such a key
_KEYS = -1_901_000_100  # the first of the stand-ins of lists of keys; each list has one key


def keys(number: int) -> list[int]:
    """What stands for the list of keys of this number."""
    return [_KEYS - number]


@dataclass(frozen=True)
class Slotted:
    """A text with a `%s` for each slot, and by which names the values of a request are put there."""

    sql: str
    names: tuple[str, ...]

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        return [given[name] for name in self.names]


def names_of(keys_named: Sequence[str]) -> dict[Any, str]:
    """Stand-ins by what the ORM makes of them; the lists of keys are numbered in this order."""
    found: dict[Any, str] = {MOMENT: "moment", timezone.localdate(MOMENT): "day", PERSON: "person"}
    return found | {keys(number)[0]: name for number, name in enumerate(keys_named)}


def slotted(sql: str, parameters: Sequence[Any], names: Mapping[Any, str]) -> Slotted:
    """The text with slots. Raises ValueError where another moment stands in it than that of the stand-in.

    A list of keys may be one parameter (`&& %s`) or stand in `IN (%s)`, which becomes `= ANY (%s)`: so the text is the
    same however many keys somebody has.
    """
    before, *texts = re.split(r"(?<!%)%s", sql)
    made, found = [before], list[str]()
    for value, text in zip(parameters, texts, strict=True):
        name = names.get(value[0] if _is_list(value) else value) if _may_stand_in(value) else None
        if name is None:
            made += [_literal(value), text]
            continue
        if not _is_list(value) and isinstance(value, int) and value <= _KEYS:
            made[-1] = _opened(made[-1], text)
        found.append(name)
        made += [f"%s::{_TYPES.get(name, 'bigint[]')}", text]
    return Slotted("".join(made), tuple(found))


_TYPES = {"moment": "timestamptz", "day": "date", "person": "bigint"}


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 1


def _may_stand_in(value: Any) -> bool:
    return _is_list(value) or (isinstance(value, int | date) and not isinstance(value, bool))


def _opened(before: str, after: str) -> str:
    if not (before.endswith(" IN (") and after.startswith(")")):
        raise ValueError(f"A list of keys stands where one key is asked for: {before[-60:]}%s{after[:20]}")
    return f"{before.removesuffix('IN (')}= ANY ("


def _literal(value: Any) -> str:
    if isinstance(value, date):  # a moment too: what was now when the text was written would be so for ever
        raise ValueError(f"A statement that is written once speaks of {value}.")
    with connection.cursor() as cursor:
        text: bytes = cursor.mogrify("%s", [value])
    return text.decode().replace("%", "%%")
