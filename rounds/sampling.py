"""Which places are looked at in one round. Pure: the same frame, size and seed give the same places, for ever.

The sample is systematic, with probability proportional to weight: of N places with weights w each is drawn with the
probability n·w/Σw. One for which that is 1 or more is drawn for certain; then the same is asked of the others.

Chance comes from SHA-256 and nothing else, and all sums are of whole numbers, so that an auditor finds the same places
with any tool: the places are put in the order of sha256("seed:key"), the weights are added up along that order, and
from the point sha256("seed") / 2^256 of the first step on each step of Σw/n takes the place on which it falls.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

MOST_TURNS = 4  # a place weighs no more for not having been looked at for longer than so many times the doubling time
_WHOLE = 2**256


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be drawn: its key, and a whole number greater than zero."""

    key: int
    weight: int


def weight_of(risk: int, *, days: int, doubles_after: int) -> int:
    """The weight of a place of this weight of risk that nobody has looked at for so many days.

    It grows evenly: after `doubles_after` days it is twice that of a place looked at today, up to `MOST_TURNS` more.
    """
    return risk * (doubles_after + min(max(days, 0), MOST_TURNS * doubles_after))


def draw(frame: Sequence[Candidate], size: int, seed: str) -> list[int]:
    """The keys of the places drawn, in the order of the frame; all of them where there are no more than `size`.

    Raises ValueError for a weight that is not greater than zero, and for a key that comes twice.
    """
    _check(frame)
    certain, others = _certain(frame, size)
    left = size - len(certain)
    drawn = certain | (_systematic(others, left, seed) if left > 0 and others else set())
    return [each.key for each in frame if each.key in drawn]


def chances(frame: Sequence[Candidate], size: int) -> Mapping[int, Fraction]:
    """With which probability each place is drawn."""
    certain, others = _certain(frame, size)
    total, left = sum(each.weight for each in others), max(size - len(certain), 0)
    return {key: Fraction(1) for key in certain} | {
        each.key: Fraction(left * each.weight, total) for each in others
    }  # fmt: skip


def longest_unseen(frame: Sequence[Candidate], size: int) -> list[int]:
    """A regular round: the places whose turn it is, by weight and then as the frame has them; no chance is in it."""
    _check(frame)
    ranked = sorted(range(len(frame)), key=lambda at: (-frame[at].weight, at))
    return [frame[at].key for at in sorted(ranked[:size])]


def _check(frame: Sequence[Candidate]) -> None:
    if any(each.weight <= 0 for each in frame):
        raise ValueError("A weight is a whole number greater than zero.")
    if len({each.key for each in frame}) < len(frame):
        raise ValueError("A place is in the frame twice.")


def _certain(frame: Sequence[Candidate], size: int) -> tuple[set[int], list[Candidate]]:
    """Those drawn for certain, and the others. Who is certain takes a turn and its weight away from the others, so
    that another may become certain."""
    certain: set[int] = set()
    others = list(frame)
    while others:
        left, total = size - len(certain), sum(each.weight for each in others)
        found = {each.key for each in others if left * each.weight >= total} if left > 0 else set()
        if not found:
            break
        certain |= found
        others = [each for each in others if each.key not in found]
    return certain, others


def _systematic(others: Sequence[Candidate], size: int, seed: str) -> set[int]:
    """Exactly `size` of these, of which none is certain: no weight is as long as a step."""
    mixed = sorted(others, key=lambda each: (_number(f"{seed}:{each.key}"), each.key))
    total = sum(each.weight for each in mixed)
    # All in units of 1 / (size · 2^256) of a weight, so that nothing is rounded.
    point, step = _number(seed) * total, _WHOLE * total
    found: set[int] = set()
    reached = 0
    for each in mixed:
        reached += each.weight * size * _WHOLE
        if point < reached:
            found.add(each.key)
            point += step
    return found


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest(), "big")
