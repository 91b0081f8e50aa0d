"""Twice, killed in the middle, all or nothing, two at once; and the command that prints the figures."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Model

from cases.models import Case, CaseEvent
from catalogue.models import Category
from common.bulk import copy_lines
from common.refusals import Conflict, Refused
from departments.models import Department
from imports.actions import history
from tests.cast import City
from tests.imports.history import HEADER, MAPPING, bring_in, row, still_open

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

ROWS = [row(str(number), what=f"Kind {number % 3}") for number in range(1, 8)]


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Case, CaseEvent, Category, Department))


def fail_in_chunk(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The process dies while the events of that chunk are being written."""
    calls = iter(range(1, 100))

    def dying(model: type[Model], lines: list[str]) -> None:
        if next(calls) == 2 * number:
            raise KeyboardInterrupt
        copy_lines(model, lines)

    monkeypatch.setattr("cases.actions.patterns.copy_lines", dying)


def test_a_second_run_adds_nothing(city: City, tmp_path: Path) -> None:
    first, __ = bring_in(tmp_path, *ROWS)
    before = counts()
    second, __ = bring_in(tmp_path, *ROWS)
    assert counts() == before
    assert (first.added, first.there, second.added, second.there) == (7, 0, 0, 7)
    assert (second.closed_with_due, second.agreed) == (first.closed_with_due, first.agreed) == (7, 7)


def test_a_killed_run_leaves_whole_chunks_and_the_next_goes_on(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "CHUNK", 2)
    with monkeypatch.context() as patch:
        fail_in_chunk(patch, 3)
        with pytest.raises(KeyboardInterrupt):
            bring_in(tmp_path, *ROWS)
    assert (Case.objects.count(), CaseEvent.objects.values("case").distinct().count()) == (4, 4)
    figures, __ = bring_in(tmp_path, *ROWS)
    assert (figures.added, figures.there, Case.objects.count()) == (3, 4, 7)


def test_a_longer_file_adds_what_is_new(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, *ROWS[:3])
    assert bring_in(tmp_path, *ROWS)[0].added == 4


def test_a_row_that_changed_meanwhile_is_left_as_it_is_and_counted(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, still_open())
    figures, __ = bring_in(tmp_path, row())
    assert (figures.there, figures.changed, Case.objects.get().state) == (1, 1, "dispatched")


def test_two_systems_may_use_the_same_keys(city: City, tmp_path: Path) -> None:
    bring_in(tmp_path, row())
    bring_in(tmp_path, row(), said=MAPPING.replace('system = "old"', 'system = "older"'))
    assert Case.objects.filter(external_number="1").count() == 2


def test_one_bad_row_refuses_the_file(city: City, tmp_path: Path) -> None:
    before = counts()
    with pytest.raises(Refused, match="Nothing was imported: the file has 1 bad line"):
        bring_in(tmp_path, *ROWS, row("8", status="Limbo"), refuse=True)
    assert counts() == before


def test_a_good_file_is_not_refused(city: City, tmp_path: Path) -> None:
    assert bring_in(tmp_path, *ROWS, refuse=True)[0].added == 7


def test_a_refusing_run_that_dies_has_written_nothing(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "CHUNK", 2)
    before = counts()
    fail_in_chunk(monkeypatch, 3)
    with pytest.raises(KeyboardInterrupt):
        bring_in(tmp_path, *ROWS, refuse=True)
    assert counts() == before


def test_a_second_import_at_once_is_refused(city: City, tmp_path: Path) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('import'), hashtext('old'))")
            with pytest.raises(Conflict, match="Another import from “old” is running"):
                bring_in(tmp_path, row())
            # Given back, not left to the end of the connection: the server notices that some moments after us.
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    assert bring_in(tmp_path, row())[0].added == 1


