"""What the change log has beside the things of registers: a loaded folder, a plan, an invitation, with words."""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.cells import Text
from registry.registers.base import REGISTERS
from registry.registers.fields import Field


@dataclass(frozen=True)
class LoggedKind:
    """A kind of the change log that no register keeps; what is logged under it can't be taken back with a button."""

    kind: str
    title: Text
    fields: tuple[Field, ...] = ()

    @property
    def by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}


LOGGED: dict[str, LoggedKind] = {}


def declare_logged(*kinds: LoggedKind) -> None:
    """Make kinds known to the pages of the change log; a house may declare its own again when it starts twice."""
    LOGGED.update({each.kind: each for each in kinds})


def title_of(kind: str) -> Text:
    """What one thing of a kind is called; the kind itself where nobody knows it any more."""
    found = REGISTERS.get(kind) or LOGGED.get(kind)
    return found.title if found is not None and found.title else kind


def fields_of(kind: str) -> Mapping[str, Field]:
    found = REGISTERS.get(kind) or LOGGED.get(kind)
    return found.by_name if found is not None else {}
