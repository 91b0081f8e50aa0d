"""All indicators of some days in tables, for page and file: what each is made of, what it says, and said before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.columns import Column
from common.definitions import Definition
from evaluations.dictionary.durations import Duration
from evaluations.dictionary.indicators import INDICATORS, KINDS, Indicator
from evaluations.dictionary.measures import Stock
from evaluations.dictionary.rates import Rate
from evaluations.dictionary.supervision import OF_UNITS
from evaluations.dictionary.supervision_rates import SUPERVISION, SupervisionIndicator
from evaluations.presenters.scorecards import defined
from evaluations.presenters.tables import Cell, Line, Table
from evaluations.presenters.took import known_cell, percentile_cell
from evaluations.queries.indicators import Told
from evaluations.queries.spread import SHARES
from evaluations.queries.supervision import rate, supervision_url

Cells = Mapping[str, Cell]  # by the key of their column
SUPERVISED = "supervision"
_GROUPS: Sequence[tuple[str, Promise]] = (*KINDS.items(), (SUPERVISED, gettext_lazy("Rounds, items and orders")))
_NUMERATOR, _DENOMINATOR = gettext_lazy("Numerator"), gettext_lazy("Denominator")
_COLUMNS = (
    Column("indicator", gettext_lazy("Indicator"), fixed=True),
    Column("unit", gettext_lazy("Unit of measure")),
    Column("cases", pgettext_lazy("number", "Cases"), number=True, fixed=True),
    Column("numerator", _NUMERATOR, number=True, fixed=True),
    Column("denominator", _DENOMINATOR, number=True, fixed=True),
    Column("value", pgettext_lazy("indicator", "Value"), number=True, fixed=True),
    *(Column(f"value{share}", f"P{100 * share:.0f}", number=True) for share in SHARES),
    Column("before numerator", gettext_lazy("Numerator, period before"), number=True, hidden=True),
    Column("before denominator", gettext_lazy("Denominator, period before"), number=True, hidden=True),
    Column("before value", gettext_lazy("The period before"), number=True),
    Column("before value0.5", gettext_lazy("P50, period before"), number=True),
    Column("year numerator", gettext_lazy("Numerator, a year before"), number=True, hidden=True),
    Column("year denominator", gettext_lazy("Denominator, a year before"), number=True, hidden=True),
    Column("year value", gettext_lazy("A year before"), number=True),
    Column("year value0.5", gettext_lazy("P50, a year before"), number=True),
    Column("target", gettext_lazy("Target"), number=True),
    Column("note", gettext_lazy("Note")),
)
_FILE_ONLY = {"unit"}


@dataclass(frozen=True)
class Row:
    group: str
    label: Promise | str
    definition: Definition
    cells: Cells


def rows(now: Told, before: Told | None, year_before: Told | None, targets: Mapping[str, float]) -> list[Row]:
    """One for each indicator that the question can be answered for, in the order of the dictionary."""
    times = (("", now), ("before ", before), ("year ", year_before))
    found = []
    for name, each in INDICATORS.items():
        cells = {f"{when}{key}": cell for when, told in times if told for key, cell in _of_cases(each, told).items()}
        target = {"target": Cell(targets[name], f"{targets[name]:g} %")} if name in targets else {}
        found.append(Row(each.kind, each.term, defined(each), {"unit": _word(each.unit), **cells, **target}))
    return [*found, *_supervised(times)]


def _supervised(times: Sequence[tuple[str, Told | None]]) -> list[Row]:
    unit = times[0][1].question.part.department if times[0][1] is not None else None
    shown = [each for each in SUPERVISION.values() if unit is None or each.numerator.of in OF_UNITS]
    found = []
    for each in shown:
        cells = {
            f"{when}{key}": cell
            for when, told in times
            if told is not None and (not when or each.numerator.moment)
            for key, cell in _of_supervision(each, told).items()
        }
        if cells:
            words = Definition(each.name.replace("_", "-"), each.term, each.meaning)
            found.append(Row(SUPERVISED, each.term, words, {"unit": _word(each.unit), **cells}))
    return found


def _of_cases(each: Indicator, told: Told) -> Cells:
    counted, whole = each.numerator, each.denominator
    if isinstance(counted, Duration):
        return _of_time(counted, told)
    then = isinstance(counted, Stock) and told.question.days.span.end != told.question.days.at
    number = Cell(told.numbers.get(counted.name, 0), url="" if then else told.question.url(counted))
    if whole is None:
        note = {"note": _word(_("at the end of the period: no list shows what there was then"))} if then else {}
        return {"value": number, **note}
    return _of_rate(each.rate(told.numbers), number.url, told.question.url(whole))


def _of_time(duration: Duration, told: Told) -> Cells:
    if told.spent is None:
        return {}
    buckets, question = told.spent.buckets(duration.name), told.question
    times = {f"value{share}": percentile_cell(question, duration, buckets, share) for share in SHARES}
    return {"cases": known_cell(question, duration, buckets), **times}


def _of_rate(found: Rate, part_url: str, whole_url: str) -> Cells:
    """The number stands in the file also where it is made of too few cases, with a word that it is."""
    parts = {"numerator": Cell(found.part, url=part_url), "denominator": Cell(found.whole, url=whole_url)}
    if not found.whole:
        return {**parts, "value": Cell(None)}
    if found.few:
        return {**parts, "value": Cell(found.value, _("too few")), "note": _word(_("too few cases for a rate"))}
    return {**parts, "value": Cell(found.value, f"{found.value} %", whole_url)}


def _of_supervision(each: SupervisionIndicator, told: Told) -> Cells:
    if told.supervised is None:
        return {}
    part, whole, days = each.numerator, each.denominator, told.question.days
    code = told.question.part.department.code if told.question.part.department is not None else ""
    number, url = told.supervised.get(part.name, 0), "" if part.sums else supervision_url(part, days, code)
    if whole is not None:
        return _of_rate(rate(told.supervised, part, whole), url, supervision_url(whole, days, code))
    note = {} if part.moment else {"note": _word(_("as it is now, whatever the period"))}
    return {"value": Cell(number, f"{number:g}") if part.sums else Cell(int(number), url=url), **note}


def _word(text: Promise | str) -> Cell:
    return Cell(str(text))


def tables(found: Sequence[Row]) -> list[Table]:
    """One for each kind, with the columns that any of its indicators fills."""
    shown = [_table(key, title, [row for row in found if row.group == key]) for key, title in _GROUPS]
    return [table for table in shown if table.lines]


def _table(key: str, title: Promise, of: Sequence[Row]) -> Table:
    filled = {name for row in of for name, cell in row.cells.items() if name not in _FILE_ONLY}
    columns = [column for column in _COLUMNS[1:] if column.key in filled]
    return Table(f"numbers-{key}", title, [_COLUMNS[0], *columns], _lines(of, columns), "")


def file_of(found: Sequence[Row]) -> Table:
    """All of them, each with each column."""
    return Table("indicators", gettext_lazy("Indicators"), _COLUMNS, _lines(found, _COLUMNS[1:]), "")


def _lines(of: Sequence[Row], columns: Sequence[Column]) -> list[Line]:
    none, blank = Cell(None, asked=False), Cell("", " ", asked=False)
    return [
        Line(
            str(row.label),
            [row.cells.get(column.key, none if column.number else blank) for column in columns],
            definition=row.definition,
        )
        for row in of
    ]