def run(folder: Path, *rows: str, **options: object) -> tuple[str, str]:
    (folder / "old.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    (folder / "map.toml").write_text(MAPPING, encoding="utf-8")
    out, err = StringIO(), StringIO()
    call_command("import_cases", folder / "old.csv", mapping=folder / "map.toml", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def figures_of(printed: str) -> dict[str, str]:
    return dict(line.rsplit("  ", 1) for line in printed.splitlines())


def test_the_command_prints_the_figures_and_the_bad_lines(city: City, tmp_path: Path) -> None:
    printed, problems = run(
        tmp_path, row("1"), row("2", lng="0", lat="0"), row("3", lng="1", lat="1"), row("4", opened="?")
    )
    said = {label.strip(): value for label, value in figures_of(printed).items()}
    assert (said["Rows read"], said["Added"], said["Left out"], said["… a time can't be told"]) == ("4", "3", "1", "1")
    assert said["Located in an area"] == "1 (50.000%)"
    assert (said["With a place outside all areas"], said["Not located (on no map)"]) == ("1", "1")
    assert (said["Closed with a target"], said["… our on-time answer equals the file's flag"]) == ("3", "3")
    assert problems == "old.csv:5:opened: “?” is not a time of the form iso.\n"


def test_the_command_names_each_disagreement(city: City, tmp_path: Path) -> None:
    printed, __ = run(tmp_path, row("1"), row("2", flag="NO"), row("3", flag=""))
    assert "line 3, 2: finished 2020-03-03 15:00:00+00:00, due 2020-03-04 15:00:00+00:00." in printed
    assert "line 4, 3:" in printed


def test_the_command_reads_so_many_rows_only(city: City, tmp_path: Path) -> None:
    run(tmp_path, *ROWS, limit=2)
    assert Case.objects.count() == 2


def test_the_command_fails_where_the_file_breaks_off(city: City, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="could not be read to its end"):
        run(tmp_path, row("1"), row("2", text='"open'))
    assert Case.objects.count() == 1


def code_of(folder: Path, *rows: str, **options: object) -> int:
    with pytest.raises(CommandError) as no:
        run(folder, *rows, **options)
    return int(no.value.returncode)


def test_each_way_to_fail_has_an_exit_code_of_its_own(city: City, tmp_path: Path) -> None:
    assert code_of(tmp_path, row("1", status="Limbo"), row("2", opened="?")) == 3  # every row was left out
    assert code_of(tmp_path, row("1"), row("2", text='"open')) == 4  # not read to its end
    assert code_of(tmp_path, row("3"), row("4", status="Limbo"), on_error="refuse") == 1
    assert Case.objects.count() == 1


def test_rows_that_were_there_already_and_a_file_without_rows_are_no_failure(city: City, tmp_path: Path) -> None:
    run(tmp_path, row("1"))
    run(tmp_path, row("1"), row("2", status="Limbo"))
    run(tmp_path)


def test_the_names_are_made_alone_and_their_codes_are_those_of_the_import(city: City, tmp_path: Path) -> None:
    printed, __ = run(tmp_path, *ROWS, row("9", status="Limbo"), names_only=True)
    lines = [line.split(",") for line in printed.splitlines()]
    assert lines[0] == ["kind", "code", "name", "under"]
    assert ["subclass", "event:Kind-1", "Kind 1", ""] in lines
    assert ["unit", "Roads", "Roads", ""] in lines
    assert (Case.objects.count(), Category.objects.filter(code="Kind-1").count()) == (0, 1)
    before = counts()[2:]
    run(tmp_path, *ROWS)
    assert counts()[2:] == before  # nothing was left to be made


def test_the_command_says_what_it_refuses_and_why(city: City, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"(?s)old.csv:3:status: .*“Limbo”.*Nothing was imported"):
        run(tmp_path, row("1"), row("2", status="Limbo"), on_error="refuse")


def test_the_command_says_that_there_is_no_such_file(city: City, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAPPING, encoding="utf-8")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_cases", tmp_path / "none.csv", mapping=tmp_path / "map.toml")
