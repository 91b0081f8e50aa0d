"""What goes through all there is of something takes minutes: each run takes a seeded share of it, `--long` the whole.

The share is the same in each run, so that a red run can be run again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

import pytest

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Sweep:
    whole: bool

    def share(self, of: Sequence[Thing], *, one_in: int, seed: str) -> list[Thing]:
        """One in so many of them, and of few at least one; in their order."""
        drawn = Random(seed).sample(range(len(of)), math.ceil(len(of) / one_in))
        return [of[number] for number in sorted(drawn)] if not self.whole else list(of)


@pytest.fixture(scope="session")
def sweep(pytestconfig: pytest.Config) -> Sweep:
    return Sweep(whole=bool(pytestconfig.getoption("long")))
