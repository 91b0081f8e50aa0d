"""The parts of a declaration: a field of a kept thing, and the key by which people and files know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.cells import Cell, Text


@dataclass(frozen=True)
class Field:
    """One value of a kept thing; `name` is that of the data class, of the model's column and of the form.

    `column` is what the file calls it where that is another name. `refers` is the kind of the register whose key the
    value names; `empty` is what a chooser calls "none of them". What is not `on_form` comes by file, or from the row.
    """

    name: str
    label: Text
    cell: Cell
    required: bool = False
    refers: str = ""
    help: Text = ""
    empty: Text = ""
    column: str = ""
    on_form: bool = True

    @property
    def in_file(self) -> str:
        return self.column or self.name


class Key:
    """One or several fields which together name a thing for ever: `sanitation`, `accept|hotline|`."""

    def __init__(self, *fields: Field, separator: str = "|") -> None:
        self.fields, self.separator = fields, separator
        self.names = tuple(field.name for field in fields)

    def text(self, values: Mapping[str, Any]) -> str:
        return self.separator.join(str(values[name]) for name in self.names)

    def parts(self, text: str) -> dict[str, str] | None:
        """What each field says; None where the text is no such key. Only the first field may hold the separator."""
        parts = text.rsplit(self.separator, len(self.names) - 1) if len(self.names) > 1 else [text]
        return dict(zip(self.names, parts, strict=True)) if len(parts) == len(self.names) else None
