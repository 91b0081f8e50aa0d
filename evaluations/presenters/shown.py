"""What an analysis shows: numbers with their lists, a table for page and file, a chart, and its method in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import StreamingHttpResponse

from common.download import ListFile
from common.sheet_stream import SheetColumn

Value = str | int | float | None


@dataclass(frozen=True)
class Cell:
    """`value` stands in the file, `text` on the page where it says it better. `heat` (0 to 100) colours the cell."""

    value: Value
    text: str = ""
    url: str = ""
    heat: int | None = None
    tone: str = ""  # good or bad
    on_map: str = ""  # where its cases lie

    @property
    def shown(self) -> str:
        return self.text or ("–" if self.value in (None, "") else str(self.value))

    @property
    def is_number(self) -> bool:
        return not isinstance(self.value, str)


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

    def as_file(self, name: str, form: str) -> StreamingHttpResponse:
        """As csv or xlsx, as it stands on the page."""
        columns = [SheetColumn(each.label, each.width) for each in self.headings]
        rows = [[cell.value for cell in row] for row in (*self.rows, *([self.total] if self.total else []))]
        return ListFile(name, self.label, columns).of_cells(rows, form=form)


@dataclass(frozen=True)
class Chart:
    label: str
    spec: Mapping[str, Any]
    height: int = 320


@dataclass(frozen=True)
class Shown:
    """`says` is the answer in a sentence; empty where there is nothing to say, and then `why` says why."""

    says: str
    figures: Sequence[tuple[str, Cell]]
    tables: Sequence[Table]
    method: str
    why: str = ""
    chart: Chart | None = None
    notes: Sequence[str] = field(default_factory=tuple)


def share(part: float, whole: float) -> Cell:
    """In percent with one decimal."""
    said = round(100 * part / whole, 1) if whole else None
    return Cell(said, f"{said} %" if said is not None else "")
