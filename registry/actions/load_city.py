"""Loading a folder: read everything, check everything, then write everything in one transaction, or nothing."""

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.csv_reader import Problems
from common.progress import Progress
from common.refusals import Refused
from registry.actions.approvals import is_waiting
from registry.actions.planned import apply_or_schedule_all
from registry.registers import CITY_SETTINGS, ChangeRequest, SettingData, record
from registry.registers.files import FolderFile, Part, WrittenInSets
from registry.registers.folder import CITY_KIND, Folder, city_facts, parts, read_folder

LOAD_LOCK = 0x63697479  # "city": two loads wait for each other, and an export for both


@dataclass(frozen=True)
class Loaded:
    version: int
    counts: dict[str, int]
    warnings: Problems


class RefusedFolderError(Exception):
    """The folder has problems; nothing was written."""

    def __init__(self, problems: Problems, warnings: Problems) -> None:
        super().__init__(_("Nothing was loaded."))
        self.problems = problems
        self.warnings = warnings


def load_steps() -> int:
    """How often a load advances its progress."""
    return 3 * len(parts())


def load_city(*, path: Path, today: date | None = None, progress: Progress | None = None) -> Loaded:
    """Load a city's folder (docs/city-folder.md); the files it lacks leave their part of the city as it is.

    Raises RefusedFolderError with all problems of all files. `today` is when something new without a date begins.
    """
    progress = progress or Progress("", total=load_steps(), stream=io.StringIO())
    problems, warnings = Problems(), Problems()
    folder = read_folder(path, problems, warnings, done=progress.advance)
    with transaction.atomic():
        _begin()
        for part in folder.parts:
            part.check_folder(folder, problems, warnings)
            progress.advance()
        if problems:
            raise RefusedFolderError(problems, warnings)
        counts, batch = _counts(folder), uuid4()
        try:
            _write(folder, today or timezone.localdate(), batch, (problems, warnings), progress)
        except Refused as no:
            problems.add("", 0, next(iter(no.errors), ""), no.message)
        if problems:
            raise RefusedFolderError(problems, warnings)
        version = city_facts().load(folder.city)
        record(
            kind=CITY_KIND, key=str(version), label=folder.city.name, before=None, after=counts, batch=batch, by=None
        )  # fmt: skip
    return Loaded(version, counts, warnings)


def _begin() -> None:
    with connection.cursor() as cursor:
        # A load of a great city may think and write for longer than a page may.
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        cursor.execute("SET LOCAL statement_timeout = '15min'")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def _counts(folder: Folder) -> dict[str, int]:
    return {part.stem: len(folder.lines(part.file)) for part in folder.parts if folder.has(part.file)}


def _write(folder: Folder, today: date, batch: UUID, found: tuple[Problems, Problems], progress: Progress) -> None:
    """Part after part, each behind those that bring what it names.

    What city.toml says by settings comes first, for new people speak the city's language; and last once more, for a
    complete settings.csv that doesn't list it would take it away.
    """
    _write_settings(folder, batch)
    for part in folder.parts:
        if folder.has(part.file) and not found[0]:
            _write_part(part, folder, today, batch, *found)
        progress.advance()
    _write_settings(folder, batch)


def _write_settings(folder: Folder, batch: UUID) -> None:
    said = folder.city.settings.items()
    requests = [ChangeRequest(CITY_SETTINGS, name, SettingData(value)) for name, value in said]
    CITY_SETTINGS.save_many(requests, batch=batch, by=None)


def _write_part(
    part: Part, folder: Folder, today: date, batch: UUID, problems: Problems, warnings: Problems
) -> None:  # fmt: skip
    if isinstance(part, WrittenInSets):
        to_come = part.to_come(folder, today=today)
        part.load(folder, today=today, batch=batch)
        apply_or_schedule_all(to_come, batch=batch, by=None)
        return
    assert isinstance(part, FolderFile)
    rows, complete = folder.lines(part.file), folder.is_complete(part.file)
    requests = part.requests(rows, complete=complete, today=today, problems=problems, by=None)
    if not problems:
        made = apply_or_schedule_all(requests, batch=batch, by=None)
        if waiting := sum(is_waiting(each) for each in made):
            words = ngettext("%d waits for a second administrator.", "%d wait for a second administrator.", waiting)
            warnings.add(part.file, 0, "", words % waiting)
