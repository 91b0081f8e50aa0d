"""The parts of a city's folder: each is one file, as its doors know it: the folder, the spreadsheet and the export.

A `TableRegister` with a `file` is one. A file whose rows hold things of several registers, or whose rows are more than
the columns of one table, fulfils `FolderFile` by hand and is made known with `keep_file`.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from common.csv_reader import Problems, write_table
from registry import folder_schema
from registry.cells import Text
from registry.folder.city import City
from registry.folder_schema import Record, Table
from registry.registers.base import ChangeRequest
from registry.registers.fields import Field

MOST_ZEROS = 3  # that a code begins with


class Line(Protocol):
    """A row of a table or a feature of a layer: its number in the file, its values by column, read already."""

    @property
    def line(self) -> int: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    def __getitem__(self, column: str, /) -> Any: ...


class Codes(Protocol):
    """The keys that cells may name, by the kind of the register that keeps them."""

    def __getitem__(self, kind: str, /) -> set[str]: ...


class FolderRead(Protocol):
    """A folder that was read."""

    @property
    def city(self) -> City: ...
    @property
    def codes(self) -> Codes: ...
    def lines(self, file: str, /) -> Sequence[Any]:
        """The good rows or features of a file; none where it is absent."""
        ...

    def has(self, file: str, /) -> bool: ...
    def is_complete(self, file: str, /) -> bool:
        """Whether the file is there and lists everything: what it doesn't list, ends."""
        ...


