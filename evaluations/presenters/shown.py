"""What an analysis shows: numbers with their lists, a table for page and file, a chart, and its method in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from common.download import About, ListFile
from common.sheet_stream import SheetColumn
from evaluations.periods import Days
from evaluations.presenters.tables import Cell


@dataclass(frozen=True)
class Heading:
    label: str
    number: bool = True
    width: int = 12  # in the file


@dataclass(frozen=True)
class Table:
    """The first cell of a row names it."""

    label: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()

    def as_file(self, name: str, form: str, about: About) -> StreamingHttpResponse:
        """As csv or xlsx, as it stands on the page."""
        columns = [SheetColumn(each.label, each.width) for each in self.headings]
        rows = [[cell.value for cell in row] for row in (*self.rows, *([self.total] if self.total else []))]
        return ListFile(name, self.label, columns, about).of_cells(rows, form=form)


@dataclass(frozen=True)
class Chart:
    label: str
    spec: Mapping[str, Any]
    height: int = 320


@dataclass(frozen=True)
class Shown:
    """`says` is the answer in a sentence; empty where there is nothing to say, and then `why` says why.

    `behind` is until when its numbers are known, where they are of counters that lag.
    """

    says: str
    figures: Sequence[tuple[str, Cell]]
    tables: Sequence[Table]
    method: str
    why: str = ""
    chart: Chart | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    behind: datetime | None = None


def dates(days: Days) -> str:
    return f"{days.first:%Y-%m-%d} – {days.last:%Y-%m-%d}"


def overlap(days: tuple[Days, Days]) -> list[str]:
    """What two periods say where they do, before and after in their order."""
    if days[0].last < days[1].first:
        return []
    return [_("The two periods share days: the cases of these stand on both sides, and change looks smaller.")]


def share(part: float, whole: float) -> Cell:
    """In percent with one decimal."""
    said = round(100 * part / whole, 1) if whole else None
    return Cell(said, f"{said} %" if said is not None else "")
