"""Values as people call them: a code that names another kept thing becomes that thing's name."""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.cells import in_words
from registry.registers import Field, named_in, target

Names = Mapping[tuple[str, str], str]  # names of kept things by their kind and key


def names_of(said: Iterable[tuple[Field, Any]]) -> Names:
    """The names of all that these values refer to; one query for each kind that is referred to."""
    keys: dict[str, set[str]] = {}
    for field, value in said:
        if field.refers:
            keys.setdefault(field.refers, set()).update(_keys(value))
    return {
        (kind, key): target(kind).name(row)
        for kind, named in keys.items() if named for key, row in target(kind).rows_of(named).items()
    }  # fmt: skip


def say(field: Field | None, value: Any, names: Names) -> str:
    """A value as people call it, empty for nothing; `field` is None where nobody declares it any more."""
    if value is None or value in ("", [], ()):
        return ""
    if field is None:
        return in_words(value)
    if field.refers:
        return in_words([names.get((field.refers, key), key) for key in _keys(value)])
    return field.cell.say(value)


def _keys(value: Any) -> Iterable[str]:
    return named_in(tuple(value) if isinstance(value, list) else value)
