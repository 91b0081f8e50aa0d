"""How many of how many: how it is shown, how much it says, and beside the same of others. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from evaluations.dictionary.chance import TOO_FEW, Interval, differ, wilson


def percent(share: float) -> float:
    """Of a share (0..1), with one decimal."""
    return round(100 * share, 1)


@dataclass(frozen=True)
class Rate:
    """`part` of `whole`; there is none where `whole` is 0."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """In percent."""
        return percent(self.part / self.whole) if self.whole else None

    @property
    def few(self) -> bool:
        """Too few cases to judge anybody by."""
        return self.whole < TOO_FEW

    @property
    def shown(self) -> float | None:
        """In percent; None where there is none, and where the cases are too few."""
        return None if self.few else self.value

    @property
    def interval(self) -> Interval | None:
        """In percent, within which the true rate lies with a confidence of 95 %."""
        found = wilson(self.part, self.whole)
        return Interval(percent(found.low), percent(found.high)) if found is not None else None

    @property
    def rest(self) -> "Rate":
        """What is not part of it: late of what fell due, where this is what was on time."""
        return Rate(self.whole - self.part, self.whole)

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.part + other.part, self.whole + other.whole)

    def __sub__(self, other: "Rate") -> "Rate":
        """Of all without one: the rate of the others."""
        return Rate(self.part - other.part, self.whole - other.whole)

    def points(self, before: "Rate") -> float | None:
        """How many points of percent more; None where there is no rate here or there."""
        return None if self.value is None or before.value is None else round(self.value - before.value, 1)


class Verdict(StrEnum):
    TOO_FEW = "too-few"
    ALONE = "alone"  # nobody to compare with, or too few of theirs
    MORE = "more"
    LESS = "less"
    CHANCE = "chance"


@dataclass(frozen=True)
class Against:
    """A rate beside that of others, or of another time, and whether the difference says anything."""

    own: Rate
    others: Rate

    @property
    def verdict(self) -> Verdict:
        """MORE and LESS only where the 95 % interval of the difference leaves zero out."""
        own, others = self.own, self.others
        if own.few:
            return Verdict.TOO_FEW
        if others.few:
            return Verdict.ALONE
        if not differ(own.part, own.whole, others.part, others.whole):
            return Verdict.CHANCE
        return Verdict.MORE if own.part * others.whole > others.part * own.whole else Verdict.LESS

    @property
    def sure(self) -> bool:
        """Whether the two differ by more than chance."""
        return self.verdict in (Verdict.MORE, Verdict.LESS)

    @property
    def excess(self) -> float:
        """How many more than with the rate of the others; 0 where they have none."""
        own, others = self.own, self.others
        return own.part - own.whole * others.part / others.whole if others.whole else 0.0

    @property
    def rest(self) -> "Against":
        return Against(self.own.rest, self.others.rest)
