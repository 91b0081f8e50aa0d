"""What the engine asks of the things, people and requests of a house; any class that has these will do."""

from typing import Any, Protocol
from uuid import UUID


class Thing(Protocol):
    """A row with a life. `version` counts the moves, `seq` the events."""

    @property
    def pk(self) -> Any: ...

    @property
    def state(self) -> str: ...

    @property
    def version(self) -> int: ...


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
