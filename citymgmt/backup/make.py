"""Makes a backup: the database of one moment first, then the files that it names, which nobody changes any more."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from citymgmt.backup import database
from citymgmt.backup.archive import FORMAT, PIECE, Archive, BackupError, Listed, read_facts, write_facts
from citymgmt.integrity import stored_files
from common.files import media, sum_of
from common.progress import Progress

_OURS = {"begun.json", "database.dump", "wanted.tsv", "files.tsv", "media", ".lock"}


def make(folder: Path) -> dict[str, Any]:
    """Make a backup in a folder, or go on with one that broke off there; what its label says.

    A file that is not where a row says is no reason to stop: it is named in `missing`. Raises BackupError.
    """
    archive = Archive(folder)
    with _alone(archive):
        begun = _begun(archive) or _begin(archive)
        missing = _copy_files(archive)
        listed = list(archive.listed())
        facts = {
            **begun, "finished": timezone.now().isoformat(), "count": len(listed),
            "bytes": sum(each.size for each in listed), "missing": missing, "files.tsv": sum_of(archive.files),
        }  # fmt: skip
        os.sync()
        write_facts(archive.label, facts)
        for path in (archive.begun, archive.wanted):
            path.unlink()
    return facts


@contextmanager
def _alone(archive: Archive) -> Iterator[None]:
    """The folder is ours: empty, or left by a run that broke off, and nobody else's now."""
    archive.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if archive.label.exists():
        said = _("There is a whole backup in %(folder)s. Choose another folder.")
        raise BackupError(said % {"folder": archive.folder})
    strange = {path.name.removesuffix(".part") for path in archive.folder.iterdir()} - _OURS - {"backup.json"}
    if strange:
        raise BackupError(_("There is something else in %(folder)s: %(name)s") % {
            "folder": archive.folder, "name": min(strange)})  # fmt: skip
    with (archive.folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(_("Another backup is being made in %(folder)s.") % {"folder": archive.folder}) from None
        yield
        (archive.folder / ".lock").unlink()


def _begun(archive: Archive) -> dict[str, Any] | None:
    """What the run before had done, where its database is whole."""
    try:
        facts = read_facts(archive.begun)
    except BackupError:
        return None
    whole = sum_of(archive.dump) == facts["database.dump"] and sum_of(archive.wanted) == facts["wanted.tsv"]
    return {name: value for name, value in facts.items() if name != "wanted.tsv"} if whole else None


def _begin(archive: Archive) -> dict[str, Any]:
    """The database, and the list of the files that it names, of one moment."""
    for path in (archive.begun, archive.files):
        path.unlink(missing_ok=True)
    moment = _now_of_database()  # before the snapshot: whatever was committed by then is in it
    with database.snapshot() as name:
        applied = sorted(MigrationRecorder(connection).applied_migrations())
        with archive.wanted.open("w", encoding="utf-8") as lines:
            lines.writelines(f"{each.sha256}\t{each.size}\t{each.name}\n" for each in stored_files())
        database.dump(archive.dump, of=name)
    archive.dump.chmod(0o600)
    facts = {
        "format": FORMAT, "moment": moment.isoformat(), "city": settings.CITY_NAME,
        "migrations": [list(each) for each in applied], "database.dump": sum_of(archive.dump),
    }  # fmt: skip
    write_facts(archive.begun, {**facts, "wanted.tsv": sum_of(archive.wanted)})
    return facts


def _now_of_database() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def _copy_files(archive: Archive) -> list[str]:
    """Copy what is not there yet; the names of files that can't be had, each with why."""
    have = {each.name: each for each in archive.listed()}
    with archive.wanted.open(encoding="utf-8") as lines:
        wanted = [Listed.parse(line) for line in lines]
    missing: list[str] = []
    kept = [have[each.name] for each in wanted if each.name in have and _is_there(archive, have[each.name])]
    _rewrite(archive.files, kept)
    there = {each.name for each in kept}
    with archive.files.open("a", encoding="utf-8") as files, Progress(_("Files"), total=len(wanted)) as progress:
        progress.advance(len(there))
        for each in wanted:
            if each.name not in there:
                try:
                    copied = _copy(each, archive.media / each.name)
                except BackupError as problem:
                    missing.append(f"{each.name}: {problem}")
                else:
                    files.write(copied.line)
                files.flush()
                progress.advance()
    return missing


def _pieces(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb") as read:
            while piece := read.read(PIECE):
                yield piece
    except OSError as problem:
        raise BackupError(problem.strerror) from problem


def _is_there(archive: Archive, each: Listed) -> bool:
    path = archive.media / each.name
    return path.is_file() and path.stat().st_size == each.size


def _rewrite(path: Path, listed: Iterable[Listed]) -> None:
    side = path.with_name(f"{path.name}.part")
    side.write_text("".join(each.line for each in listed), encoding="utf-8")
    side.replace(path)


def _copy(wanted: Listed, target: Path) -> Listed:
    """Copied and summed; where the row knows the sum, it must be that one. Raises BackupError for a fault of the file
    and OSError for one of the backup's own disk, which ends the run: with a full one no file would be in it."""
    source = media(wanted.name)
    if not source.is_file():
        raise BackupError(_("it is not there"))
    target.parent.mkdir(parents=True, exist_ok=True)
    side = target.with_name(f"{target.name}.part")
    with side.open("wb") as write:
        write.writelines(_pieces(source))
    copied = Listed(wanted.name, side.stat().st_size, sum_of(side))
    if wanted.sha256 and copied.sha256 != wanted.sha256:
        side.unlink()
        raise BackupError(_("it is not the file that was received"))
    side.replace(target)
    return copied
