"""Routing rules out of a history: subclass × place → unit, with what speaks for each. Pure: no database, no files.

A place is a level of `cases.routing` (unit grid … district, or anywhere) and a code; codes stand for everything here.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cases.routing import ANY, WHERES

FINEST_FIRST = WHERES
LEVELS = ("duty_grid", "community", "street", "district")  # unit grids are too small for most histories


@dataclass(frozen=True, slots=True)
class Seen:
    """So many cases of one subclass in one place, all with one unit (empty: none). `places`: code by level."""

    what: str
    places: Mapping[str, str]
    unit: str
    cases: int

    def cells(self) -> Iterator["LearnedCell"]:
        """From the finest place that is known to anywhere, which is always known."""
        for level in FINEST_FIRST:
            if level == ANY:
                yield LearnedCell(self.what, ANY, "")
            elif code := self.places.get(level):
                yield LearnedCell(self.what, level, code)


@dataclass(frozen=True, slots=True)
class LearnedCell:
    """A subclass in a place: what a rule speaks of."""

    what: str
    level: str
    where: str


@dataclass(frozen=True, slots=True)
class Terms:
    """How much must speak for a rule: cases of the subclass in the place, and the share of them that the unit had."""

    support: int = 2
    confidence: float = 0.3
    levels: Sequence[str] = LEVELS


@dataclass(frozen=True, slots=True)
class Learned:
    cell: LearnedCell
    unit: str
    support: int
    confidence: float
    runner_up: str = ""
    runner_up_share: float = 0.0


@dataclass
class Tally:
    """How often each unit had a subclass in a place."""

    cells: dict[LearnedCell, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @classmethod
    def of(cls, history: Iterable[Seen]) -> "Tally":
        tally = cls()
        for seen in history:
            if seen.unit:
                for cell in seen.cells():
                    tally.cells[cell][seen.unit] += seen.cases
        return tally

    def cases(self, cell: LearnedCell) -> int:
        return self.cells[cell].total() if cell in self.cells else 0

    def ranked(self, cell: LearnedCell) -> list[tuple[str, int]]:
        """Units with their cases, the most first; of equals the one whose code sorts first, on every machine."""
        return sorted(self.cells.get(cell, {}).items(), key=lambda pair: (-pair[1], pair[0]))


def learn(history: Sequence[Seen], terms: Terms) -> list[Learned]:
    """The fewest rules that send each case as the finest place with enough behind it says.

    From coarse to fine: a place gets a rule of its own only where the rules above would send some case of it to
    another unit, or to none. What is too rare or too divided backs off to the coarser place, and at last to nobody.
    """
    tally = Tally.of(history)
    found: dict[LearnedCell, Learned] = {}
    sent: list[str] = [""] * len(history)
    for level in _coarse_first(terms.levels):
        for cell, members in _members(history, level).items():
            rule = judged(cell, tally, terms)
            if rule is not None and any(sent[index] != rule.unit for index in members):
                found[cell] = rule
                for index in members:
                    sent[index] = rule.unit
    return sorted(found.values(), key=lambda rule: in_order(rule.cell))


def judged(cell: LearnedCell, tally: Tally, terms: Terms) -> Learned | None:
    """The rule that this place has the cases for, if it has."""
    support = tally.cases(cell)
    if support < max(terms.support, 1):
        return None
    (unit, cases), *others = tally.ranked(cell)
    if cases / support < terms.confidence:
        return None
    runner_up, second = others[0] if others else ("", 0)
    return Learned(cell, unit, support, cases / support, runner_up, second / support)


def in_order(cell: LearnedCell) -> tuple[str, int, str]:
    """By subclass, the coarse places first: as a person reads exceptions after the rule."""
    return cell.what, -FINEST_FIRST.index(cell.level), cell.where


def _coarse_first(levels: Sequence[str]) -> list[str]:
    return [level for level in reversed(FINEST_FIRST) if level == ANY or level in levels]


def _members(history: Sequence[Seen], level: str) -> dict[LearnedCell, list[int]]:
    members: dict[LearnedCell, list[int]] = defaultdict(list)
    for index, seen in enumerate(history):
        if seen.unit and (level == ANY or seen.places.get(level)):
            members[LearnedCell(seen.what, level, "" if level == ANY else seen.places[level])].append(index)
    return members


class Route:
    """Where rules send a case: the rule of the finest place wins, as in `cases.routing`."""

    def __init__(self, rules: Iterable[Learned]) -> None:
        self._rules = {rule.cell: rule for rule in rules}

    def rule(self, seen: Seen) -> Learned | None:
        return next((rule for cell in seen.cells() if (rule := self._rules.get(cell))), None)
