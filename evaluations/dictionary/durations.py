"""How long stages take, counted in buckets: twelve for each power of ten of seconds, each 21 % wider than the last.

A median or a percentile read from the buckets is at most one bucket from the exact one, and buckets of days, units and
areas can be added up, which medians can't. Time is that of the clock on the wall, nights and suspensions included.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import F, IntegerField, Q
from django.db.models.expressions import CombinedExpression, Func
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.querysets.lateness import OWES_NOTHING
from cases.workflow import State

A_DECADE = 12
LAST = 8 * A_DECADE  # three years; what takes longer counts there
BUCKETS = tuple(f"b{number}" for number in range(LAST + 1))  # as their columns are called


class Bucket(Func):
    """The bucket of an interval of SQL; what takes less than a second is in the first."""

    template = f"least(floor({A_DECADE} * log(greatest(extract(epoch FROM %(expressions)s), 1))), {LAST})::int"
    output_field = IntegerField()


@dataclass(frozen=True)
class Duration:
    """From one time of a case to a later one; it counts on the day of the later."""

    name: str
    start: str
    end: str
    term: Promise | str
    meaning: Promise | str
    condition: Q = field(default_factory=Q, hash=False)

    @property
    def known(self) -> Q:
        """Of which cases it can be said. What another system's past has in a wrong order has no duration."""
        return Q(**{f"{self.end}_at__gte": F(f"{self.start}_at")}) & self.condition

    @property
    def bucket(self) -> Func:
        return Bucket(CombinedExpression(F(f"{self.end}_at"), "-", F(f"{self.start}_at")))


_OWES = ~Q(state__in=OWES_NOTHING)
FILING = Duration(
    "filing", "occurred", "filed", _("Found to filed"),
    _("From when it was found to its filing, of the cases filed in the period."),
)  # fmt: skip
DISPATCHING = Duration(
    "dispatching", "filed", "dispatched", _("Filed to dispatched"),
    _("From the filing to the last dispatch, of the cases dispatched in the period."),
)  # fmt: skip
DISPOSAL = Duration(
    "disposal", "dispatched", "finished", _("Dispatched to disposed"),
    _("From the last dispatch to the end of the fix, of the cases disposed of in the period."), _OWES,
)  # fmt: skip
CHECKING = Duration(
    "checking", "finished", "closed", _("Disposed to closed"),
    _("From the end of the fix to the closing, of the cases closed in the period."), Q(state=State.CLOSED),
)  # fmt: skip
WHOLE = Duration(
    "whole", "filed", "closed", _("Filed to closed"),
    _("From the filing to the closing, of the cases closed in the period."), Q(state=State.CLOSED),
)  # fmt: skip
DURATIONS: Mapping[str, Duration] = {
    duration.name: duration for duration in (FILING, DISPATCHING, DISPOSAL, CHECKING, WHOLE)
}


def percentile(buckets: Mapping[int, int], share: float) -> timedelta | None:
    """The time within which this share (0.5, 0.9) of the counted was done: the middle of the bucket it falls into."""
    whole, below = sum(buckets.values()), 0
    wanted = max(1, math.ceil(share * whole))
    for bucket in sorted(buckets):
        below += buckets[bucket]
        if whole and below >= wanted:
            return timedelta(seconds=round(10 ** ((bucket + 0.5) / A_DECADE)))
    return None
