"""Tables of numbers, one for page and file: each number with its words and the list of exactly its cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from common.columns import Column
from common.definitions import Definition
from common.download import About, ListFile
from common.durations import took
from common.sheet_stream import SheetColumn
from evaluations.dictionary.rates import Rate

HOUR = timedelta(hours=1)
Value = str | int | float | None


@dataclass(frozen=True)
class Bar:
    """How long half, three quarters and nine tenths took, as shares of the table's longest, in percent."""

    half: float
    three_quarters: float
    nine_tenths: float

    @property
    def style(self) -> str:
        """Its lengths, for the style sheet."""
        return f"--half:{self.half}%;--most:{self.three_quarters}%;--nearly:{self.nine_tenths}%"


@dataclass(frozen=True)
class Cell:
    """`value` stands in the file, `text` on the page where it says it better; `tone` is good, bad or nothing, `heat`
    (0 to 100) colours the cell, `on_map` is where its cases lie, `title` says how many the list has where `value` does
    not. What is not `asked` of its row, a phone leaves out."""

    value: Value
    text: str = ""
    url: str = ""
    tone: str = ""
    bars: Sequence[Bar] = ()
    heat: int | None = None
    hours: bool = False
    on_map: str = ""
    asked: bool = True
    title: str = ""

    @property
    def shown(self) -> str:
        return self.text or ("–" if self.value in (None, "") else str(self.value))

    @property
    def is_number(self) -> bool:
        return not isinstance(self.value, str) and not self.bars


@dataclass(frozen=True)
class Line:
    label: str
    cells: Sequence[Cell]
    url: str = ""
    definition: Definition | None = None


@dataclass(frozen=True)
class Table:
    """`columns` has one for the label, and one for each cell; `empty` says why there are no lines."""

    key: str
    title: Promise | str
    columns: Sequence[Column]
    lines: Sequence[Line]
    empty: Promise | str
    note: Promise | str = ""


def percent(rate: Rate, tone: str = "") -> Cell:
    """Nothing of too few cases: one of one is no 100 %."""
    return Cell(rate.shown, f"{rate.shown} %" if rate.shown is not None else "", tone=tone)


def length(value: timedelta | None) -> Cell:
    """In words on the page, in hours in the file."""
    if value is None:
        return Cell(None)
    return Cell(round(value / HOUR, 4), took(value), hours=True)


def as_file(table: Table, *, name: str, title: str, form: str, about: About) -> StreamingHttpResponse:
    """The table as csv or xlsx, as it stands on the page but for its pictures; the head of what is told in hours says
    so."""
    first, *others = table.columns
    kept = [place for place, column in enumerate(others) if not column.drawn]
    columns = [SheetColumn(str(first.label), 40), *(SheetColumn(_head(table, place), 18) for place in kept)]
    rows = [[line.label, *(line.cells[place].value for place in kept)] for line in table.lines]
    return ListFile(name, f"{title} {table.title}".strip(), columns, about).of_cells(rows, form=form)


def _head(table: Table, place: int) -> str:
    label = table.columns[place + 1].label
    in_hours = any(line.cells[place].hours for line in table.lines)
    return _("%(name)s, hours") % {"name": label} if in_hours else str(label)
