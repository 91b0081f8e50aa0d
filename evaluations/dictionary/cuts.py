"""By what counters are split: each cut is a table of sums over days and months, as fine as its dimensions. Pure.

A question is answered by the coarsest cut that has all dimensions it names. The whole cut has nearly a row for each
case and day; the others stay as small as the city has units, areas or subclasses, however many cases are stored.
"""

from collections.abc import Collection
from dataclasses import dataclass

AREA = ("district", "street", "community")  # the areas of a case, as copies of the day of its report
# Columns of counters that a cut may keep, each with its bit; in a cut without it the column holds nothing (0, "").
COLUMNS = ("department", *AREA, "category", "source", "person")
UNIT, CLASS, SOURCE, PERSON = "department", "category", "source", "person"
MONTHS = 1 << len(COLUMNS)  # a bit more: sums of whole months, under the first day of each


@dataclass(frozen=True)
class Cut:
    name: str
    columns: tuple[str, ...]

    @property
    def number(self) -> int:
        """Its key in the tables: a bit for each column, the last one lowest, as PostgreSQL's GROUPING() counts them."""
        return sum(1 << (len(COLUMNS) - 1 - COLUMNS.index(column)) for column in self.columns)

    @property
    def months(self) -> int:
        """The key of its sums of whole months: what is asked of a year, or since the first day, reads few of them."""
        return MONTHS + self.number


CITY = Cut("city", ())
BY_UNIT = Cut("unit", (UNIT,))
BY_AREA = Cut("area", AREA)
BY_CLASS = Cut("class", (CLASS,))
BY_SOURCE = Cut("source", (SOURCE,))
WHOLE = Cut("whole", (UNIT, *AREA, CLASS, SOURCE))
CUTS = (
    CITY,
    BY_UNIT,
    BY_AREA,
    BY_CLASS,
    BY_SOURCE,
    Cut("person", (PERSON,)),
    Cut("unit and class", (UNIT, CLASS)),
    Cut("class and source", (CLASS, SOURCE)),
    Cut("street and class", (*AREA[:2], CLASS)),  # with communities it would be nearly as large as the whole
    WHOLE,
)
# Of whom a scorecard says how long it takes.
OF_DURATIONS = (CITY, BY_UNIT, BY_AREA, BY_CLASS, BY_SOURCE)


def cut_for(columns: Collection[str], cuts: Collection[Cut] = CUTS) -> Cut | None:
    """The first cut that has all these columns; None where only the cases themselves can answer."""
    return next((cut for cut in cuts if set(columns) <= set(cut.columns)), None)
