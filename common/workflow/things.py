"""What the engine asks of the things, people and requests of a house; any class that has these will do."""

from typing import Any, Protocol, cast
from uuid import UUID


class Thing(Protocol):
    """A row with a life. `version` counts the moves, `seq` the events."""

    @property
    def pk(self) -> Any: ...

    @property
    def state(self) -> str: ...

    @property
    def version(self) -> int: ...


def facts_of(thing: object) -> Thing:
    """A row of a house as the engine sees it: the type checker knows the columns of a model only after it has read all
    of them, too late for the bound of a type variable."""
    return cast(Thing, thing)


class Viewer(Protocol):
    """A person, with what is looked up of them once per request."""

    @property
    def role(self) -> str: ...


class Request(Protocol):
    """What a person wants done, in codes and plain values: a frozen data class, so that it has a fingerprint."""

    @property
    def move(self) -> str: ...

    @property
    def version(self) -> int | None:
        """The version that the person saw."""

    @property
    def id(self) -> UUID | None:
        """Made by the client; sent again, the move is made once."""

    def given(self) -> set[str]:
        """The needs that it gives something for."""
