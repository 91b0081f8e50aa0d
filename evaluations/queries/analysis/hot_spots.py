"""Where it became more than elsewhere: squares of the map against the days before.

The method: the cases of each square of a fixed net in the period and in the days before it. A square is a hot spot
where it has at least ten cases, and its share of both grew more than that of the city, by more than chance (95 %).
So a city in which everything grew has no hot spots, and a season is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Max

from cases.querysets.patterns import column_of, row_of
from evaluations.dictionary.chance import TOO_FEW, grew
from evaluations.dictionary.measures import REPORTED
from evaluations.periods import Days
from evaluations.queries.analysis.reports import Reports

LEVEL, MOST = 17, 100  # squares of 306 m at the equator, some 260 m at 31 degrees


@dataclass(frozen=True)
class Spot:
    cell: str
    address: str  # one of those that were written there
    number: int
    before: int
    expected: float  # had it grown as the city did


@dataclass(frozen=True)
class HotSpots:
    """`squares` had at least ten cases and were compared."""

    reported: int
    before: int
    squares: int
    spots: Sequence[Spot]


def hot_spots(of: Reports, before: Days) -> HotSpots:
    """One statement over the cases of both times."""
    located = of.cases_of(before).filter(location__isnull=False)
    keyed = located.annotate(column=column_of(LEVEL), row=row_of(LEVEL)).values("column", "row")
    counted = keyed.annotate(
        now=Count("pk", filter=REPORTED.where(of.days.all)), then=Count("pk", filter=REPORTED.where(before.all)),
        written=Max("address"),
    )  # fmt: skip
    found = list(counted.values_list("column", "row", "now", "then", "written"))
    now, then = sum(row[2] for row in found), sum(row[3] for row in found)
    growth = now / then if then else 0.0
    spots = [
        Spot(f"{LEVEL}/{column}/{row}", address, here, earlier, earlier * growth)
        for column, row, here, earlier, address in found
        if here >= TOO_FEW and then and grew(here, earlier, now / (now + then))
    ]  # fmt: skip
    spots.sort(key=lambda spot: (spot.expected - spot.number, spot.cell))
    return HotSpots(now, then, sum(row[2] >= TOO_FEW for row in found), spots[:MOST])
