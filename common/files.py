"""Files that must be there once the row that names them is committed."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from common.outages import refusal_for

ENOUGH = 500 << 20  # bytes: some hours of photos
LIVES = timedelta(days=1)  # longer than the making of any file


@dataclass(frozen=True)
class Draft:
    """A file written whole and safe on disk, not yet under its name."""

    path: Path
    sha256: str
    size: int

    def publish(self, name: str) -> None:
        """Give it its name under MEDIA_ROOT; call it inside the transaction, so that name and row come together."""
        target = media(name)
        _make_folder(target.parent)
        os.replace(self.path, target)
        _sync_folder(target.parent)

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)


def media(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / name


def name_too(name: str, other: str) -> None:
    """Let a file under MEDIA_ROOT have another name as well; it goes with the last of them. FileNotFoundError if lost.

    Call it inside the transaction of the row that has the other name.
    """
    target = media(other)
    _make_folder(target.parent)
    with suppress(FileExistsError):  # done before
        os.link(media(name), target)
    _sync_folder(target.parent)


def draft(chunks: Iterable[bytes]) -> Draft:
    """Write to disk, hashing on the way; after a crash at most a nameless draft is left behind."""
    folder = media("drafts")
    _make_folder(folder)
    path = folder / uuid.uuid4().hex
    try:
        return _written(path, chunks)
    except BaseException as error:
        path.unlink(missing_ok=True)
        if no := refusal_for(error):  # a full disk, in words
            raise no from error
        raise


def scant() -> int | None:
    """How many bytes are left on the disk of the files where they are few; None where there are enough."""
    folder = next(each for each in (media("."), *media(".").absolute().parents) if each.is_dir())
    free = shutil.disk_usage(folder).free
    return free if free < ENOUGH else None


def forget_drafts(*, at: datetime | None = None) -> int:
    """Delete the drafts whose maker died over them, such as an upload whose process was killed; how many."""
    before, forgotten = ((at or timezone.now()) - LIVES).timestamp(), 0
    for path in media("drafts").glob("*"):
        with suppress(FileNotFoundError):  # it got its name, or another clock was quicker
            if path.stat().st_mtime < before:
                path.unlink()
                forgotten += 1
    return forgotten


def _written(path: Path, chunks: Iterable[bytes]) -> Draft:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Draft(path, digest.hexdigest(), size)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Stored:
    """A file that must be there, by its name under MEDIA_ROOT; without size and sum where no row knows them."""

    name: str
    size: int = 0
    sha256: str = ""
    row: str = ""  # the key of the row that promises it


def sum_of(path: Path) -> str:
    """The SHA-256 of a file; that of nothing where it is not there."""
    digest = hashlib.sha256()
    if path.is_file():
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()


@dataclass(frozen=True)
class Enclosed:
    """A file that a page to be printed shows as `paper:NAME`."""

    path: Path
    content_type: str
