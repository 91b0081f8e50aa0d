"""The tables of the overview: what stands in their columns on the page and in the file."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.presenters.definitions import OVERDUE
from common.columns import Column
from common.definitions import Definition
from common.download import About, Cells, ListFile
from common.sheet_stream import SheetColumn
from dashboards.presenters.figures import defined
from dashboards.presenters.rows import Line
from dashboards.queries.days import Step
from dashboards.queries.overview import NOW, OF_AREAS, OF_CLASSES, OF_DAYS, OF_UNITS, Table
from evaluations.dictionary.indicators import ON_TIME_RATE
from evaluations.dictionary.measures import ON_TIME, Measure, Stock

LABELS: Mapping[Table, Promise] = {
    Table.UNITS: gettext_lazy("Units by on-time rate"), Table.AREAS: gettext_lazy("Areas"),
    Table.CLASSES: gettext_lazy("Hardest subclasses"), Table.DAYS: gettext_lazy("Is it getting better"),
}  # fmt: skip
_ROWS: Mapping[Table, Promise] = {
    Table.UNITS: gettext_lazy("Unit"), Table.AREAS: gettext_lazy("Area"), Table.CLASSES: gettext_lazy("Subclass"),
}  # fmt: skip
COUNTED: Mapping[Table, Sequence[Measure | Stock]] = {
    Table.UNITS: (*OF_UNITS, *NOW), Table.AREAS: (*OF_AREAS, *NOW), Table.CLASSES: OF_CLASSES,
}  # fmt: skip
CHANGE = Definition(
    "change", gettext_lazy("Change"),
    gettext_lazy(
        "In points of percent, of the days of this period that are over against the same days of the period before."
        " Coloured where it is more than chance."
    ),
)  # fmt: skip


def definition_of(each: Measure | Stock) -> Definition:
    return OVERDUE if isinstance(each, Stock) else defined(each)


def columns(table: Table) -> list[Column]:
    """The name, the rate with its interval, its change, and a column for each number."""
    first = Column("name", _ROWS[table], sort=f"{table}.name", fixed=True)
    rate = Column("rate", ON_TIME_RATE.term, sort=f"{table}.rate", fixed=True, definition=defined(ON_TIME_RATE))
    change = Column("change", gettext_lazy("Change"), number=True, definition=CHANGE if table == Table.UNITS else None)
    return [first, rate, change, *(_column(table, each) for each in COUNTED[table])]


def _column(table: Table, each: Measure | Stock) -> Column:
    """Two tables that share a row say of a rate what it divides by, and leave its numerator to who asks for it."""
    definition, wide = definition_of(each), table == Table.UNITS
    return Column(
        each.name, definition.term, sort=f"{table}.{each.name}", number=True, hidden=not wide and each is ON_TIME,
        definition=definition if wide else None,
    )  # fmt: skip


def file_of(table: Table, about: About) -> ListFile:
    """A file with the numbers of a table and what they are judged by."""
    names = (
        _("Code"), str(_ROWS[table]), *(str(definition_of(each).term) for each in COUNTED[table]),
        _("On-time rate, %"), _("Interval from, %"), _("Interval to, %"), _("All others together, %"), _("Judgement"),
        _("Change against the period before, points"),
    )  # fmt: skip
    widths = (16, 28, *(12 for __ in COUNTED[table]), 14, 14, 14, 18, 40, 20)
    heads = [SheetColumn(name, width) for name, width in zip(names, widths, strict=True)]
    return ListFile(f"overview-{table}", str(LABELS[table]), heads, about)


def cells_of(table: Table, line: Line) -> Cells:
    interval = line.rate.interval
    low, high = (interval.low, interval.high) if interval is not None else (None, None)
    return (
        line.code, line.name, *(line.numbers.get(each.name, 0) for each in COUNTED[table]), line.rate.value, low, high,
        line.others.value, str(line.words), line.change.short if line.change is not None else "",
    )  # fmt: skip


def file_of_days(about: About) -> ListFile:
    names = (_("First day"), _("Last day"), *(str(each.term) for each in OF_DAYS), _("On-time rate, %"))
    return ListFile("overview-days", str(LABELS[Table.DAYS]), [SheetColumn(name, 14) for name in names], about)


def cells_of_days(step: Step) -> Cells:
    counted = (step.numbers.get(each.name, 0) for each in OF_DAYS)
    return (step.days.first.isoformat(), step.days.last.isoformat(), *counted, ON_TIME_RATE.rate(step.numbers).value)
