"""A backup holds the database and the files of one moment, made while the city works; it is put back whole, or not."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from cases.actions import make_anchor
from cases.models import Case
from citymgmt.backup import database
from citymgmt.backup import make as making
from citymgmt.backup.archive import Archive, Listed, write_facts
from common import outbox
from common.files import sum_of
from evidence.models import Attachment, Photo
from tests import factories as make
from tests.api.bodies import image, post_case, post_photo
from tests.cast import City
from tests.cast import city as make_city
from tests.clients import api_client
from tests.faults.disks import small_disk
from tests.services import ROOT, database_url

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ANCHOR_DIR = tmp_path / "media/anchors"
    settings.API_PER_MINUTE = 10_000
    return tmp_path / "media"


@pytest.fixture
def people(media: Path) -> City:
    """A small city with a case, its photo and a file."""
    city = make_city()
    case = make.dispatched("06010", by=city.ines)
    make.attachment(city.hana, of=case.subject, sha256=sha256(b"x").hexdigest())
    assert post_photo(api_client(city.ines), image()).status_code == 201
    drain()
    make.files()
    return city


def drain() -> None:
    for topic in outbox.topics() * 2:
        outbox.drain(topic)


@dataclass(frozen=True)
class Elsewhere:
    """Another machine: an empty database and an empty folder."""

    url: str
    folder: Path

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        given = {"DATABASE_URL": self.url, "MEDIA_ROOT": str(self.folder), "ANCHOR_DIR": str(self.folder / "anchors")}
        command = [sys.executable, "manage.py", *arguments]
        env = {**os.environ, **given}
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url)) as line, line.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    url = database_url()
    name = f"{urlsplit(url).path.lstrip('/')}_restored"
    with closing(psycopg2.connect(url)) as server, closing(server.cursor()) as cursor:
        server.autocommit = True
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Elsewhere(urlunsplit(urlsplit(url)._replace(path=f"/{name}")), tmp_path / "elsewhere")
        finally:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def backup(folder: Path) -> dict[str, Any]:
    call_command("backup", folder, verbosity=0)
    facts: dict[str, Any] = json.loads((folder / "backup.json").read_text())
    return facts


# --- the drill -------------------------------------------------------------------------------------------------------


@dataclass
class Street:
    """Inspectors who report with photos, and what was acknowledged when."""

    clients: list[APIClient]
    acknowledged: list[tuple[str, str, datetime]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def report(self, number: int) -> None:
        client = self.clients[number % 2]
        photo = post_photo(client, image(size=(64 + number % 50, 48 + number)))
        assert photo.status_code == 201, photo.content
        case = post_case(client, at_cell=(number % 4, 0), photos=[photo.json()["id"]], description=f"第 {number} 起")
        assert case.status_code == 201, case.content
        self.acknowledged.append((case.json()["id"], photo.json()["id"], timezone.now()))
        connection.close()

    def work(self) -> None:
        """What the worker does beside it: route, make photos anew."""
        while not self.over.is_set():
            drain()
            time.sleep(0.05)
        connection.close()


@contextmanager
def at_work(street: Street) -> Iterator[None]:
    worker = threading.Thread(target=street.work)
    worker.start()
    try:
        yield
    finally:
        street.over.set()
        worker.join(60)


def test_a_backup_made_while_reports_arrive_is_restored_elsewhere_with_all_that_was_acknowledged(
    request: pytest.FixtureRequest, people: City, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    number = 300 if request.config.getoption("long") else 24
    street = Street([api_client(people.ines), api_client(people.ivan)])
    with at_work(street), ThreadPoolExecutor(2) as inspectors:
        reports = [inspectors.submit(street.report, n) for n in range(number)]
        reports[number // 3].result(300)
        facts = backup(tmp_path / "backup")
        for each in reports:
            each.result(600)
    moment = datetime.fromisoformat(facts["moment"])
    before = [(case, photo) for case, photo, at in street.acknowledged if at < moment]
    assert number // 4 <= len(before) < number

    done = elsewhere.manage("restore", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stderr
    there = {str(key) for (key,) in elsewhere.ask("SELECT id FROM cases_case")}
    assert {case for case, __ in before} <= there
    photos = {str(key): status for key, status in elsewhere.ask("SELECT id, status FROM evidence_photo")}
    assert {photo for __, photo in before} <= photos.keys()
    assert facts["missing"] == []
    for key, status in photos.items():
        name = key.replace("-", "")
        assert (elsewhere.folder / "originals" / name[:2] / name).is_file()
        assert status != "ready" or (elsewhere.folder / "photos" / name[:2] / f"{name}.jpg").is_file()
    sound = elsewhere.manage("fsck", "--files")
    assert sound.returncode == 0, sound.stdout + sound.stderr


# --- what it holds ---------------------------------------------------------------------------------------------------


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


# --- broken off ------------------------------------------------------------------------------------------------------


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


# --- refused ---------------------------------------------------------------------------------------------------------


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


# --- fsck ------------------------------------------------------------------------------------------------------------


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
