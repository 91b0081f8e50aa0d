"""The rows of the overview's tables: units, areas, subclasses, each against all the others, the worst first."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.presenters.figures import Change, change_of_count, change_of_rate
from dashboards.queries.overview import NOW, Asked, Table
from evaluations.dictionary import measures as counts
from evaluations.dictionary.indicators import ON_TIME_RATE, Better
from evaluations.dictionary.rates import Against, Rate, Verdict
from evaluations.presenters import Names, Row, names_of, rows_of
from evaluations.queries.answers import Answer, Key, Numbers
from evaluations.queries.questions import By

OVER, BEFORE = "over ", "before "  # how the numbers of the compared days are called in a row


class Judgement(StrEnum):
    """In the order of the rows."""

    WORSE = "worse"
    SAME = "same"
    BETTER = "better"
    FEW = "few"
    NOBODY = "nobody"  # what has no unit at present is nobody's fault


JUDGEMENTS: Mapping[Judgement, Promise] = {
    Judgement.WORSE: gettext_lazy("worse than all others together, by more than chance"),
    Judgement.SAME: gettext_lazy("as all others together, within chance"),
    Judgement.BETTER: gettext_lazy("better than all others together, by more than chance"),
    Judgement.FEW: gettext_lazy("too few cases to say"),
    Judgement.NOBODY: gettext_lazy("nobody is judged by it"),
}
_OF_RATES = {Verdict.LESS: Judgement.WORSE, Verdict.CHANCE: Judgement.SAME, Verdict.MORE: Judgement.BETTER}


@dataclass(frozen=True)
class Cell:
    """A count and the list of exactly its cases."""

    value: int
    url: str


@dataclass(frozen=True)
class Line:
    """A unit, an area or a subclass; `others` is the rate of all rows but this one."""

    code: str
    name: str
    url: str
    cells: Mapping[str, Cell]
    rate: Rate
    others: Rate
    change: Change | None
    more: Change | None  # reports, against the period before

    @property
    def judgement(self) -> Judgement:
        if not self.code:
            return Judgement.NOBODY
        return _OF_RATES.get(Against(self.rate, self.others).verdict, Judgement.FEW)

    @property
    def words(self) -> Promise:
        return JUDGEMENTS[self.judgement]


def names_in(found: Mapping[Table, Asked]) -> Mapping[By, Names]:
    """The names of the rows of all tables, by one statement."""
    split = {by: asked for asked in found.values() if (by := asked.question.by) is not None and by != By.DAY}
    return names_of({by: {key for key in _numbers(asked) if key} for by, asked in split.items()})


def lines(asked: Asked, names: Names, url_of: Callable[[str], str]) -> list[Line]:
    """Those that have any number, the worst first; `url_of` gives the page of a row by its code."""
    assert asked.question.by is not None
    rows = [
        row
        for row in rows_of(_numbers(asked), asked.question.by, names)
        if any(row.numbers.get(name) for name in _names(asked))
    ]
    whole = sum((_rate(row) for row in rows if row.key), Rate(0, 0))
    found = [_line(row, asked, whole, url_of) for row in rows]
    return sorted(found, key=lambda line: ([*Judgement].index(line.judgement), *_badness(line), line.code))


def _badness(line: Line) -> tuple[float, ...]:
    """By the rate; where there is none to go by, by what is overdue and then by how much there was."""
    size = (-line.cells[name].value for name in ("overdue", "due", "reported", "dispatched") if name in line.cells)
    return (0 if line.rate.few else line.rate.value or 0, *size)


def _names(asked: Asked) -> list[str]:
    return [each.name for each in (*asked.question.measures, *(NOW if asked.owed else ()))]


def _numbers(asked: Asked) -> Mapping[Key, Numbers]:
    """Of each key its numbers of now and of the compared days side by side."""
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    answers: list[tuple[str, Answer | None]] = [
        ("", asked.found.now), (OVER, asked.found.over), (BEFORE, asked.found.before),
        ("", asked.owed.now if asked.owed else None),
    ]  # fmt: skip
    for prefix, answer in answers:
        for key, numbers in answer.rows.items() if answer is not None else ():
            found[key] |= {f"{prefix}{name}": number for name, number in numbers.items()}
    return found


def _line(row: Row, asked: Asked, whole: Rate, url_of: Callable[[str], str]) -> Line:
    question, rate = asked.question, _rate(row)
    counted = (*question.measures, *(NOW if asked.owed else ()))
    cells = {each.name: Cell(row.numbers.get(each.name, 0), question.url(each, row.key)) for each in counted}
    change = more = None
    if asked.found.before is not None and asked.found.before.rows:
        against = _("against the period before")
        change = change_of_rate(against, _rate(row, OVER), _rate(row, BEFORE), Better.MORE)
        reported = counts.REPORTED.name
        if reported in cells:
            now, before = (row.numbers.get(f"{prefix}{reported}", 0) for prefix in (OVER, BEFORE))
            more = change_of_count(against, now, before, Better.NEITHER)
    return Line(row.key, row.label, url_of(row.key), cells, rate, whole - rate, change, more)


def _rate(row: Row, prefix: str = "") -> Rate:
    numbers = {name.removeprefix(prefix): n for name, n in row.numbers.items() if name.startswith(prefix)}
    return ON_TIME_RATE.rate(numbers)


@dataclass(frozen=True)
class Worst:
    """The unit to look at first, and whether that is more than chance; None where too few cases fell due anywhere."""

    line: Line | None
    units: int  # how many units have enough cases to be compared


def worst(units: Sequence[Line]) -> Worst:
    judged = [line for line in units if line.judgement not in (Judgement.FEW, Judgement.NOBODY)]
    return Worst(judged[0] if judged else None, len(judged))


def _number(name: str) -> Callable[[Line], int]:
    return lambda line: line.cells[name].value if name in line.cells else 0


SORTS: Mapping[str, Callable[[Line], Any]] = {
    "name": lambda line: line.name,
    "rate": lambda line: -1.0 if line.rate.shown is None else line.rate.shown,
    **{name: _number(name) for name in ("on_time", "due", "was_late", "dispatched", "overdue", "reported")},
}


def in_order(rows: list[Line], table: str, ordering: str) -> list[Line]:
    """Rows by `ordering` ("units.rate", "-units.overdue"); one of another table leaves them, the worst first."""
    name, __, column = ordering.removeprefix("-").partition(".")
    key = SORTS.get(column)
    return sorted(rows, key=key, reverse=ordering.startswith("-")) if key and name == table else rows