class Part(ABC):
    """One file of the folder. `file` is its name, such as `rules.csv`; `plural` is what people call what is in it."""

    file: ClassVar[str] = ""
    plural: ClassVar[Text]

    @property
    def stem(self) -> str:
        """The file's name without its ending, as `complete` in city.toml, the log of a load and addresses have it."""
        return self.file.partition(".")[0]

    @property
    def home(self) -> str:
        """The address of the page that its things have; empty where the file itself is all there is."""
        return ""

    @property
    @abstractmethod
    def kinds(self) -> tuple[str, ...]:
        """Of the registers whose things its rows bring."""

    @property
    @abstractmethod
    def file_fields(self) -> tuple[Field, ...]:
        """The columns: what they are called, how a cell is read and written, what it chooses from, what it names."""

    @property
    def names_kinds(self) -> frozenset[str]:
        """The kinds of things that its rows name: what brings these is loaded before."""
        return frozenset(field.refers for field in self.file_fields if field.refers)

    @abstractmethod
    def brings(self, kind: str, records: Sequence[Any]) -> Iterator[str]:
        """The keys that the things of the rows have or will have, of one of `kinds`."""

    @abstractmethod
    def read_file(
        self, folder: Path, city: City, problems: Problems, warnings: Problems
    ) -> Sequence[Line] | None:  # fmt: skip
        """The good rows, None where the file is absent; what is wrong with its cells goes to `problems`."""

    @abstractmethod
    def check_folder(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        """What the file says wrong beyond its cells. The parts whose things it names were checked before."""

    @abstractmethod
    def write_file(self, folder: Path) -> None:
        """What stands, in the form in which it is read."""

    def check_codes(self, records: Sequence[Any], codes: Codes, problems: Problems) -> None:
        """The columns that name things of other registers."""
        for field in self.file_fields:
            if not field.refers or not any(record[field.in_file] for record in records):
                continue
            known = codes[field.refers]
            for record in records:
                for code in named_in(record[field.in_file]):
                    if code not in known:
                        problems.add(self.file, record.line, field.in_file, unknown(code, known))


class WrittenInSets(ABC):
    """A part with so many rows that the folder's are written by a few statements, which also leave the log."""

    @abstractmethod
    def load(self, folder: FolderRead, *, today: date, batch: UUID) -> None:
        """Write what was checked. `today` is when something without a day begins; `batch` is that of the load's log."""

    def to_come(self, folder: FolderRead, *, today: date) -> list[ChangeRequest]:
        """What begins or ends on a day to come, which `load` passes over. Asked before `load`, in its transaction."""
        return []


class FolderFile(Part):
    """A CSV file, which may be a spreadsheet too. `ignored` columns may be in the file and are not read.

    `point` are the columns that say where a thing is, longitude first: then a GeoJSON file of points may be sent too,
    and the columns have the datum that is said of the file.
    """

    ignored: ClassVar[tuple[str, ...]] = ()
    point: ClassVar[tuple[str, ...]] = ()

    @property
    @abstractmethod
    def file_key(self) -> tuple[str, ...]:
        """The columns that together stand in one row only."""

    @property
    def sheet_fields(self) -> tuple[Field, ...]:
        """The columns of the spreadsheet; a file may have some that are none of people's business."""
        return self.file_fields

    @property
    def sheet_key(self) -> tuple[str, ...]:
        """As `file_key`, in a spreadsheet: that one has only what is in force."""
        return self.file_key

    @property
    def table(self) -> Table:
        return _table(self.file, self.file_key, self.file_fields, self.ignored)

    @property
    def sheet_table(self) -> Table:
        """What a spreadsheet of it must and may have."""
        return _table(self.file, self.sheet_key, self.sheet_fields)

    @abstractmethod
    def check_file(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        """What the rows say wrong beyond their cells, by line and column: codes that name nothing, days the wrong way
        round, rows that contradict each other."""

    def check_upload(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        """What a file says wrong that a person sends, beside what stands; inside the transaction that reads it."""
        self.check_file(folder.lines(self.file), folder.codes, problems)

    @abstractmethod
    def requests(
        self, records: Sequence[Record], *, complete: bool, today: date, problems: Problems, by: User | None
    ) -> list[ChangeRequest]:
        """What the rows ask for, in the order in which it is to be done; each request has the line of its row.

        With `complete` also the end of what they don't list. `today` is when something without a day begins. `by` is
        who brings the file; None is the operator, whose folder may tell of days gone by. What can't be asked for, as
        things stand, goes to `problems`.
        """

    @abstractmethod
    def export(self) -> Iterator[Mapping[str, str]]:
        """The rows of the file as the city stands, by column; each text is one that its cell would read."""

    def read_file(
        self, folder: Path, city: City, problems: Problems, warnings: Problems
    ) -> Sequence[Line] | None:  # fmt: skip
        return folder_schema.read(self.table, folder, problems, encoding=city.encoding, warnings=warnings)

    def check_folder(self, folder: FolderRead, problems: Problems, warnings: Problems) -> None:
        if records := folder.lines(self.file):
            self.check_file(records, folder.codes, problems)

    def write_file(self, folder: Path) -> None:
        self.write_rows(folder, self.export())

    def write_rows(self, folder: Path, rows: Iterable[Mapping[str, Any]]) -> None:
        """These rows, as for an invented city; a column that a row lacks is empty."""
        columns = self.table.columns
        write_table(folder / self.file, columns, ([row.get(name) for name in columns] for row in rows))


def named_in(value: Any) -> Collection[str]:
    """The keys that a field names which refers: none, one, or several where its value is a tuple."""
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()


def unknown(code: str, known: Collection[str]) -> str:
    """What is said of a code that names nothing."""
    if whole := with_zeros(code, known):
        sentence = _("Unknown code “%(code)s”. “%(whole)s” is known: a spreadsheet may have taken its zeros away.")
        return sentence % {"code": code, "whole": whole}
    return _("Unknown code “%(code)s”.") % {"code": code}


def with_zeros(code: str, known: Collection[str], *, before: str = "") -> str:
    """The known code of which a spreadsheet makes this one, as 1001 of 01001; empty where there is none.

    `before` is what stands before the codes in the keys of `known`.
    """
    if code.isascii() and code.isdecimal():
        for zeros in range(1, MOST_ZEROS + 1):
            if before + (whole := "0" * zeros + code) in known:
                return whole
    return ""


def add_lost_zeros(problems: Problems, file: str, line: int, column: str, code: str, whole: str) -> None:
    """Something new whose code is that of something known but for zeros would stand beside it for ever."""
    sentence = _("“%(code)s” would be new, but there is “%(whole)s”: a spreadsheet may have taken its zeros away.")
    problems.add(file, line, column, sentence % {"code": code, "whole": whole})


Kept = TypeVar("Kept", bound=Part)
FILES: dict[str, Part] = {}


def keep_file(part: Kept) -> Kept:
    """Make known a file that is no register's own; the part itself."""
    FILES[part.file] = part
    return part


def check_dates(part: Part, record: Line, problems: Problems, start: str = "effective_from") -> None:
    if record[start] and record["ended_on"] and record["ended_on"] <= record[start]:
        problems.add(part.file, record.line, "ended_on", _("It must end after it starts."))


def _table(file: str, key: tuple[str, ...], fields: Sequence[Field], ignored: tuple[str, ...] = ()) -> Table:
    needed = {field.in_file: field.cell.read for field in fields if field.required}
    optional = {field.in_file: field.cell.read for field in fields if not field.required}
    return Table(file, key, needed, optional, ignored)
