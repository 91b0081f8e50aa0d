"""What happens again at the same place.

The method: the city lies under a fixed net of squares (`cases.querysets.cells`). Cases of one subclass in one square
are cases of one place, whatever their addresses say. What has no point on the map lies in no square.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Sum

from cases.querysets.patterns import SAME_PLACE, column_of, row_of
from evaluations.queries.analysis.reports import Reports

LEAST, MOST = 2, 50  # so often it is "again"; so many places are listed, and all of them stand in the file


@dataclass(frozen=True)
class PlaceAgain:
    cell: str  # level/column/row
    category: str  # its code
    address: str  # one of those that were written there
    number: int
    last: datetime


@dataclass(frozen=True)
class Repeats:
    """`places` of `number` cases among all of the `reported`; `rows` are the first of them, those with most cases."""

    least: int
    places: int
    number: int
    reported: int
    rows: Sequence[PlaceAgain]

    @property
    def share(self) -> int:
        return round(100 * self.number / self.reported) if self.reported else 0


def repeats(of: Reports, *, least: int = LEAST, most: int = MOST) -> Repeats:
    """Two statements over the cases of the period, and one over all places of it."""
    located = of.cases.filter(location__isnull=False)
    keyed = located.annotate(column=column_of(SAME_PLACE), row=row_of(SAME_PLACE)).values(
        "column", "row", "category__code"
    )
    places = keyed.annotate(n=Count("pk")).filter(n__gte=least)
    found = places.aggregate(places=Count("n"), cases=Sum("n"))
    rows = places.annotate(address=Max("address"), last=Max("reported_at"))
    ordered = rows.order_by("-n", "-last", "column", "row", "category__code")[:most]
    listed = [_place(row) for row in ordered] if found["places"] else []
    return Repeats(least, found["places"], found["cases"] or 0, of.cases.count(), listed)


def _place(row: Mapping[str, Any]) -> PlaceAgain:
    cell = f"{SAME_PLACE}/{row['column']}/{row['row']}"
    return PlaceAgain(cell, row["category__code"], row["address"], row["n"], row["last"])
