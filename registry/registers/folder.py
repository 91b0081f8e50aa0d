"""A city's folder: its parts in the order in which they are loaded, and what was read of one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from common.csv_reader import Problems
from common.phones import in_region
from registry.folder.city import CITY, City, read_city
from registry.registers.base import REGISTERS
from registry.registers.files import FILES, FolderFile, Line, Part
from registry.registers.layers import LayerFile
from registry.registers.paged import target
from registry.registers.table import TableRegister

CITY_KIND = "city"  # of the log's entry for a loaded folder
Lines = Mapping[str, Sequence[Line] | None]  # by the name of the file; None where it is absent


def parts() -> list[Part]:
    """All files of a folder; each stands behind those that bring what it names."""
    own = (each for each in REGISTERS.values() if isinstance(each, TableRegister) and each.file)
    waiting = {part: part.names_kinds - {*part.kinds} for part in (*own, *FILES.values())}
    found: list[Part] = []
    while waiting:
        brought_later = {kind for part in waiting for kind in part.kinds}
        ready = next((part for part, named in waiting.items() if not named & brought_later), None)
        assert ready, f"files that name each other: {', '.join(part.file for part in waiting)}"
        found.append(ready)
        del waiting[ready]
    return found


def by_file() -> dict[str, FolderFile]:
    """The files of rows, by their names."""
    return {each.file: each for each in parts() if isinstance(each, FolderFile) and not isinstance(each, LayerFile)}


def exchanged() -> dict[str, FolderFile]:
    """What a person may take out and send as a table, shapes among them, by the stems of their files."""
    return {each.stem: each for each in parts() if isinstance(each, FolderFile)}


class CodesOfFiles:
    """The keys that may be named once these rows are loaded, by the kind of register; each kind is looked up once."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._parts = [part for part in parts() if lines.get(part.file)]
        self._found: dict[str, set[str]] = {}

    def __getitem__(self, kind: str) -> set[str]:
        if kind not in self._found:
            self._found[kind] = target(kind).keys()
            for part in self._parts:
                if kind in part.kinds:
                    self._found[kind].update(part.brings(kind, self._lines[part.file] or ()))
        return self._found[kind]


class Folder:
    """A folder that was read; a file that is not there leaves its part of the city as it is.

    `parts` are all that there may be, in the order in which they are checked and loaded.
    """

    def __init__(self, city: City, files: Sequence[Part], lines: Lines) -> None:
        self.city, self.parts = city, files
        self.codes = CodesOfFiles(lines)
        self._lines = lines

    def lines(self, file: str) -> Sequence[Any]:
        return self._lines.get(file) or ()

    def has(self, file: str) -> bool:
        return self._lines.get(file) is not None

    def is_complete(self, file: str) -> bool:
        return self.has(file) and file.partition(".")[0] in self.city.complete


def read_folder(path: Path, problems: Problems, warnings: Problems, *, done: Callable[[], Any]) -> Folder:
    """The good rows of all files; `done` is called after each."""
    files = parts()
    city = read_city(path, problems, parts=[part.stem for part in files])
    _warn_of_others(path, {CITY, *(part.file for part in files)}, warnings)
    lines: dict[str, Sequence[Line] | None] = {}
    with in_region(city.phone_region):
        for part in files:
            lines[part.file] = part.read_file(path, city, problems, warnings)
            done()
    return Folder(city, files, lines)


def _warn_of_others(path: Path, known: Collection[str], warnings: Problems) -> None:
    for file in sorted(found.name for found in path.glob("*") if found.suffix in (".csv", ".geojson", ".toml")):
        if file not in known:
            warnings.add(file, 0, "", _("No file of a city has this name; it is not read."))


@dataclass(frozen=True)
class CityFacts:
    """Who keeps what city.toml says: `load` writes it as the last step of a load and gives the number of the version;
    `said` is what an export writes."""

    load: Callable[[City], int]
    said: Callable[[], Mapping[str, Any]]


_facts: list[CityFacts] = []


def keep_city(facts: CityFacts) -> None:
    _facts[:] = [facts]


def city_facts() -> CityFacts:
    return _facts[0]
