"""Pages by position, not by number: a page costs the same however deep it lies, and new rows push none out of sight.

Each statement is ordered as an index is, both ways. PostgreSQL orders nulls as the greatest, so a list whose nulls come
last is one walk along an index only when it ascends; else what has a value and what has none are asked for in turn.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, DateTimeField, Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from common.refusals import Malformed

Row = TypeVar("Row", bound=Model)
KeyOf = Callable[[Any, str], Any]
SALT = "cursor"


@dataclass(frozen=True)
class Order:
    """By a column of times or codes, the rows without one last either way, and by a second column to break ties.

    `first` is a column of truths: the rows of which it is true stand before all others (behind them where it descends),
    and `called` is the name of such an order in addresses. `then` is what the others are ordered by, where that is
    another column; it may be an annotation of whole numbers.
    """

    column: str
    descending: bool
    tie: str = "id"
    first: str = ""
    called: str = ""
    then: str = ""

    @classmethod
    def parse(cls, name: str) -> "Order":
        return cls(name.removeprefix("-"), name.startswith("-"))

    @property
    def name(self) -> str:
        name = self.called or self.column
        return f"-{name}" if self.descending else name

    def after(self, rows: "QuerySet[Any, Any]", start: "Position | None", *, most: int) -> list[Any]:
        """At most so many rows after a position (before it, nearest first, where the position says `back`)."""
        found: list[Any] = []
        back = start is not None and start.back
        sign = "-" if self.descending != back else ""
        for group, begin, order in self._groups(start, back=back):
            nullable = order.field_of(rows).null
            for part in order._parts(begin, nullable=nullable, back=back):
                if (missing := most - len(found)) > 0:
                    found += rows.filter(group, part).order_by(f"{sign}{order.column}", f"{sign}{self.tie}")[:missing]
        return found

    def among(self, first: bool | None) -> "Order":
        """The order of those of which `first` is so."""
        return replace(self, column=self.then) if self.then and not first else self

    def field_of(self, rows: "QuerySet[Any, Any]") -> Any:
        """Of the column; of an annotation one that may be empty."""
        if self.column in rows.query.annotations:
            return BigIntegerField(null=True)
        return rows.model._meta.get_field(self.column)

    def further(self, rows: "QuerySet[Any, Any]", start: "Position | None", *, steps: int) -> "Position | None":
        """The position of the row so many steps after another one (None: before all); None where there are fewer."""
        ahead = self.between(rows, start, None).values_list(self.column, self.tie)[steps - 1 : steps]
        return next((Position(value, str(tie)) for value, tie in ahead), None)

    def between(
        self, rows: "QuerySet[Any, Any]", start: "Position | None", end: "Position | None"
    ) -> "QuerySet[Any, Any]":
        """All rows after one position and up to another, in order, for a column that no row lacks."""
        sign = "-" if self.descending else ""
        after = Q() if start is None else self._beyond(start)
        until = Q() if end is None else self._beyond(replace(end, back=True), itself=True)
        return rows.filter(after, until).order_by(f"{sign}{self.column}", f"{sign}{self.tie}")

    def _groups(self, start: "Position | None", *, back: bool) -> "Iterator[tuple[Q, Position | None, Order]]":
        """Those of which `first` is true and the others, in their order, each with where its way begins and its own
        order."""
        if not self.first:
            yield Q(), start, self
            return
        truths = [False, True] if self.descending != back else [True, False]
        for truth in truths if start is None else truths[truths.index(bool(start.first)) :]:
            here = start is not None and start.first == truth
            yield Q(**{self.first: truth}), start if here else None, self.among(truth)

    def _parts(self, start: "Position | None", *, nullable: bool, back: bool) -> Iterator[Q]:
        """The parts of the way, each a range of an index in its own order."""
        none, some = Q(**{f"{self.column}__isnull": True}), Q(**{f"{self.column}__isnull": False})
        if start is None:
            parts = (none, some) if back else (some, none)
            yield from parts if nullable and self.descending else (Q(),)
            return
        yield self._beyond(start)
        if nullable and start.back and start.value is None:
            yield some
        elif nullable and not start.back and start.value is not None:
            yield none

    def _beyond(self, start: "Position", *, itself: bool = False) -> Q:
        """Beyond the position among the rows with a value, or among those without one, as it is; with its own row where
        `itself` is so.

        The first half is a range of the index, the second breaks the tie; one OR over both would be no range.
        """
        side = "lt" if self.descending != start.back else "gt"
        further = Q(**{f"{self.tie}__{side}{'e' if itself else ''}": start.tie})
        if start.value is None:
            return Q(**{f"{self.column}__isnull": True}) & further
        return Q(**{f"{self.column}__{side}e": start.value}) & (Q(**{f"{self.column}__{side}": start.value}) | further)


@dataclass(frozen=True)
class Position:
    """Just after (or, going `back`, just before) the row with this value of the column and this one of the tie, among
    those of which the order's `first` is so.

    A value that is no time (a code, a number, a day) stands in a list of its own in the cursor, a day as its text.
    """

    value: datetime | date | str | int | None
    tie: str
    back: bool = False
    first: bool | None = None

    @classmethod
    def of(cls, row: Any, order: Order, key_of: "KeyOf", *, timed: bool, back: bool) -> "Position":
        """`timed` says that the column holds times, which a row that is no model's may have as texts.

        A code may look like one: a user name 20240101.
        """
        first = bool(key_of(row, order.first)) if order.first else None
        value = key_of(row, order.among(first).column)
        moment = parse_datetime(value) if timed and isinstance(value, str) else value
        return cls(moment, str(key_of(row, order.tie)), back, first)

    def cursor(self, order: Order) -> str:
        """The position as a text for an address, signed: a made-up one would reach the database as it is."""
        text = self.value.isoformat() if isinstance(self.value, date) else self.value  # a datetime is a date too
        value = text if isinstance(self.value, datetime) else [text]
        parts = [order.name, value, self.tie, self.back, *([self.first] if order.first else [])]
        return signing.dumps(parts, salt=SALT)

    @classmethod
    def parse(cls, text: str, order: Order) -> "Position":
        """Raises Malformed for a text that is no cursor of ours, or one of a list in another order."""
        try:
            name, value, tie, back, *first = signing.loads(text, salt=SALT)
            if name != order.name or len(first) != bool(order.first):
                raise ValueError(name)
            return cls(value[0] if isinstance(value, list) else parse_datetime(value), tie, back, *first)
        except (signing.BadSignature, ValueError, TypeError) as error:
            raise _gone() from error


def _gone() -> Malformed:
    sentence = _("This page of the list does not exist any more; begin at the first one.")
    return Malformed(sentence, errors={"cursor": [sentence]})


def _fits(column: Any, value: Any) -> bool:
    """Whether the column could hold it: a cursor of another list by the same order is ours too, and signed."""
    try:
        column.to_python(value)
    except ValidationError:
        return False
    return True


@dataclass(frozen=True)
class Slice:
    """Rows in the order of the list, and whether others come before and after them."""

    rows: list[Any]
    has_previous: bool
    has_next: bool


Read = Callable[[Sequence[Any]], list[Any]]


def slice_of(
    rows: "QuerySet[Any, Any]", order: Order, start: Position | None, *, size: int, read: Read | None = None
) -> Slice:
    """`read` gets the rows by their keys, in that order, where a statement made once for all pages reads them faster.

    A row that is gone by then is left out.
    """
    found = order.after(rows if read is None else rows.values_list("pk", flat=True), start, most=size + 1)
    more, found = len(found) > size, found[:size]
    back = start is not None and start.back
    if back:
        found.reverse()
    shown = found if read is None else read(found)
    if back:
        return Slice(shown, has_previous=bool(shown) and more, has_next=bool(shown))
    return Slice(shown, has_previous=bool(shown) and start is not None, has_next=bool(shown) and more)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """`next` and `previous` are cursors for `?cursor=`; None where there is no such page."""

    rows: list[Row]
    next: str | None
    previous: str | None


def page_of(
    rows: QuerySet[Row],
    *,
    ordering: str,
    cursor: str = "",
    size: int = 40,
    read: Read | None = None,
) -> Page[Row]:
    """A page of rows ordered by a time column and then by id; rows without a time come last either way.

    `ordering` is the column's name, with "-" for the latest first; `read` as of `slice_of`. Raises Malformed for a
    cursor that is not one of this list.
    """
    return page_by(rows, Order.parse(ordering), cursor=cursor, size=size, read=read)


def page_by(
    rows: "QuerySet[Any, Any]",
    order: Order,
    *,
    cursor: str,
    size: int,
    read: Read | None = None,
    key_of: KeyOf = getattr,
) -> Page[Any]:
    """The same by any order; `key_of(row, column)` reads a key of a row that is no model's."""
    start, tie = Position.parse(cursor, order) if cursor else None, rows.model._meta.get_field(order.tie)
    timed = isinstance(order.field_of(rows), DateTimeField)
    column = order.among(start.first if start is not None else None).field_of(rows)
    if start is not None and not (_fits(column, start.value) and _fits(tie, start.tie)):
        raise _gone()
    part = slice_of(rows, order, start, size=size, read=read)

    def beside(row: Any, *, back: bool) -> str:
        return Position.of(row, order, key_of, timed=timed, back=back).cursor(order)

    return Page(
        part.rows,
        next=beside(part.rows[-1], back=False) if part.has_next else None,
        previous=beside(part.rows[0], back=True) if part.has_previous else None,
    )
