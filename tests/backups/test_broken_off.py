"""A backup that broke off is none, and goes on where it was; one that is whole is never written over."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from citymgmt.backup import database
from citymgmt.backup import make as making
from citymgmt.backup.archive import Archive
from tests import factories as make
from tests.backups.elsewhere import backup
from tests.cast import City
from tests.faults.disks import small_disk

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


def test_one_that_broke_off_goes_on_where_it_was(people: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, copied = tmp_path / "backup", 0
    real = making._copy

    def breaks_off(*args: Any) -> Any:
        nonlocal copied
        copied += 1
        if copied == 3:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(making, "_copy", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        call_command("backup", folder)
    begun = json.loads((folder / "begun.json").read_text())
    with pytest.raises(CommandError, match="no whole backup"):
        call_command("restore", folder)
    make.dispatched("06010", by=people.ines)  # after its moment
    facts = backup(folder)
    assert facts["moment"] == begun["moment"]
    assert copied - 1 == facts["count"] == 4  # each was copied once


def test_one_that_finds_no_room_is_no_backup_and_goes_on_when_there_is_some(people: City, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size=64 << 20) as disk:
        there = disk.seen / "backup"
        there.mkdir()
        real = database.dump

        def then_full(path: Path, *, of: str) -> None:
            real(path, of=of)
            disk.leave(4096)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(database, "dump", then_full)
            with pytest.raises(CommandError, match="No space left"):
                call_command("backup", there, verbosity=0)
        with pytest.raises(CommandError, match="no whole backup"):
            call_command("restore", there)
        disk.leave(64 << 20)
        facts = backup(there)
        assert (facts["missing"], facts["count"]) == ([], 4)
        assert Archive(there).prove()["count"] == 4


def test_nothing_is_written_over_a_backup_or_over_something_else(people: City, tmp_path: Path) -> None:
    backup(tmp_path / "backup")
    with pytest.raises(CommandError, match="whole backup"):
        call_command("backup", tmp_path / "backup")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/letter.txt").write_text("x")
    with pytest.raises(CommandError, match="something else"):
        call_command("backup", tmp_path / "other")
