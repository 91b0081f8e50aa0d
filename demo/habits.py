"""How well the units of the demo district work: what each makes of its cases. Fictional, like the units."""

from dataclasses import dataclass
from math import log
from random import Random


@dataclass(frozen=True)
class Habit:
    """`share` of the limit that half its cases take; `rework` and `back`: how often a check fails or it goes back."""

    share: float = 0.55
    rework: float = 0.07
    back: float = 0.02

    def time_taken(self, rng: Random) -> float:
        """The share of its limit that one case takes; above 1 is late."""
        return min(rng.lognormvariate(log(self.share), 0.5), 4.0)


HABITS = {
    "yl": Habit(0.40, 0.03, 0.01), "gs": Habit(0.35, 0.02, 0.01), "hw-a": Habit(0.40, 0.05, 0.01),
    "dx": Habit(0.50, 0.06), "jj": Habit(0.62, 0.08, 0.03), "zf": Habit(0.60, 0.10, 0.03),
    "hw-b": Habit(0.82, 0.17, 0.03), "zj": Habit(0.85, 0.12, 0.08), "jd-3": Habit(0.80, 0.15, 0.05),
    "jd-1": Habit(0.45, 0.05, 0.02), "jd-5": Habit(0.70, 0.10, 0.04),
}  # fmt: skip
ORDINARY = Habit()


def habit(unit: str) -> Habit:
    return HABITS.get(unit, ORDINARY)
