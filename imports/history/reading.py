"""Rows of another system's file as plain facts. Nothing here needs the database.

Most rows hold nothing but plain letters, and then none of their texts needs cleaning: it is asked once for the row.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from common.csv_reader import Problems, Row, read_table
from common.datum import Point
from common.text import clean
from common.workflow.seals import jsonb_text_of_texts
from imports.history.mapping import Fate, Mapping, Words
from imports.history.memo import Cells, LeftOutError, Memo, SkipReason, values_of

JOIN = " · "
LONGEST_KEY = 64
LONGEST_NAME = {"category": 100, "major": 60, "unit": 100, "area": 100}
LONGEST_ADDRESS = 200
LONGEST_TEXT = 32_767
SKEW = timedelta(days=1)  # by which another system's clock may be fast, zones told wrongly included


class Named(NamedTuple):
    """Something of the file with a name, under something with a name (empty where there is none)."""

    name: str
    under: str = ""


class Times(NamedTuple):
    """When a request was opened, was due, and was over, in UTC.

    An open one is not over: what the file says all the same stands in `said_finished` and `said_closed`.
    """

    fate: Fate
    opened: datetime
    due: datetime | None
    finished: datetime | None = None
    closed: datetime | None = None
    said_finished: datetime | None = None
    said_closed: datetime | None = None


class Past(NamedTuple):
    """One request as the other system tells it; the point in WGS 84, None where it was not located."""

    line: int
    key: str
    fingerprint: str
    category: Named
    unit: Named
    source: str
    times: Times
    point: Point | None
    area: str  # as the file names it; empty where it does not
    description: str
    address: str
    closing: str
    kept: str  # what else the mapping keeps of the row, as JSON; empty where the row has nothing of it
    in_time: bool | None  # the other system's own answer; None where it gives none


@dataclass
class HistoryReader:
    """One pass over a file. `left` counts what was left out, `known_*` are our codes where nothing is created.

    `at` is now: what was opened or closed later is left out, for it has not happened.
    """

    path: Path
    mapping: Mapping
    problems: Problems
    at: datetime
    known_categories: frozenset[str] = frozenset()
    known_units: frozenset[str] = frozenset()
    read: int = 0
    empty_dates: int = 0
    left: Counter[SkipReason] = field(default_factory=Counter)
    # Each key and where it stood: some 150 bytes a row, the only thing that grows with the file.
    _lines: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        said = self.mapping
        self._columns = sorted(said.columns)
        self._values = values_of(self._columns)
        # Of all that is mapped: tells whether the file now says something else about a request.
        self._mapped = "\x1f".join(f"{column.replace('%', '%%')}\x1e%s" for column in self._columns)
        self._latest = self.at + SKEW
        self._status = Memo(said.status.columns, lambda cells: Fate(self._word(cells, said.status, SkipReason.STATUS)))
        self._source = Memo(said.source.columns, lambda cells: self._word(cells, said.source, SkipReason.SOURCE))
        self._category = Memo((*said.category.columns, *said.category.major), self._find_category)
        self._unit = Memo((*said.unit.columns, *said.unit.parent), self._find_unit)
        self._area = Memo(said.areas.columns, self._find_area)
        self._point = Memo((said.place.lng, said.place.lat), self._find_point)
        self._kept = Memo(said.keep, self._find_kept)

    def rows(self, *, limit: int | None = None) -> Iterator[Past]:
        for row in islice(self._table(), limit):
            self.read += 1
            try:
                yield self._past(row)
            except LeftOutError as out:
                self.left[out.reason] += 1
                self.problems.add(self.path.name, row.line, out.column, out.message)

    def _table(self) -> Iterator[Row]:
        before = self.problems.total
        table = read_table(
            self.path, required=self._columns, others=True, encoding=self.mapping.encoding, problems=self.problems
        )
        while True:
            row = next(table, None)
            unreadable = self.problems.total - before
            if unreadable and not self.problems.broken_off:
                self.left[SkipReason.UNREADABLE] += unreadable
                self.read += unreadable
            if row is None:
                return
            yield row
            before = self.problems.total

    def _past(self, row: Row) -> Past:
        mapping, cells = self.mapping, row.values
        values = self._values(cells)
        whole = "".join(values)
        plain = whole.isascii() and whole.isprintable() and len(whole) <= LONGEST_TEXT
        key, times = self._key(row, plain), self._times(cells)
        return Past(
            line=row.line, key=key, fingerprint=hashlib.sha256((self._mapped % values).encode()).hexdigest(),
            category=self._category.of(cells), unit=self._unit.of(cells), source=self._source.of(cells),
            times=times, point=self._point.of(cells), area=self._area.of(cells),
            description=_text(cells, mapping.description, plain), address=_text(cells, mapping.address, plain),
            closing=_text(cells, mapping.closing, plain),
            kept=self._kept.of(cells),
            in_time=cells[mapping.flag] == mapping.flag_true if cells.get(mapping.flag) else None,
        )  # fmt: skip

    def _key(self, row: Row, plain: bool) -> str:
        column = self.mapping.key
        key = _text(row.values, (column,), plain)
        if not key or len(key) > LONGEST_KEY:
            message = _("A key of 1 to %(longest)s characters is needed.") % {"longest": LONGEST_KEY}
            raise LeftOutError(SkipReason.KEY, column, message)
        if (first := self._lines.setdefault(key, row.line)) != row.line:
            message = _("“%(key)s” stands already in line %(line)s.") % {"key": key, "line": first}
            raise LeftOutError(SkipReason.TWICE, column, message)
        return key

    def _times(self, cells: Cells) -> Times:
        said = self.mapping
        opened = self._moment(cells, said.opened)
        if opened is None:
            raise LeftOutError(SkipReason.TIME, said.opened, _("When it was opened is missing."))
        due = self._moment(cells, said.due, said.time.limit)
        closed = self._moment(cells, said.closed)
        finished = closed if said.finished == said.closed else self._moment(cells, said.finished)
        self._must_have_happened(cells, said.opened, opened)
        fate = self._fate(cells, closed)
        if fate is Fate.OPEN:
            return Times(fate, opened, due, said_finished=finished, said_closed=closed)
        closed = closed or finished
        if closed is None:
            raise LeftOutError(SkipReason.TIME, said.closed, _("It is closed, but the file does not say when."))
        self._must_have_happened(cells, said.closed, closed)
        return Times(fate, opened, due, finished or closed, closed)

    def _fate(self, cells: Cells, closed: datetime | None) -> Fate:
        if not self.mapping.status.columns:
            return Fate.CLOSED if closed else Fate.OPEN
        return self._status.of(cells)

    def _moment(
        self, cells: Cells, column: str, read: Callable[[str], datetime | None] | None = None
    ) -> datetime | None:
        cell = cells.get(column, "")
        if not cell:
            return None
        try:
            moment = (read or self.mapping.time.moment)(cell)
        except ValueError as error:
            raise LeftOutError(SkipReason.TIME, column, str(error)) from error
        self.empty_dates += moment is None
        return moment

    def _must_have_happened(self, cells: Cells, column: str, moment: datetime) -> None:
        if moment > self._latest:
            message = _("“%(time)s” lies in the future.") % {"time": cells.get(column, "")}
            raise LeftOutError(SkipReason.FUTURE, column, message)

    def _word(self, cells: Cells, words: Words, reason: SkipReason) -> str:
        cell = _joined(cells, words.columns)
        if said := words.said(cell):
            return said
        message = _("The mapping does not say what “%(cell)s” is.") % {"cell": cell}
        raise LeftOutError(reason, ", ".join(words.columns), message)

    def _find_category(self, cells: Cells) -> Named:
        categories = self.mapping.category
        name = _name(self._word(cells, categories, SkipReason.CATEGORY), SkipReason.CATEGORY, LONGEST_NAME["category"])
        if not categories.create and name not in self.known_categories:
            message = _("Unknown subclass “%(code)s”.") % {"code": name}
            raise LeftOutError(SkipReason.CATEGORY, ", ".join(categories.columns), message)
        major = _name(_joined(cells, categories.major), SkipReason.CATEGORY, LONGEST_NAME["major"])
        return Named(name, major) if categories.create else Named(name)

    def _find_unit(self, cells: Cells) -> Named:
        units = self.mapping.unit
        name = _name(units.said(_joined(cells, units.columns)), SkipReason.UNIT, LONGEST_NAME["unit"])
        if name and not units.create and name not in self.known_units:
            message = _("Unknown unit “%(code)s”.") % {"code": name}
            raise LeftOutError(SkipReason.UNIT, ", ".join(units.columns), message)
        parent = _name(_joined(cells, units.parent), SkipReason.UNIT, LONGEST_NAME["unit"])
        return Named(name, parent) if units.create and name else Named(name)

    def _find_area(self, cells: Cells) -> str:
        areas = self.mapping.areas
        return _name(areas.said(_joined(cells, areas.columns)), SkipReason.AREA, LONGEST_NAME["area"])

    def _find_kept(self, cells: Cells) -> str:
        kept = {column: said for column in self.mapping.keep if (said := _text(cells, (column,), plain=False))}
        return jsonb_text_of_texts(kept) if kept else ""

    def _find_point(self, cells: Cells) -> Point | None:
        place = self.mapping.place
        lng, lat = cells.get(place.lng, ""), cells.get(place.lat, "")
        if not lng and not lat:
            return None
        x, y = _half(lng, place.lng), _half(lat, place.lat)
        if isfinite(x) and isfinite(y) and place.is_unknown(x, y):
            return None
        try:
            return place.reference.to_wgs84(x, y)
        except ValueError as error:
            message = _("“%(lng)s, %(lat)s” is not a point (%(error)s).") % {"lng": lng, "lat": lat, "error": error}
            column = place.lat if place.reference.wrong_half(x, y) == "lat" else place.lng
            raise LeftOutError(SkipReason.PLACE, column, message) from error


def _half(cell: str, column: str) -> float:
    """One half of a point; a refusal names the column that is wrong, or empty while the other one is filled.

    Many countries write 566120,25 for 566120.25.
    """
    try:
        return float(cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell)
    except ValueError as error:
        message = _("“%(value)s” is not a number.") % {"value": cell} if cell else _("Half of the point is missing.")
        raise LeftOutError(SkipReason.PLACE, column, message) from error


def _joined(cells: Cells, columns: tuple[str, ...]) -> str:
    return JOIN.join(cells[column] for column in columns if cells[column])


def _text(cells: Cells, columns: tuple[str, ...], plain: bool) -> str:
    text = cells[columns[0]] if len(columns) == 1 else _joined(cells, columns)
    if plain:
        return text
    try:
        return clean(text, max_length=LONGEST_TEXT, multiline=True)
    except ValueError as error:
        raise LeftOutError(SkipReason.TEXT, ", ".join(columns), str(error)) from error


def _name(text: str, reason: SkipReason, longest: int) -> str:
    try:
        return clean(text, max_length=longest)
    except ValueError as error:
        raise LeftOutError(reason, "", str(error)) from error
