"""Data classes as plain JSON and back: what a form says, what a log keeps and what a revert says again are the same.

Fields are texts, whole numbers, yes or no, decimals, dates, None beside any of these, and tuples of texts or numbers.
"""

import dataclasses
import hashlib
import json
import types
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Made = TypeVar("Made")
Plain = dict[str, Any]


def to_json(value: Any) -> Plain:
    """The fields of a data class by name, as JSON; equal values give equal JSON (2, 2.0 and 2.00 are "2")."""
    return {name: _plain(getattr(value, name)) for name in _names(value)}


def from_json(kind: type[Made], values: Mapping[str, Any]) -> Made:
    """The data class again. Names it no longer has are passed over, those it has gained since take their default."""
    hints = get_type_hints(kind)
    return kind(**{name: _read(hints[name], value) for name, value in values.items() if name in hints})


def dates(value: Any) -> dict[str, date]:
    """The fields of a data class that hold a day."""
    named = ((name, getattr(value, name)) for name in _names(value))
    return {name: day for name, day in named if isinstance(day, date)}


def fingerprint(values: Mapping[str, Any] | None) -> str:
    """A short text that changes when the values do: it tells a form whether what it showed still stands."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


_fields: dict[type, tuple[str, ...]] = {}  # asked for each row of a load, and the same each time


def _names(value: Any) -> tuple[str, ...]:
    kind = type(value)
    if kind not in _fields:
        _fields[kind] = tuple(field.name for field in dataclasses.fields(value))
    return _fields[kind]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, str) else value  # a choice of an enumeration becomes its text


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(hint) is types.UnionType:
        hint = next(each for each in get_args(hint) if each is not type(None))
    if hint is date:
        return date.fromisoformat(value)
    if hint is Decimal:
        return Decimal(value)
    if get_origin(hint) is tuple:
        return tuple(value)
    return value
