"""How well the units of the demo district work: what each makes of its cases. Fictional, like the units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from random import Random

# The plot: the second cleaning company has one lorry too few, so that litter lies there for a day or two. All else it
# does no worse than others, which its scorecard says.
LITTER = "06010"


@dataclass(frozen=True)
class Habit:
    """`share` of the limit that half its cases take; `rework` and `back`: how often a check fails or it goes back.

    `slow` is the share of subclasses, by code, with which it can't keep up.
    """

    share: float = 0.55
    rework: float = 0.07
    back: float = 0.02
    slow: Mapping[str, float] = field(default_factory=dict)

    def time_taken(self, rng: Random, subclass: str) -> float:
        """The share of its limit that one case takes; above 1 is late."""
        return min(rng.lognormvariate(log(self.slow.get(subclass, self.share)), 0.5), 4.0)


HABITS = {
    "yl": Habit(0.40, 0.03, 0.01), "gs": Habit(0.35, 0.02, 0.01), "hw-a": Habit(0.40, 0.05, 0.01),
    "dx": Habit(0.50, 0.06), "jj": Habit(0.62, 0.08, 0.03), "zf": Habit(0.60, 0.10, 0.03),
    "hw-b": Habit(0.45, 0.06, 0.02, {LITTER: 3.0}), "zj": Habit(0.70, 0.12, 0.08), "jd-3": Habit(0.80, 0.15, 0.05),
    "jd-1": Habit(0.45, 0.05, 0.02), "jd-5": Habit(0.70, 0.10, 0.04),
}  # fmt: skip
ORDINARY = Habit()


def habit(unit: str) -> Habit:
    return HABITS.get(unit, ORDINARY)
