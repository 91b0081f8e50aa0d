"""The rows of the overview's tables: units, areas, subclasses, each against all the others, the worst first."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.presenters.figures import Change, change_of_count, change_of_rate
from dashboards.queries.overview import NOW, Asked, Table
from evaluations.dictionary import measures as counts
from evaluations.dictionary.indicators import Better
from evaluations.dictionary.measures import Measure, Stock
from evaluations.dictionary.rates import Against, Rate, Verdict
from evaluations.presenters import Names, names_of, rows_of
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
_ORDER = {judgement: place for place, judgement in enumerate(Judgement)}
_OF_RATES = {Verdict.LESS: Judgement.WORSE, Verdict.CHANCE: Judgement.SAME, Verdict.MORE: Judgement.BETTER}


@dataclass(frozen=True)
class Cell:
    """A count and the list of exactly its cases."""

    value: int
    url: str


@dataclass(frozen=True)
class Line:
    """A unit, an area or a subclass; `others` is the rate of all rows but this one.

    What only a shown row needs is made when it is asked for: of hundreds of subclasses a page shows ten.
    """

    code: str
    name: str
    numbers: Mapping[str, int]
    rate: Rate
    others: Rate
    asked: Asked
    url_of: Callable[[str], str]

    @cached_property
    def judgement(self) -> Judgement:
        if not self.code:
            return Judgement.NOBODY
        return _OF_RATES.get(Against(self.rate, self.others).verdict, Judgement.FEW)

    @property
    def words(self) -> Promise:
        return JUDGEMENTS[self.judgement]

    @property
    def url(self) -> str:
        return self.url_of(self.code)

    @cached_property
    def cells(self) -> Mapping[str, Cell]:
        url = self.asked.question.url
        return {each.name: Cell(self.numbers.get(each.name, 0), url(each, self.code)) for each in _counted(self.asked)}

    @cached_property
    def change(self) -> Change | None:
        if not _has_before(self.asked):
            return None
        over, before = _rate(self.numbers, OVER), _rate(self.numbers, BEFORE)
        return change_of_rate(_("against the period before"), over, before, Better.MORE)

    @cached_property
    def more(self) -> Change | None:
        """Reports, against the period before."""
        reported = counts.REPORTED
        if not _has_before(self.asked) or reported not in _counted(self.asked):
            return None
        now, before = (self.numbers.get(f"{prefix}{reported.name}", 0) for prefix in (OVER, BEFORE))
        return change_of_count(_("against the period before"), now, before, Better.NEITHER)


def _counted(asked: Asked) -> Sequence[Measure | Stock]:
    return (*asked.question.measures, *(NOW if asked.owed else ()))


def _has_before(asked: Asked) -> bool:
    return asked.found.before is not None and bool(asked.found.before.rows)


def names_in(found: Mapping[Table, Asked]) -> Mapping[By, Names]:
    """The names of the rows of all tables, by one statement."""
    split = {by: asked for asked in found.values() if (by := asked.question.by) is not None and by != By.DAY}
    return names_of({by: {key for key in _numbers(asked) if key} for by, asked in split.items()})


def lines(asked: Asked, names: Names, url_of: Callable[[str], str]) -> list[Line]:
    """Those that have any number, the worst first; `url_of` gives the page of a row by its code."""
    assert asked.question.by is not None
    counted = [each.name for each in _counted(asked)]
    found = rows_of(_numbers(asked), asked.question.by, names)
    rows = [(row, _rate(row.numbers)) for row in found if any(row.numbers.get(name) for name in counted)]
    whole = sum((rate for row, rate in rows if row.key), Rate(0, 0))
    made = [Line(row.key, row.label, row.numbers, rate, whole - rate, asked, url_of) for row, rate in rows]
    return sorted(made, key=lambda line: (_ORDER[line.judgement], *_badness(line), line.code))


def _badness(line: Line) -> tuple[float, ...]:
    """By the rate; where there is none to go by, by what is overdue and then by how much there was."""
    size = (-line.numbers.get(name, 0) for name in ("overdue", "due", "reported", "dispatched"))
    return (0 if line.rate.few else line.rate.value or 0, *size)


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


def _rate(numbers: Mapping[str, int], prefix: str = "") -> Rate:
    return Rate(numbers.get(f"{prefix}{counts.ON_TIME.name}", 0), numbers.get(f"{prefix}{counts.FELL_DUE.name}", 0))


@dataclass(frozen=True)
class Worst:
    """The unit to look at first, and whether that is more than chance; None where too few cases fell due anywhere."""

    line: Line | None
    units: int  # how many units have enough cases to be compared


def worst(units: Sequence[Line]) -> Worst:
    judged = [line for line in units if line.judgement not in (Judgement.FEW, Judgement.NOBODY)]
    return Worst(judged[0] if judged else None, len(judged))


def _number(name: str) -> Callable[[Line], int]:
    return lambda line: line.numbers.get(name, 0)


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
