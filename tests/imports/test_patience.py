"""A slow machine, or one that is busy, does not end an import: it has a time-out of its own."""

import time
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connection

from cases.models import Case
from grids.queries import locate_many
from imports.actions import history, writing
from imports.history.reading import HistoryReader, Past
from tests.cast import City
from tests.imports.history import HEADER, MAPPING, bring_in, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAME = "idle_in_transaction_session_timeout"


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {NAME}")
        return str(cursor.fetchone()[0])


def test_reading_may_take_longer_than_a_page_may_think(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All or nothing is one transaction, which waits while the next chunk is read."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET {NAME} = '200ms'")
    read = HistoryReader._past

    def slowly(reader: HistoryReader, *row: object) -> Past:
        time.sleep(0.4)
        return read(reader, *row)  # type: ignore[arg-type]

    monkeypatch.setattr(HistoryReader, "_past", slowly)
    monkeypatch.setattr(history, "CHUNK", 1)
    assert bring_in(tmp_path, row("1"), row("2"), refuse=True)[0].added == 2


def test_afterwards_the_connection_has_the_time_out_it_had(city: City, tmp_path: Path) -> None:
    before = setting()
    bring_in(tmp_path, row())
    assert setting() == before


def test_what_is_computed_is_computed_outside_of_the_transaction(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks: list[int] = []

    def looking(points: list[tuple[float, float]]) -> object:
        blocks.append(len(connection.savepoint_ids))
        return locate_many(points)

    monkeypatch.setattr("imports.actions.history.locate_many", looking)
    bring_in(tmp_path, row())
    assert blocks == [0]


def cut() -> DatabaseError:
    """As the driver tells of a connection that is cut while an answer comes: an error without a kind or a code."""
    error = DatabaseError("server closed the connection unexpectedly")
    error.__cause__ = psycopg2.DatabaseError()
    return error


@pytest.mark.parametrize("error", [OperationalError("server closed the connection unexpectedly"), cut()], ids=repr)
def test_a_connection_that_is_lost_is_told_in_a_sentence(
    error: DatabaseError, city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old.csv").write_text(HEADER + row())
    (tmp_path / "map.toml").write_text(MAPPING)

    def lost(rows: object) -> None:
        raise error

    monkeypatch.setattr(writing, "write_rows", lost)
    with pytest.raises(CommandError, match=r"The database ended the connection \(server closed.*start it again"):
        call_command("import_cases", tmp_path / "old.csv", mapping=tmp_path / "map.toml")
    assert not Case.objects.exists()
