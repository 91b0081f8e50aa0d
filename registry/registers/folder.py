"""What the files of a city's folder may name: what stands already and what comes with them."""

from collections.abc import Callable, Collection, Mapping, Sequence

from common.csv_reader import Problems
from registry.folder_schema import Record
from registry.registers.paged import target
from registry.registers.table import by_file

Rows = Mapping[str, Sequence[Record]]  # by the name of the file
_elsewhere: dict[str, Callable[[], Collection[str]]] = {}


def know_codes(kind: str, codes: Callable[[], Collection[str]]) -> None:
    """Where the codes come from that no register keeps."""
    _elsewhere[kind] = codes


class CodesOfFiles:
    """The keys that may be named once these rows are loaded, by the kind of register; each kind is looked up once.

    `others` are the keys of kinds that no register keeps.
    """

    def __init__(self, rows: Rows, others: Mapping[str, Collection[str]]) -> None:
        self._rows = rows
        self._found = {kind: set(keys) for kind, keys in others.items()}

    def __getitem__(self, kind: str) -> set[str]:
        if kind not in self._found:
            self._found[kind] = set(_elsewhere[kind]()) if kind in _elsewhere else target(kind).keys()
            for file in by_file().values():
                if kind in file.kinds:
                    self._found[kind].update(file.brings(kind, self._rows.get(file.file, ())))
        return self._found[kind]


def check(rows: Rows, codes: CodesOfFiles, problems: Problems) -> None:
    """What the files of a folder say wrong beyond their cells, by file, line and column."""
    for file in by_file().values():
        if records := rows.get(file.file, ()):
            file.check_file(records, codes, problems)
