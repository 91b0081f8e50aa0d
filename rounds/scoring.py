"""How many marks an answer costs, and what a stop scores. Pure: phone, sheet and demo count by nothing else.

A line of a checklist has marks. "Yes" earns them, "no" costs what the line's rule says, "not applicable" leaves the
line out of what could be earned: a place is not judged by what it does not have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from rounds.choices import Rule, Verdict

NOTHING, HUNDRED, TENTH = Decimal(0), Decimal(100), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Line:
    """How a line of a checklist counts: its `marks`, what "no" takes once or for `each` piece, and at most (`cap`)."""

    marks: Decimal
    rule: str
    each: Decimal
    cap: Decimal

    def lost(self, verdict: str, pieces: int) -> Decimal:
        """The marks that an answer costs: never more than the cap, never more than the line has."""
        if verdict != Verdict.NO:
            return NOTHING
        taken = self.each * pieces if self.rule == Rule.PIECE else self.each
        return max(NOTHING, min(taken, self.cap, self.marks))


@dataclass(frozen=True, slots=True)
class Score:
    """What could be earned by what was answered so far, and what of it was lost."""

    possible: Decimal = NOTHING
    lost: Decimal = NOTHING
    answered: int = 0
    lines: int = 0

    @property
    def earned(self) -> Decimal:
        return self.possible - self.lost

    @property
    def share(self) -> Decimal | None:
        """Of a hundred, to one decimal; None where nothing could be earned."""
        if not self.possible:
            return None
        return (self.earned / self.possible * HUNDRED).quantize(TENTH, ROUND_HALF_UP)

    @property
    def complete(self) -> bool:
        return self.answered >= self.lines

    def __add__(self, other: "Score") -> "Score":
        """Of several stops: each weighs as much as it could earn."""
        return Score(
            self.possible + other.possible, self.lost + other.lost, self.answered + other.answered,
            self.lines + other.lines,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as the score counts it; `lost` is 0 once the deduction was taken back."""

    marks: Decimal
    verdict: str
    lost: Decimal


def score(said: Iterable[Said], *, lines: int) -> Score:
    """Of one stop with so many lines. What is not answered yet is not counted yet; n.a. leaves the denominator."""
    possible, lost, answered = NOTHING, NOTHING, 0
    for each in said:
        answered += 1
        if each.verdict != Verdict.NA:
            possible, lost = possible + each.marks, lost + each.lost
    return Score(possible, lost, answered, lines)
