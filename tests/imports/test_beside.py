"""Chunks are written beside each other, on connections of their own: whole ones, whatever happens to another."""

from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from cases.actions import Rows, write_rows
from cases.integrity import CHECKS
from cases.models import Case, CaseEvent
from common.integrity import examine
from imports.actions import history, writing
from tests.cast import City
from tests.imports.history import bring_in, row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]
ODD = ('"tab\there, ""quoted"", \\N 100 % %s"', "井盖\\n", "Ünïcödé", "'=1+1")
ROWS = [
    row(str(number), what=f"Kind {number % 3}", text=ODD[number % 4], where=ODD[number % 3], answer=ODD[number % 2],
        whose=f"Unit {number % 5}" if number % 7 else "", lng=f"{number}e-7" if number % 3 else "121.4805")
    for number in range(1, 60)
]  # fmt: skip


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "CHUNK", 7)


def connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_all_of_a_file_comes_in_with_a_whole_history(city: City, tmp_path: Path) -> None:
    before = connections()
    figures, problems = bring_in(tmp_path, *ROWS)
    assert (figures.added, problems, Case.objects.count()) == (59, [], 59)
    assert [found.check.name for found in map(examine, CHECKS) if found.count] == []
    assert set(CaseEvent.objects.values_list("salt", flat=True).distinct().filter(salt__startswith="S")) != set()
    assert connections() == before
    again, __ = bring_in(tmp_path, *ROWS)
    assert (again.added, again.there, Case.objects.count()) == (0, 59, 59)


def test_all_or_nothing_has_one_connection(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bool] = []

    def watched(rows: Rows) -> int:
        written.append(connection.in_atomic_block)
        if len(written) == 5:
            raise IntegrityError("no")
        return write_rows(rows)

    monkeypatch.setattr(writing, "write_rows", watched)
    with pytest.raises(IntegrityError):
        bring_in(tmp_path, *ROWS, refuse=True)
    assert written == [True] * 5
    assert not Case.objects.exists()


def test_where_a_chunk_fails_the_others_are_whole_and_the_next_run_goes_on(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter(range(1, 100))

    def failing(rows: Rows) -> int:
        if next(calls) == 4:
            raise IntegrityError("no")
        return write_rows(rows)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write_rows", failing)
        with pytest.raises(IntegrityError):
            bring_in(tmp_path, *ROWS)
    there = Case.objects.count()
    assert there % 7 == 0
    assert there in range(21, 57)
    assert [found.check.name for found in map(examine, CHECKS) if found.count] == []
    figures, __ = bring_in(tmp_path, *ROWS)
    assert (figures.added, figures.there, Case.objects.count()) == (59 - there, there, 59)
