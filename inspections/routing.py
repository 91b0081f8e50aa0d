"""Who gets a visit, and who may not: the inspector's grid and distance decide; nobody checks their own report, unit or
check."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from math import cos, hypot, inf, radians

from inspections.guards import barred
from inspections.models import Visit
from inspections.queries import Facts, Spot, Walker, walkers

EARTH_M = 6_371_000
NEAR_M = 100  # who is so much nearer goes; within it, who has less to do


def metres(a: Spot, b: Spot) -> float:
    """Between two places of one city."""
    return EARTH_M * hypot(radians(b[0] - a[0]) * cos(radians((a[1] + b[1]) / 2)), radians(b[1] - a[1]))


class Watch:
    """The inspectors on duty, and to whom among them each of some visits goes."""

    def __init__(self, visits: Iterable[Visit], *, at: datetime) -> None:
        self._facts = Facts(visits)
        self._at = at

    @cached_property
    def _walkers(self) -> list[Walker]:
        return walkers(at=self._at)

    def choose(self, visit: Visit) -> int | None:
        """The one who fits best, None where nobody on duty may; the visit counts as theirs from then on."""
        free = [w for w in self._walkers if not barred(visit, person=w.pk, unit=w.unit, facts=self._facts)]
        best = min(free, key=lambda walker: self._rank(visit, walker), default=None)
        if best is None:
            return None
        self._facts.load[best.pk] += 1
        return best.pk

    def _rank(self, visit: Visit, walker: Walker) -> tuple[bool, bool, bool, float, int, int]:
        own_find = visit.case is not None and walker.pk == visit.case.reporter_id
        had = walker.pk in (*visit.previous_inspectors, visit.inspector_id)
        outside = visit.duty_grid_of not in walker.grids
        far = self._far(visit, walker) // NEAR_M if outside else 0
        return own_find, had, outside, far, self._facts.load[walker.pk], walker.pk

    def _far(self, visit: Visit, walker: Walker) -> float:
        """From where the phone was last seen, else from the middle of the nearest of their duty grids."""
        place = visit.spot
        if place is None:
            return 0
        if walker.seen_at is not None:
            return metres(walker.seen_at, place)
        middles = self._facts.middles
        return min((metres(middles[grid], place) for grid in walker.grids if grid in middles), default=inf)
