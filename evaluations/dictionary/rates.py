"""A rate as it is shown and compared: a part of a whole, and how much it says. Pure."""

from dataclasses import dataclass

from evaluations.dictionary.chance import TOO_FEW, Interval, differ, wilson


def percent(share: float) -> float:
    """Of a share (0..1), with one decimal."""
    return round(100 * share, 1)


@dataclass(frozen=True)
class Rate:
    """`part` of `whole` cases; there is none where `whole` is 0."""

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

    def differs(self, other: "Rate") -> bool:
        """By more than chance; never where one of them has too few cases."""
        enough = not (self.few or other.few)
        return enough and differ(self.part, self.whole, other.part, other.whole)

    def change(self, before: "Rate") -> float | None:
        """In points of percent; None where one of them has too few cases."""
        if self.shown is None or before.shown is None:
            return None
        return round(self.shown - before.shown, 1)

    def without(self, part: "Rate") -> "Rate":
        """The rate of the others."""
        return Rate(self.part - part.part, self.whole - part.whole)
