"""What a row of a lower house belongs to, where no foreign key may point up."""

from typing import NamedTuple


class Subject(NamedTuple):
    """A thing of some house above: the name under which that house registered its kind, and the row's key as text."""

    kind: str
    key: str
