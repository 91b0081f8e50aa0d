"""What houses know of the things in a list of administration, beside what the list's own register says."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Fact:
    """A column that a house adds to the list of a kind: the people of a unit, the rules that name it.

    `values` takes the keys of the things and gives what is known by key, in one query; `url` takes a key. Where
    nothing is known `none` says what that means. Other houses than the register's own may add one.
    """

    kind: str
    name: str
    title: Promise | str
    order: int
    values: Callable[[Sequence[str]], Mapping[str, int | str]]
    url: Callable[[str], str] | None = None
    none: Promise | str = ""


_facts: dict[str, list[Fact]] = defaultdict(list)


def add_fact(fact: Fact) -> None:
    """Let lists of its kind have the column; adding the same name again replaces it."""
    others = [each for each in _facts[fact.kind] if each.name != fact.name]
    _facts[fact.kind] = sorted([*others, fact], key=lambda each: (each.order, each.name))


def facts_of(kind: str) -> Sequence[Fact]:
    return _facts[kind]
