"""What is not put back: a damaged archive, one over a city that is there, one of tomorrow's version."""

from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cases.models import Case
from citymgmt.backup.archive import Archive, Listed, write_facts
from common.files import sum_of
from tests import factories as make
from tests.backups.elsewhere import Elsewhere, backup
from tests.cast import City

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


def damages(folder: Path) -> dict[str, Any]:
    dump, media = folder / "database.dump", next(path for path in (folder / "media").rglob("*") if path.is_file())
    half = len(dump.read_bytes()) // 2
    return {
        "a byte of the dump": lambda: flip(dump, half),
        "the end of the dump": lambda: dump.write_bytes(dump.read_bytes()[:-100]),
        "a byte of a file": lambda: flip(media, 0),
        "a file that is missing": media.unlink,
        "the list of files": lambda: flip(folder / "files.tsv", 5),
        "the label": lambda: flip(folder / "backup.json", 60),
        "a missing label": (folder / "backup.json").unlink,
        "a missing dump": dump.unlink,
        "a file out of the folder": lambda: name_another(folder, "../../letter.txt"),
        "a file by its whole path": lambda: name_another(folder, str(folder.parent / "letter.txt")),
        "a line of another kind": lambda: relist(folder, "what is this?\n"),
        "a label that says less": lambda: write_facts(folder / "backup.json", {"format": 1}),
        "a label of nothing": lambda: write_facts(folder / "backup.json", {}),
    }


def name_another(folder: Path, name: str) -> None:
    """An archive that somebody made by hand: a file elsewhere, with all sums right."""
    target = folder / "media" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("x")
    relist(folder, Listed(name, 1, sum_of(target)).line)


def relist(folder: Path, line: str) -> None:
    archive = Archive(folder)
    archive.files.write_text(line)
    facts = archive.facts() | {"files.tsv": sum_of(archive.files), "count": 1}
    write_facts(archive.label, facts)


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("damage", range(13))
def test_a_damaged_archive_is_refused_before_anything_is_changed(
    people: City, tmp_path: Path, media: Path, damage: int
) -> None:
    backup(tmp_path / "backup")
    list(damages(tmp_path / "backup").values())[damage]()
    later = make.dispatched("06010", by=people.ines)
    before = {path: path.stat().st_mtime_ns for path in media.rglob("*")}
    with pytest.raises(CommandError):
        call_command("restore", tmp_path / "backup", overwrite=True)
    assert Case.objects.filter(pk=later.pk).exists()
    assert {path: path.stat().st_mtime_ns for path in media.rglob("*")} == before


def test_a_city_that_is_there_is_not_overwritten_unasked(people: City, elsewhere: Elsewhere, tmp_path: Path) -> None:
    backup(tmp_path / "backup")
    assert elsewhere.manage("restore", str(tmp_path / "backup")).returncode == 0
    again = elsewhere.manage("restore", str(tmp_path / "backup"))
    assert again.returncode == 1
    assert "--overwrite" in again.stderr
    [(key,)] = elsewhere.ask("SELECT id FROM cases_case")
    with closing(psycopg2.connect(elsewhere.url)) as line, line, line.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET description = 'x'; CREATE TABLE stranger (id int)")
    over = elsewhere.manage("restore", str(tmp_path / "backup"), "--overwrite")
    assert over.returncode == 0, over.stderr
    same = f"SELECT description <> 'x', to_regclass('stranger') IS NULL FROM cases_case WHERE id = '{key}'"
    assert elsewhere.ask(same) == [(True, True)]


def test_a_database_that_breaks_in_the_middle_stays_as_it_was(
    people: City, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    backup(tmp_path / "backup")
    assert elsewhere.manage("restore", str(tmp_path / "backup")).returncode == 0
    with closing(psycopg2.connect(elsewhere.url)) as line, line, line.cursor() as cursor:
        # What is in its way shows when nearly all of it is done: an index can't have the name of a type.
        cursor.execute("UPDATE cases_case SET description = 'mine'; ALTER INDEX case_newest RENAME TO other")
        cursor.execute("CREATE TYPE public.case_newest AS (a int)")
    broken = elsewhere.manage("restore", str(tmp_path / "backup"), "--overwrite")
    assert broken.returncode == 1
    assert "case_newest" in broken.stderr
    assert elsewhere.ask("SELECT description FROM cases_case") == [("mine",)]


def test_nobody_may_be_at_work_meanwhile(people: City, elsewhere: Elsewhere, tmp_path: Path) -> None:
    backup(tmp_path / "backup")
    with closing(psycopg2.connect(elsewhere.url)):
        said = elsewhere.manage("restore", str(tmp_path / "backup"))
    assert said.returncode == 1
    assert "web、worker 和 clock" in said.stderr


def test_a_backup_of_a_newer_version_is_refused(people: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_of_tomorrow', now())")
    try:
        backup(tmp_path / "backup")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_of_tomorrow'")
    with pytest.raises(CommandError, match="9999_of_tomorrow"):
        call_command("restore", tmp_path / "backup", overwrite=True)
