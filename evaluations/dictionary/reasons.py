"""Which class, stage and cause add most to the difference from the group: the method behind the sentences. Pure.

Nothing is said of what has too few cases, of what could be chance, and of what is no worse than in the group.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from evaluations.dictionary.durations import Buckets, Longer, bucket_at, longer, percentile
from evaluations.dictionary.rates import Against, Rate, Verdict

Key = TypeVar("Key", bound=Hashable)
THREE_QUARTERS = 0.75


def greatest(found: Mapping[Key, Against]) -> Key | None:
    """The one with the most cases above the rate of the others, of those that are above it by more than chance."""
    worse = {key: each for key, each in found.items() if each.verdict == Verdict.MORE}
    return max(worse, key=lambda key: worse[key].excess) if worse else None


def in_class(late: Rate, others: Rate, all_others: Rate) -> Against:
    """Late of due in a class against the same class of the group; of which it has too few, against all its classes."""
    return Against(late, all_others if others.few else others)


@dataclass(frozen=True)
class Stage:
    """How many cases took longer than three quarters of the group's, here and there, and within what time three
    quarters were through."""

    longer: Longer
    others_longer: Longer
    within: timedelta
    others_within: timedelta

    @property
    def slow(self) -> Against:
        own, others = self.longer, self.others_longer
        return Against(Rate(own.part, own.whole), Rate(others.part, others.whole))


def stage_of(own: Buckets, others: Buckets) -> Stage | None:
    """None where here or there no case went through the stage."""
    within, others_within = percentile(own, THREE_QUARTERS), percentile(others, THREE_QUARTERS)
    edge = bucket_at(others, THREE_QUARTERS)
    if edge is None or within is None or others_within is None:
        return None
    return Stage(longer(own, edge), longer(others, edge), within, others_within)


def slowest(stages: Mapping[Key, Stage | None]) -> Key | None:
    """The stage that takes most longer than in the group, of those that are slower by more than chance."""
    slower = {
        key: stage.within - stage.others_within
        for key, stage in stages.items()
        if stage is not None and stage.slow.verdict == Verdict.MORE and stage.within > stage.others_within
    }
    return max(slower, key=lambda key: slower[key]) if slower else None


@dataclass(frozen=True)
class Since:
    """The first step (month, week) of the run of steps, without a better one between, in which it was worse than its
    group until now; how many they are, and in how many of them by more than chance."""

    first: int  # its place among the steps asked for
    number: int
    by_more_than_chance: int


def since(steps: Iterable[Against]) -> Since | None:
    """Of months or weeks in their order, each late of due; those with too few cases break no run and count in none.

    None where the last one that says anything is no worse than the group.
    """
    run: list[tuple[int, Against]] = []
    for place, step in enumerate(steps):
        if step.verdict in (Verdict.TOO_FEW, Verdict.ALONE):
            continue
        run = [*run, (place, step)] if step.excess > 0 else []
    if not run:
        return None
    return Since(run[0][0], len(run), sum(step.verdict == Verdict.MORE for __, step in run))
