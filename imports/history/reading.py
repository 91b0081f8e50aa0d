"""Rows of another system's file as plain facts. Nothing here needs the database."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import islice
from math import isfinite
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.csv_reader import Problems, Row, read_table
from common.datum import Point
from common.text import clean
from imports.history.mapping import Fate, Mapping, Words

JOIN = " · "
LONGEST_KEY = 64
LONGEST_NAME = {"category": 100, "major": 60, "unit": 100, "area": 100}
LONGEST_ADDRESS = 200
LONGEST_TEXT = 32_767


class SkipReason(TextChoices):
    """Why a row is left out."""

    UNREADABLE = "unreadable", gettext_lazy("the row can't be read")
    KEY = "key", gettext_lazy("no key, or too long a one")
    TWICE = "twice", gettext_lazy("the key stands twice in the file")
    TIME = "time", gettext_lazy("a time can't be told")
    STATUS = "status", gettext_lazy("the status is not known")
    SOURCE = "source", gettext_lazy("the source is not known")
    CATEGORY = "category", gettext_lazy("the subclass is not known")
    UNIT = "unit", gettext_lazy("the unit is not known")
    PLACE = "place", gettext_lazy("the point is not one")
    AREA = "area", gettext_lazy("the area's name is too long")
    TEXT = "text", gettext_lazy("a text can't be stored")


class _LeftOutError(Exception):
    def __init__(self, reason: SkipReason, column: str, message: str) -> None:
        super().__init__(message)
        self.reason, self.column, self.message = reason, column, message


@dataclass(frozen=True, slots=True)
class Named:
    """Something of the file with a name, under something with a name (empty where there is none)."""

    name: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """One request as the other system tells it; times in UTC, the point in WGS 84, None where it was not located."""

    line: int
    key: str
    fingerprint: str
    category: Named
    unit: Named
    source: str
    fate: Fate
    opened: datetime
    due: datetime | None
    finished: datetime | None
    closed: datetime | None
    point: Point | None
    area: str  # as the file names it; empty where it does not
    description: str
    address: str
    closing: str
    kept: dict[str, str]
    in_time: bool | None  # the other system's own answer; None where it gives none


@dataclass
class HistoryReader:
    """One pass over a file. `left` counts what was left out, `known_*` are our codes where nothing is created."""

    path: Path
    mapping: Mapping
    problems: Problems
    known_categories: frozenset[str] = frozenset()
    known_units: frozenset[str] = frozenset()
    read: int = 0
    left: Counter[SkipReason] = field(default_factory=Counter)
    # Each key and where it stood: some 150 bytes a row, the only thing that grows with the file.
    _lines: dict[str, int] = field(default_factory=dict)

    @cached_property
    def _columns(self) -> list[str]:
        return sorted(self.mapping.columns)

    def rows(self, *, limit: int | None = None) -> Iterator[Past]:
        for row in islice(self._table(), limit):
            self.read += 1
            try:
                yield self._past(row)
            except _LeftOutError as out:
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
        key = self._key(row)
        fate, opened, due, finished, closed = self._times(cells)
        return Past(
            line=row.line, key=key, fingerprint=self._fingerprint(cells),
            category=self._category(cells), unit=self._unit(cells),
            source=self._word(cells, mapping.source, SkipReason.SOURCE), fate=fate,
            opened=opened, due=due, finished=finished, closed=closed, point=self._point(cells),
            area=self._area(cells),
            description=_text(cells, mapping.description), address=_text(cells, mapping.address),
            closing=_text(cells, mapping.closing),
            kept={column: said for column in mapping.keep if (said := _text(cells, (column,)))},
            in_time=cells[mapping.flag] == mapping.flag_true if cells.get(mapping.flag) else None,
        )  # fmt: skip

    def _key(self, row: Row) -> str:
        column = self.mapping.key
        key = _text(row.values, (column,))
        if not key or len(key) > LONGEST_KEY:
            message = _("A key of 1 to %(longest)s characters is needed.") % {"longest": LONGEST_KEY}
            raise _LeftOutError(SkipReason.KEY, column, message)
        if (first := self._lines.setdefault(key, row.line)) != row.line:
            message = _("“%(key)s” stands already in line %(line)s.") % {"key": key, "line": first}
            raise _LeftOutError(SkipReason.TWICE, column, message)
        return key

    def _fingerprint(self, cells: dict[str, str]) -> str:
        """Of all that is mapped: tells whether the file now says something else about a request."""
        mapped = "\x1f".join([f"{column}\x1e{cells[column]}" for column in self._columns])
        return hashlib.sha256(mapped.encode()).hexdigest()

    def _times(self, cells: dict[str, str]) -> tuple[Fate, datetime, datetime | None, datetime | None, datetime | None]:
        mapping = self.mapping
        opened = self._moment(cells, mapping.opened)
        if opened is None:
            raise _LeftOutError(SkipReason.TIME, mapping.opened, _("When it was opened is missing."))
        due = self._moment(cells, mapping.due, mapping.time.limit)
        finished, closed = self._moment(cells, mapping.finished), self._moment(cells, mapping.closed)
        fate = self._fate(cells, closed)
        if fate is Fate.OPEN:
            return fate, opened, due, None, None
        closed = closed or finished
        if closed is None:
            raise _LeftOutError(SkipReason.TIME, mapping.closed, _("It is closed, but the file does not say when."))
        return fate, opened, due, finished or closed, closed

    def _fate(self, cells: dict[str, str], closed: datetime | None) -> Fate:
        if not self.mapping.status.columns:
            return Fate.CLOSED if closed else Fate.OPEN
        return Fate(self._word(cells, self.mapping.status, SkipReason.STATUS))

    def _moment(
        self, cells: dict[str, str], column: str, read: Callable[[str], datetime | None] | None = None
    ) -> datetime | None:
        cell = cells.get(column, "")
        if not cell:
            return None
        try:
            return (read or self.mapping.time.moment)(cell)
        except ValueError as error:
            raise _LeftOutError(SkipReason.TIME, column, str(error)) from error

    def _word(self, cells: dict[str, str], words: Words, reason: SkipReason) -> str:
        cell = _joined(cells, words.columns)
        if said := words.said(cell):
            return said
        message = _("The mapping does not say what “%(cell)s” is.") % {"cell": cell}
        raise _LeftOutError(reason, ", ".join(words.columns), message)

    def _category(self, cells: dict[str, str]) -> Named:
        categories = self.mapping.category
        name = _name(self._word(cells, categories, SkipReason.CATEGORY), SkipReason.CATEGORY, LONGEST_NAME["category"])
        if not categories.create and name not in self.known_categories:
            message = _("Unknown subclass “%(code)s”.") % {"code": name}
            raise _LeftOutError(SkipReason.CATEGORY, ", ".join(categories.columns), message)
        major = _name(_joined(cells, categories.major), SkipReason.CATEGORY, LONGEST_NAME["major"])
        return Named(name, major) if categories.create else Named(name)

    def _unit(self, cells: dict[str, str]) -> Named:
        units = self.mapping.unit
        name = _name(units.said(_joined(cells, units.columns)), SkipReason.UNIT, LONGEST_NAME["unit"])
        if name and not units.create and name not in self.known_units:
            message = _("Unknown unit “%(code)s”.") % {"code": name}
            raise _LeftOutError(SkipReason.UNIT, ", ".join(units.columns), message)
        parent = _name(_joined(cells, units.parent), SkipReason.UNIT, LONGEST_NAME["unit"])
        return Named(name, parent) if units.create and name else Named(name)

    def _area(self, cells: dict[str, str]) -> str:
        areas = self.mapping.areas
        return _name(areas.said(_joined(cells, areas.columns)), SkipReason.AREA, LONGEST_NAME["area"])

    def _point(self, cells: dict[str, str]) -> Point | None:
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
            column = place.lng if place.reference.crs or abs(y) <= 90 else place.lat
            raise _LeftOutError(SkipReason.PLACE, column, message) from error


def _half(cell: str, column: str) -> float:
    """One half of a point; a refusal names the column that is wrong, or empty while the other one is filled.

    Many countries write 566120,25 for 566120.25.
    """
    try:
        return float(cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell)
    except ValueError as error:
        message = _("“%(value)s” is not a number.") % {"value": cell} if cell else _("Half of the point is missing.")
        raise _LeftOutError(SkipReason.PLACE, column, message) from error


def _joined(cells: dict[str, str], columns: tuple[str, ...]) -> str:
    return JOIN.join(cells[column] for column in columns if cells[column])


def _text(cells: dict[str, str], columns: tuple[str, ...]) -> str:
    try:
        return clean(_joined(cells, columns), max_length=LONGEST_TEXT, multiline=True)
    except ValueError as error:
        raise _LeftOutError(SkipReason.TEXT, ", ".join(columns), str(error)) from error


@lru_cache(maxsize=4096)  # a few hundred names, thousands of times each
def _name(text: str, reason: SkipReason, longest: int) -> str:
    try:
        return clean(text, max_length=longest)
    except ValueError as error:
        raise _LeftOutError(reason, "", str(error)) from error
