"""What a backup holds, who may make and read it, and which files `fsck` misses afterwards."""

from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import CommandError, call_command

from cases.actions import make_anchor
from cases.models import Case
from citymgmt.backup.archive import Archive
from evidence.models import Attachment, Photo
from tests.backups.elsewhere import Elsewhere, backup
from tests.cast import City
from tests.services import database_url

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


def test_what_was_restored_is_what_was_there(people: City, elsewhere: Elsewhere, tmp_path: Path, media: Path) -> None:
    make_anchor()
    backup(tmp_path / "backup")
    assert elsewhere.manage("restore", str(tmp_path / "backup")).returncode == 0
    kept = sorted(path.relative_to(media) for path in media.rglob("*") if path.is_file())
    assert sorted(path.relative_to(elsewhere.folder) for path in elsewhere.folder.rglob("*") if path.is_file()) == kept
    [(number,)] = elsewhere.ask("SELECT number FROM cases_case")
    assert number == Case.objects.get().number
    insert, delete = (
        f"has_table_privilege('citymgmt_app', 'cases_caseevent', '{may}')" for may in ("INSERT", "DELETE")
    )
    assert elsewhere.ask(f"SELECT {insert}, {delete}") == [(True, False)]
    assert elsewhere.manage("migrate", "--check").returncode == 0
    assert elsewhere.manage("fsck", "--anchors").returncode == 0


def test_the_role_that_only_reads_may_make_it(people: City, tmp_path: Path, media: Path) -> None:
    parts = urlsplit(database_url())
    here = Elsewhere(urlunsplit(parts._replace(netloc="citymgmt_reader@" + parts.netloc.rpartition("@")[2])), media)
    done = here.manage("backup", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stderr
    assert Archive(tmp_path / "backup").prove()["count"] == 4


def test_it_is_closed_to_everybody_else(people: City, tmp_path: Path) -> None:
    backup(tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    assert (tmp_path / "backup/database.dump").stat().st_mode & 0o077 == 0


def test_a_file_that_is_not_there_is_named_and_the_rest_is_kept(people: City, tmp_path: Path, media: Path) -> None:
    gone = Attachment.objects.get()
    (media / gone.stored_name).unlink()
    changed = Photo.objects.get()
    (media / changed.original_name).write_bytes(b"y")
    facts = backup(tmp_path / "backup")
    assert sorted(facts["missing"]) == [
        f"{gone.stored_name}: it is not there", f"{changed.original_name}: it is not the file that was received",
    ]  # fmt: skip
    assert facts["count"] == 2  # what was made of the photo


def test_fsck_finds_a_file_that_is_missing_and_one_that_is_another(people: City, media: Path) -> None:
    photo = Photo.objects.get()
    kept = (media / photo.original_name).read_bytes()
    (media / photo.served_name).unlink()
    assert photo.served_name in failing("fsck")
    assert "WRONG" not in failing("fsck", without_files=True)
    (media / photo.served_name).write_bytes(b"x")
    (media / photo.original_name).write_bytes(b"z" * len(kept))
    assert photo.original_name not in failing("fsck")
    assert photo.original_name in failing("fsck", files=True)


def failing(*arguments: str, **options: Any) -> str:
    out = StringIO()
    try:
        call_command(*arguments, stdout=out, **options)
    except CommandError:
        assert "WRONG" in out.getvalue()
    return out.getvalue()
