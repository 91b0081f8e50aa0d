"""Chunks of an import are written beside each other, each in a transaction of its own and whole or not at all."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from django.utils.translation import get_language, override

from cases.actions import Rows, write_rows

WRITERS = 2  # they write as fast as one Python makes rows; with a third two cores change hands too often (6 % slower)
TURN = 0.0005  # seconds of Python's lock: who hears from PostgreSQL need not wait 5 ms for who computes
SELDOM = 50_000  # new objects between two looks for cycles, of which an import makes few: a seventh of Python's time
PATIENCE = {"idle_in_transaction_session_timeout": "5min", "lock_timeout": "60s", "statement_timeout": "15min"}
Make = Callable[[], Rows]
Written = Callable[[], object]  # waits until a chunk is written, or raises what went wrong
Write = Callable[[Make], Written]


@contextmanager
def patient() -> Iterator[None]:
    """An import may think and write for longer than a page may, on a slow machine above all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting || coalesce(unit, '') FROM pg_settings WHERE name = ANY (%s)", [[*PATIENCE]]
        )
        before = dict(cursor.fetchall())
        _set(PATIENCE)
        try:
            yield
        finally:
            with suppress(Error):
                _set(before)


def _set(settings: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])


@contextmanager
def writing() -> Iterator[Write]:
    """Takes what makes the rows of a chunk, which must not use the database, and writes them.

    The caller makes them, and writers with a connection each only send: of two threads that compute one waits for the
    other. Inside a transaction there can be but one connection: then rows are made beside, and written where somebody
    waits for them. What was begun has ended when the block is left.
    """
    opened: list[Any] = []
    language = get_language()

    def made(make: Make) -> Rows:
        with override(language):
            return make()

    def write_beside(rows: Rows) -> object:
        if connection.connection is None:
            opened.append(_own_connection())
        return write_rows(rows)

    together = connection.in_atomic_block
    pool = ThreadPoolExecutor(max_workers=1 if together else WRITERS)

    def write(make: Make) -> Written:
        if not together:
            return pool.submit(write_beside, make()).result
        rows: Future[Rows] = pool.submit(made, make)
        return lambda: write_rows(rows.result())

    try:
        with _hurried():
            yield write
    finally:
        pool.shutdown(cancel_futures=True)
        for each in opened:
            each.close()


@contextmanager
def _hurried() -> Iterator[None]:
    """Python's own settings, for as long as an import runs."""
    turns, looks = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(TURN)
    gc.set_threshold(SELDOM, *looks[1:])
    gc.freeze()  # what is loaded is not looked at again and again: a tenth of Python's time
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(turns)
        gc.set_threshold(*looks)


def _own_connection() -> Any:
    """This thread's connection, patient as the other one. It is closed by the thread that began the import."""
    _set(PATIENCE)
    mine = connections[DEFAULT_DB_ALIAS]
    mine.inc_thread_sharing()
    return mine
