"""How long stages take, counted in buckets: twelve for each power of ten of seconds, each 21 % wider than the last.

A median or a percentile read from the buckets is at most one bucket from the exact one, and buckets of days, units and
areas can be added up, which medians can't. Time is that of the clock on the wall, nights and suspensions included.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.db.models import F, IntegerField, Q
from django.db.models.expressions import CombinedExpression, Func
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.querysets.lateness import OWES_NOTHING
from cases.workflow import State
from evaluations.dictionary.measures import CLOSED, DISPATCHED, DISPOSED, FILED, Filters, Measure

A_DECADE = 12
LAST = 8 * A_DECADE  # three years; what takes longer counts there
Buckets = Mapping[int, int]  # how many of which
BUCKETS = tuple(f"b{number}" for number in range(LAST + 1))  # as their columns are called


class Bucket(Func):
    """The bucket of an interval of SQL; what takes less than a second is in the first."""

    template = f"least(floor({A_DECADE} * log(greatest(extract(epoch FROM %(expressions)s), 1))), {LAST})::int"
    output_field = IntegerField()


@dataclass(frozen=True)
class Duration:
    """From one time of a case to a later one; it counts on the day of the later, as `cases` do."""

    name: str
    start: str
    end: str
    cases: Measure
    term: Promise | str
    meaning: Promise | str
    condition: Q = field(default_factory=Q, hash=False)

    @property
    def known(self) -> Q:
        """Of which cases it can be said. What another system's past has in a wrong order has no duration."""
        return Q(**{f"{self.end}_at__gte": F(f"{self.start}_at")}) & self.condition

    def took(self, bucket: int) -> Filters:
        """The filter of the list for those of its cases that are in this bucket or a later one."""
        return {f"{self.name}_took": f"{begins(bucket) / timedelta(seconds=1):f}".rstrip("0").rstrip(".")}

    @property
    def bucket(self) -> Func:
        return Bucket(CombinedExpression(F(f"{self.end}_at"), "-", F(f"{self.start}_at")))


_OWES = ~Q(state__in=OWES_NOTHING)
FILING = Duration(
    "filing", "occurred", "filed", FILED, _("Found to filed"),
    _("From when it was found to its filing, of the cases filed in the period."),
)  # fmt: skip
DISPATCHING = Duration(
    "dispatching", "filed", "dispatched", DISPATCHED, _("Filed to dispatched"),
    _("From the filing to the last dispatch, of the cases dispatched in the period."),
)  # fmt: skip
DISPOSAL = Duration(
    "disposal", "dispatched", "finished", DISPOSED, _("Dispatched to disposed"),
    _("From the last dispatch to the end of the fix, of the cases disposed of in the period."), _OWES,
)  # fmt: skip
CHECKING = Duration(
    "checking", "finished", "closed", CLOSED, _("Disposed to closed"),
    _("From the end of the fix to the closing, of the cases closed in the period."), Q(state=State.CLOSED),
)  # fmt: skip
WHOLE = Duration(
    "whole", "filed", "closed", CLOSED, _("Filed to closed"),
    _("From the filing to the closing, of the cases closed in the period."), Q(state=State.CLOSED),
)  # fmt: skip
DURATIONS: Mapping[str, Duration] = {
    duration.name: duration for duration in (FILING, DISPATCHING, DISPOSAL, CHECKING, WHOLE)
}


def begins(bucket: int) -> timedelta:
    """The shortest time in it, to the microsecond, which is as fine as the times of cases are."""
    return timedelta(microseconds=math.ceil(Decimal(10) ** (6 + Decimal(bucket) / A_DECADE)) if bucket else 0)


def bucket_at(buckets: Buckets, share: float) -> int | None:
    """The one by whose end this share (0.5, 0.9) of the counted was done."""
    wanted, below = max(1, math.ceil(share * sum(buckets.values()))), 0
    for bucket in sorted(buckets):
        below += buckets[bucket]
        if below >= wanted:
            return bucket
    return None


def percentile(buckets: Buckets, share: float) -> timedelta | None:
    """The time within which this share of the counted was done: the middle of the bucket it falls into."""
    bucket = bucket_at(buckets, share)
    return timedelta(seconds=round(10 ** ((bucket + 0.5) / A_DECADE))) if bucket is not None else None


@dataclass(frozen=True)
class Longer:
    """How many (`part`) of those whose time is known are beyond a bucket: it took them `limit` or longer."""

    bucket: int
    part: int
    whole: int

    @property
    def limit(self) -> timedelta:
        return begins(self.bucket + 1)


def longer(buckets: Buckets, bucket: int) -> Longer:
    return Longer(bucket, sum(n for each, n in buckets.items() if each > bucket), sum(buckets.values()))
