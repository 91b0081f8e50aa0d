"""Is the city complete, and what is wrong? Each house declares its parts of the set-up, counted when it is asked.

A part costs a fixed number of small statements, however great the city is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise

NAMED = 5  # so many of what is wrong are named, the rest counted


class Weight(StrEnum):
    """`stops`: cases get stuck or lost from sight; `hurts`: the city works, worse than it could."""

    STOPS = "stops"
    HURTS = "hurts"


@dataclass(frozen=True)
class Problem:
    text: str
    weight: Weight
    names: tuple[str, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Item:
    """How a part of the set-up stands: some numbers with their words, and what is wrong.

    `file` is the file of the city's folder that holds it, `home` the address where it is changed, `sight` the one
    where it is seen.
    """

    title: str
    icon: str
    facts: list[tuple[int, str]]
    file: str
    home: str = ""
    sight: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def weight(self) -> Weight | None:
        weights = {problem.weight for problem in self.problems}
        return next((weight for weight in Weight if weight in weights), None)


@dataclass(frozen=True)
class CityState:
    """Of what the city's data are: their version, and when a folder was last loaded."""

    name: str
    version: int
    loaded_at: datetime | None


@dataclass(frozen=True)
class Fault:
    """Something that is stored and can't be worked with, and what happens instead; `home` is the page on which it is
    mended, where there is one."""

    text: str
    home: str = ""


Look = Callable[[date], Item]
Check = Callable[[date], Iterable[Problem]]

_parts: dict[str, tuple[int, Look]] = {}
_checks: dict[str, list[Check]] = defaultdict(list)
_sights: dict[str, str] = {}
_city: list[Callable[[], CityState | None]] = []
_faults: list[Callable[[], Iterable[Fault]]] = []


def declare_part(name: str, order: int, look: Look) -> None:
    """Let the checklist have this part; declaring the same name again replaces it."""
    _parts[name] = (order, look)


def declare_check(name: str, check: Check) -> None:
    """What a higher house finds wrong with a part of a lower one."""
    if check not in _checks[name]:
        _checks[name].append(check)


def declare_sight(name: str, url: str) -> None:
    """The page (a URL name) on which a higher house shows a part of a lower one."""
    _sights[name] = url


def declare_fault(look: Callable[[], Iterable[Fault]]) -> None:
    """What a house finds of its stored data that it can't work with; administrators read it on every page."""
    if look not in _faults:
        _faults.append(look)


def faults() -> list[Fault]:
    """What is stored and can't be worked with: an older version, or somebody beside the platform, has let it in."""
    return [fault for look in _faults for fault in look()]


def declare_city(state: Callable[[], CityState | None]) -> None:
    """Who knows of what version the city's data are."""
    _city[:] = [state]


def checklist(today: date) -> dict[str, Item]:
    """All parts in order, by their names."""
    return {name: _item(name, look, today) for name, (__, look) in sorted(_parts.items(), key=lambda each: each[1][0])}


def city_state() -> CityState | None:
    return _city[0]() if _city else None


def _item(name: str, look: Look, today: date) -> Item:
    item = look(today)
    more = [problem for check in _checks[name] for problem in check(today)]
    sight = reverse(_sights[name]) if name in _sights else item.sight
    return replace(item, problems=[*item.problems, *more], sight=sight)


def found(weight: Weight, sentence: Callable[[int], str], rows: QuerySet[Any]) -> list[Problem]:
    """A problem if there are such rows: how many, and the first by name."""
    first = [str(row) for row in rows[:NAMED]]
    if not first:
        return []
    number = rows.count() if len(first) == NAMED else len(first)
    return [Problem(sentence(number), weight, tuple(first), number - len(first))]


def missing(weight: Weight, text: str, names: Iterable[str | Promise] = ()) -> list[Problem]:
    return [Problem(text, weight, tuple(str(name) for name in names))]
