"""One file of rows of a city's folder, as its three doors know it: the folder, the spreadsheet and the export.

A `TableRegister` with a `file` is one. A file whose rows hold things of several registers, or whose rows are more than
the columns of one table, fulfils `FolderFile` by hand and is made known with `keep_file`.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Protocol, TypeVar

from django.utils.translation import gettext as _

from accounts.models import User
from common.csv_reader import Problems
from registry.cells import Text
from registry.folder_schema import Record, Table
from registry.registers.base import ChangeRequest
from registry.registers.fields import Field


class Codes(Protocol):
    """The keys that cells may name, by the kind of the register that keeps them."""

    def __getitem__(self, kind: str, /) -> set[str]: ...


class FolderFile(ABC):
    """`file` is its name, such as `rules.csv`; `plural` is what people call what is in it.

    `ignored` columns may be in the file and are not read.
    """

    file: ClassVar[str] = ""
    plural: ClassVar[Text]
    ignored: ClassVar[tuple[str, ...]] = ()

    @property
    def table_name(self) -> str:
        """What its spreadsheet is called in an address; empty where there is no file."""
        return self.file.removesuffix(".csv")

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
    def brings(self, kind: str, records: Sequence[Record]) -> Iterator[str]:
        """The keys that the things of the rows have or will have, of one of `kinds`."""

    @abstractmethod
    def check_file(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        """What the rows say wrong beyond their cells, by line and column: codes that name nothing, days the wrong way
        round, rows that contradict each other."""

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

    def check_codes(self, records: Sequence[Record], codes: Codes, problems: Problems) -> None:
        """The columns that name things of other registers."""
        for field in self.file_fields:
            if not field.refers or not any(record[field.in_file] for record in records):
                continue
            known = codes[field.refers]
            for record in records:
                for code in named_in(record[field.in_file]):
                    if code not in known:
                        sentence = _("Unknown code “%(code)s”.") % {"code": code}
                        problems.add(self.file, record.line, field.in_file, sentence)


def named_in(value: Any) -> Collection[str]:
    """The keys that a field names which refers: none, one, or several where its value is a tuple."""
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()


Kept = TypeVar("Kept", bound=FolderFile)
FILES: dict[str, FolderFile] = {}


def keep_file(file: Kept) -> Kept:
    """Make known a file that is no register's own; the file itself."""
    FILES[file.file] = file
    return file


def check_dates(file: FolderFile, record: Record, problems: Problems, start: str = "effective_from") -> None:
    if record[start] and record["ended_on"] and record["ended_on"] <= record[start]:
        problems.add(file.file, record.line, "ended_on", _("It must end after it starts."))


def _table(file: str, key: tuple[str, ...], fields: Sequence[Field], ignored: tuple[str, ...] = ()) -> Table:
    needed = {field.in_file: field.cell.read for field in fields if field.required}
    optional = {field.in_file: field.cell.read for field in fields if not field.required}
    return Table(file, key, needed, optional, ignored)
