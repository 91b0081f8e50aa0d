"""The folder of a backup: what lies where, what it says of itself, and whether it is whole."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.files import sum_of
from common.progress import Progress

FORMAT = 1
FACTS = frozenset({"format", "moment", "city", "migrations", "count", "missing", "database.dump", "files.tsv"})
PIECE = 1 << 20  # bytes


class BackupError(Exception):
    """It can't be made, or can't be used; the words say why."""


@dataclass(frozen=True)
class Listed:
    """A file of the archive, by its name under MEDIA_ROOT."""

    name: str
    size: int
    sha256: str

    @property
    def line(self) -> str:
        return f"{self.sha256}\t{self.size}\t{self.name}\n"

    @classmethod
    def parse(cls, line: str) -> "Listed":
        """Raises BackupError for what is no such line, and for a name that leads out of MEDIA_ROOT: whoever writes an
        archive makes its sums too."""
        try:
            sha256, size, name = line.rstrip("\n").split("\t")
            if not name or ".." in Path(name).parts or Path(name).is_absolute():
                raise ValueError
            return cls(name, int(size), sha256)
        except ValueError:
            raise BackupError(_("The list of files has a line that names no file of a city.")) from None


@dataclass(frozen=True)
class Archive:
    folder: Path

    @property
    def label(self) -> Path:
        return self.folder / "backup.json"

    @property
    def begun(self) -> Path:
        return self.folder / "begun.json"

    @property
    def dump(self) -> Path:
        return self.folder / "database.dump"

    @property
    def wanted(self) -> Path:
        return self.folder / "wanted.tsv"

    @property
    def files(self) -> Path:
        return self.folder / "files.tsv"

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def listed(self) -> Iterator[Listed]:
        if self.files.exists():
            with self.files.open(encoding="utf-8") as lines:
                yield from (Listed.parse(line) for line in lines if line.endswith("\n"))  # the last may have broken off

    def facts(self) -> dict[str, Any]:
        """What the label says. Raises BackupError where there is none, or it is not as it was written."""
        return read_facts(self.label)

    def prove(self) -> dict[str, Any]:
        """Read all of it and compare each sum; the label's facts. Raises BackupError naming the first that differs."""
        facts = self.facts()
        if facts.get("format") != FORMAT or FACTS - facts.keys():
            raise BackupError(_("It was made by another version, in a form that this one does not read."))
        for path in (self.dump, self.files):
            if sum_of(path) != facts[path.name]:
                raise BackupError(_("%(file)s is damaged.") % {"file": path})
        with Progress(_("Proving the files"), total=facts["count"]) as progress:
            for each in self.listed():
                path = self.media / each.name
                if not path.is_file() or path.stat().st_size != each.size or sum_of(path) != each.sha256:
                    raise BackupError(_("%(file)s is damaged or missing.") % {"file": path})
                progress.advance()
        return facts


def write_facts(path: Path, facts: dict[str, Any]) -> None:
    """As JSON with its own sum in it, whole or not at all."""
    text = json.dumps({**facts, "sum": _sum_of_facts(facts)}, ensure_ascii=False, indent=1)
    side = path.with_name(f"{path.name}.part")
    with side.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    side.replace(path)


def read_facts(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        facts = {name: value for name, value in said.items() if name != "sum"}
    except FileNotFoundError as problem:
        raise BackupError(_("%(file)s is missing: this is no whole backup.") % {"file": path}) from problem
    except (OSError, ValueError, AttributeError) as problem:
        raise BackupError(_("%(file)s is damaged.") % {"file": path}) from problem
    if said.get("sum") != _sum_of_facts(facts):
        raise BackupError(_("%(file)s is damaged.") % {"file": path})
    return facts


def _sum_of_facts(facts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
