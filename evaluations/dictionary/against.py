"""How many of how many, beside the same of those it is compared with, and whether that says anything. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from evaluations.dictionary.chance import TOO_FEW, Interval, differ, wilson


class Verdict(StrEnum):
    TOO_FEW = "too-few"
    ALONE = "alone"  # nobody to compare with, or too few of theirs
    MORE = "more"
    LESS = "less"
    CHANCE = "chance"


@dataclass(frozen=True)
class Against:
    """`part` of `whole` here, `other_part` of `other_whole` there."""

    part: int
    whole: int
    other_part: int = 0
    other_whole: int = 0

    @property
    def rate(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def other_rate(self) -> float | None:
        return self.other_part / self.other_whole if self.other_whole else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.part, self.whole)

    @property
    def verdict(self) -> Verdict:
        """MORE and LESS only where 95 % intervals of the difference leave zero out."""
        if self.whole < TOO_FEW:
            return Verdict.TOO_FEW
        if self.other_whole < TOO_FEW:
            return Verdict.ALONE
        if not differ(self.part, self.whole, self.other_part, self.other_whole):
            return Verdict.CHANCE
        return Verdict.MORE if self.part * self.other_whole > self.other_part * self.whole else Verdict.LESS

    @property
    def excess(self) -> float:
        """How many more than with the rate of the others; 0 where they have none."""
        return self.part - self.whole * self.other_part / self.other_whole if self.other_whole else 0.0
