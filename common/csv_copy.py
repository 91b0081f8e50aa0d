"""CSV that PostgreSQL writes itself (COPY): the cells as `safe_cell` has them, the lines as `csv_lines` has them, ten
times as fast as Python does it. Python only carries them, some thousand at a time."""

import json
from collections.abc import Iterator, Mapping, Sequence
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import DateTimeField, Expression, F, Field, Func, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from common import download
from common.csv_reader import FORMULAS, safe_cell
from common.keyset import Order

Cell = F | Expression  # of a row: a text, a number or a moment
FIRST = 500  # lines of the first statement, which somebody waits for
PAGE = 250_000  # rows of the table that each of the others passes: so many join a whole table by one hash
PIECE = 5_000  # lines that are sent at once


class OwnWords(TextField[Any, Any]):
    """What a cell that chooses among our own words is made of: none of them is one that a spreadsheet would run."""


class Said(Func):
    """The word that a dictionary has for a value, in a query; nothing for a value of which it says nothing.

    A dictionary of some hundred words costs a row less than a join, and its words are those of the active language.
    """

    template = "(%(expressions)s)"
    arg_joiner = "::jsonb ->> "

    def __init__(self, value: Cell | str, words: Mapping[Any, object]) -> None:
        self.value, self.words = value, {key: str(word) for key, word in words.items()}
        said = json.dumps({key: word for key, word in self.words.items() if word}, ensure_ascii=False)
        super().__init__(Value(said), Cast(value, TextField()), output_field=TextField())

    @property
    def safe(self) -> "Said":
        return Said(self.value, {key: safe_cell(word) for key, word in self.words.items()})


class _Safe(Func):
    """`safe_cell` of a text; COPY writes an empty text as two quotes, and nothing as nothing."""

    # By its first character alone of most texts: to strip each of apostrophes took longer than to write it.
    guarded = """
CASE WHEN ascii({0}) IN (0, 39, {1})
     THEN CASE WHEN ascii(ltrim({0}, '''')) IN ({1}) THEN '''' || {0} ELSE nullif({0}, '') END ELSE {0} END
"""
    marks = ", ".join(str(ord(mark)) for mark in FORMULAS)
    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *how: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = compiler.compile(self.source_expressions[0])
        return self.guarded.format(sql, self.marks), (*parameters,) * self.guarded.count("{0}")


class _Minute(Func):
    """`common.download.moment` of a moment; one beyond the year 9999, which no door lets in, would lose a digit."""

    template = "left((%(expressions)s)::text, 16)"
    output_field = TextField()


def csv_pages(rows: "QuerySet[Any, Any]", order: Order, cells: Sequence[Cell]) -> Iterator[bytes]:
    """The lines of all rows in this order, some at once, by short statements, each from one position to another.

    What is written meanwhile is read if it comes later in the order; no row comes twice.
    """
    told = rows.values_list(*(_cell(rows, cell) for cell in cells))
    start, end = None, order.further(rows, None, steps=FIRST)
    yield from _page(order.between(told, None, end))
    while end is not None:
        start, end = end, order.further(rows.model._base_manager.all(), end, steps=PAGE)
        yield from _page(order.between(told, start, end))


def _page(rows: "QuerySet[Any, Any]") -> Iterator[bytes]:
    """As they are sent, from a file without a name, which is gone with whoever had it open."""
    with TemporaryFile() as file:
        sizes = copied(rows, file)
        file.seek(0)
        for size in sizes:
            yield file.read(size)
            download.alive()


_ZONE = "SET LOCAL TIME ZONE %s"  # lost with the transaction, whatever becomes of the statement


def copied(rows: "QuerySet[Any, Any]", file: IO[bytes]) -> list[int]:
    """Rows into a file as PostgreSQL writes them, moments by the city's clock; how many bytes each piece of it has.

    The clock is that of the session until the statement is over: to look its zone up for each moment took as long as to
    write the moment.
    """
    pieces = _Pieces(file)
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ZONE, [timezone.get_current_timezone_name()])
        sql = cursor.cursor.mogrify(sql, parameters).decode()
        with connection.wrap_database_errors:  # COPY is psycopg's own, not Django's
            cursor.cursor.copy_expert(f"COPY ({sql}) TO STDOUT (FORMAT csv)", pieces)
        cursor.execute(_ZONE, [connection.timezone_name])  # for a transaction that goes on
    pieces.end()
    return pieces.sizes


class _Pieces:
    """What COPY writes to: it gets one line after the other, ends each as RFC 4180 does and puts some thousand at once
    into a file, which ends no piece within a line."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.lines, self.sizes = file, list[bytes](), list[int]()

    def write(self, line: bytes) -> None:
        self.lines.append(line[:-1])
        if len(self.lines) == PIECE:
            self.end()

    def end(self) -> None:
        """A piece with the lines that are there."""
        if self.lines:
            self.sizes.append(self.file.write(b"\r\n".join([*self.lines, b""])))
            self.lines.clear()
            download.alive()


def _cell(rows: "QuerySet[Any, Any]", cell: Cell) -> Cell:
    """What stands in the file."""
    if isinstance(cell, Said):
        return cell.safe
    kind: Field[Any, Any] = cell.resolve_expression(rows.query.chain()).output_field
    if isinstance(kind, DateTimeField):
        return _Minute(cell)
    return cell if isinstance(kind, IntegerField | OwnWords) else _Safe(cell)
