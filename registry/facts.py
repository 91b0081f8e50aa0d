"""What houses know of the things in a list of administration, beside what the list's own register says."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User
from common.definitions import Definition

Value = int | float | str


@dataclass(frozen=True)
class Fact:
    """A column that a house adds to the list of a kind: the people of a unit, the rules that name it.

    `values` takes the keys of the things and who asks, and gives what is known by key, in one query; what it leaves out
    is `missing`. `url` takes a key and who asks (empty: this person has no page of it). Where there is none of it
    `none` says what that means. Other houses than the register's own may add one. By a number that is `on_map` a map
    may be coloured; `definition` says what it means.
    """

    kind: str
    name: str
    title: Promise | str
    order: int
    values: Callable[[Sequence[str], User], Mapping[str, Value]]
    url: Callable[[str, User], str] | None = None
    none: Promise | str = ""
    missing: Value = 0
    on_map: bool = False
    definition: Definition | None = None


_facts: dict[str, list[Fact]] = defaultdict(list)


def add_fact(fact: Fact) -> None:
    """Let lists of its kind have the column; adding the same name again replaces it."""
    others = [each for each in _facts[fact.kind] if each.name != fact.name]
    _facts[fact.kind] = sorted([*others, fact], key=lambda each: (each.order, each.name))


def facts_of(kind: str) -> Sequence[Fact]:
    return _facts[kind]
