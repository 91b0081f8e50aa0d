"""Whether a rate says more than chance: its interval, and whether two rates differ. Pure.

Both use Wilson's score interval of 95 % (Wilson 1927), which holds for few cases and for rates near 0 and 100 %.
"""

import math
from dataclasses import dataclass

TOO_FEW = 10  # cases under which a rate is shown as "too few" and judges nobody
_Z = 1.959964  # 95 % of the normal distribution lie within so many standard deviations


@dataclass(frozen=True)
class Interval:
    """Between which rates (0..1) the true one lies, for 95 of 100 such samples."""

    low: float
    high: float


def wilson(part: int, whole: int) -> Interval | None:
    """None where there is nothing to have a rate of."""
    if whole <= 0:
        return None
    share, z2 = part / whole, _Z * _Z
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    half = _Z * math.sqrt(share * (1 - share) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def differ(part: int, whole: int, other_part: int, other_whole: int) -> bool:
    """Whether two rates of different cases differ by more than chance (Newcombe 1998, method 10)."""
    one, other = wilson(part, whole), wilson(other_part, other_whole)
    if one is None or other is None:
        return False
    share, other_share = part / whole, other_part / other_whole
    gap = abs(share - other_share)
    low, high = (one.low, other.high) if share > other_share else (other.low, one.high)
    upper, lower = max(share, other_share), min(share, other_share)
    return gap > math.hypot(upper - low, high - lower)


def grew(number: int, before: int, share: float) -> bool:
    """Whether `number` of both together is more than chance makes where this share (0..1) of them was expected."""
    interval = wilson(number, number + before)
    return interval is not None and interval.low > share
