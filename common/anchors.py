"""A signed record of what stood at a moment, kept outside of the database: how it is written, signed and read back.

The file is gzipped text. Its first line says what it is, the second is JSON with the head (number, moment, the
fingerprint of the record before it, counts), then one line for each thing, its cells parted by tabs, and last

    signature <key> <HMAC-SHA256 of all lines above>

A record names the fingerprint (SHA-256 of the same lines) of the one before it: who has the newest has a proof of all
of them. The keys are those of the setting ANCHOR_KEYS, of which the first signs and all prove.
"""

import gzip
import hashlib
import hmac
import os
import uuid
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

FIRST_LINE = "citymgmt anchor 1"
_SALT = "citymgmt.anchor"
Cells = Sequence[object]


class RecordError(Exception):
    """The file is no whole record, or not what was signed; the words say which."""


@dataclass(frozen=True)
class Written:
    """A record on disk, not yet under its name."""

    path: Path
    digest: str

    def publish(self, name: str) -> Path:
        """Give it its name in the folder of records."""
        target = self.path.with_name(name)
        os.replace(self.path, target)
        folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return target


@dataclass(frozen=True)
class Record:
    """A record on disk that is what was signed."""

    path: Path
    head: dict[str, Any]
    digest: str

    @property
    def number(self) -> int:
        return int(self.head["number"])

    def lines(self) -> Iterator[bytes]:
        """The lines between the head and the signature."""
        with gzip.open(self.path, "rb") as packed:
            yield from islice(_Ahead(packed), 2, None)


class _Sum:
    """Fingerprint and signatures of the lines that pass."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.digest = hashlib.sha256()
        self.signs = {key_name(key): salted_hmac(_SALT, "", secret=key, algorithm="sha256") for key in keys}

    def add(self, line: bytes) -> bytes:
        self.digest.update(line)
        for sign in self.signs.values():
            sign.update(line)
        return line


def key_name(key: str) -> str:
    """What a signature calls the key that made it; the key can't be had from it."""
    return hashlib.sha256(f"{_SALT}.name.{key}".encode()).hexdigest()[:8]


def write(head: dict[str, Any], lines: Iterable[Cells], *, folder: Path) -> Written:
    """Write a record to disk, safe there when this returns. Raises OSError where the folder can't be written."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{uuid.uuid4().hex}"
    try:
        with path.open("xb") as file:
            os.fchmod(file.fileno(), 0o440)
            with gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
                digest = _write(packed, head, lines)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Written(path, digest)


def _write(packed: gzip.GzipFile, head: dict[str, Any], lines: Iterable[Cells]) -> str:
    [signer, *__] = settings.ANCHOR_KEYS
    sums = _Sum([signer])
    packed.write(sums.add(f"{FIRST_LINE}\n".encode()))
    packed.write(sums.add(orjson.dumps(head) + b"\n"))
    for cells in lines:
        packed.write(sums.add("\t".join(map(str, cells)).encode() + b"\n"))
    [(name, sign)] = sums.signs.items()
    packed.write(f"signature {name} {sign.hexdigest()}\n".encode())
    return sums.digest.hexdigest()


def prove(path: Path) -> Record:
    """The record in a file. Raises RecordError where it is not what was signed."""
    try:
        with gzip.open(path, "rb") as packed:
            return _proved(path, _Ahead(packed))
    except (EOFError, OSError, zlib.error, ValueError) as problem:
        raise RecordError(_("it is damaged")) from problem


def _proved(path: Path, lines: "_Ahead") -> Record:
    sums = _Sum(settings.ANCHOR_KEYS)
    if sums.add(next(lines, b"")) != f"{FIRST_LINE}\n".encode():
        raise RecordError(_("it is no anchor"))
    head = orjson.loads(sums.add(next(lines, b"")))
    for line in lines:
        sums.add(line)
    _compare(lines.last.decode(), sums)
    return Record(path, head, sums.digest.hexdigest())


def _compare(line: str, sums: _Sum) -> None:
    word, __, rest = line.strip().partition(" ")
    key, __, said = rest.partition(" ")
    if word != "signature":
        raise RecordError(_("its end is missing"))
    if key not in sums.signs:
        raise RecordError(_("it was signed with a key that is not among ANCHOR_KEYS: %(key)s") % {"key": key})
    if not hmac.compare_digest(sums.signs[key].hexdigest(), said):
        raise RecordError(_("it is not what was signed"))


class _Ahead(Iterator[bytes]):
    """All lines but the last, which is `last` at the end."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self.last = next(self._lines, b"")

    def __next__(self) -> bytes:
        line, self.last = self.last, next(self._lines)  # StopIteration leaves the last where it is
        return line
