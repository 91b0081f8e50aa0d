"""Numbers that houses know of the things in a list of administration, which a lower house could not count itself."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Count:
    """A number that a house knows of each thing in a list: the people of a unit, the rules that name it.

    `numbers` takes the keys of the things and gives those that are not zero, in one query; `url` takes a key. Where
    there is none at all `none` says what that means.
    """

    kind: str
    name: str
    title: Promise | str
    order: int
    numbers: Callable[[Sequence[str]], Mapping[str, int]]
    url: Callable[[str], str] | None = None
    none: Promise | str = ""


_counts: dict[str, list[Count]] = defaultdict(list)


def count(made: Count) -> None:
    """Let lists of this kind have the number; registering the same name again replaces it."""
    others = [each for each in _counts[made.kind] if each.name != made.name]
    _counts[made.kind] = sorted([*others, made], key=lambda each: (each.order, each.name))


def counts_of(kind: str) -> Sequence[Count]:
    return _counts[kind]
