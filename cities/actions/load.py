"""Loading a folder: read everything, check everything, then write everything in one transaction, or nothing."""

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.registers import RULES_FILE
from catalogue.registers import CATALOGUE, INTAKE, STAGE_LIMITS, TAXONOMIES
from cities import folder as folders
from cities import references, shapes, tables
from cities.actions import places
from cities.folder import CITY, Folder
from cities.queries.export import LOAD_LOCK
from cities.queries.known import known
from cities.references import Codes
from common.csv_reader import Problems
from common.datum import to_wgs84
from common.progress import Progress
from common.refusals import Refused
from departments.registers import CALENDARS, DAYS, PEOPLE, UNITS
from grids.actions import load as grids
from grids.queries import topology
from notices.registers import NOTICE_RULES, NOTICE_TEXTS
from registry.actions import apply_or_schedule_all
from registry.registers import CITY_KIND, CITY_SETTINGS, FolderFile, by_file, record
from registry.registers import folder as kept

SHOWN = 100  # of each kind of trouble with shapes
STEPS = 13


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


def load_city(*, path: Path, today: date | None = None, progress: Progress | None = None) -> Loaded:
    """Load a city folder (docs/city-folder.md); the files it lacks leave their part of the city as it is.

    Raises RefusedFolderError with all problems of all files. `today` is when something new without a date begins.
    """
    progress = progress or Progress("", total=STEPS, stream=io.StringIO())
    problems, warnings = Problems(), Problems()
    folder = folders.read(path, problems, warnings)
    progress.advance(2)
    with transaction.atomic():
        _begin()
        _check(folder, problems, warnings, progress)
        if problems:
            raise RefusedFolderError(problems, warnings)
        counts, batch = _counts(folder), uuid4()
        try:
            version = _write(folder, batch, problems, today or timezone.localdate(), progress)
            if problems:
                raise RefusedFolderError(problems, warnings)
        except Refused as no:
            problems.add("", 0, next(iter(no.errors), ""), no.message)
            raise RefusedFolderError(problems, warnings) from no
        record(
            kind=CITY_KIND, key=str(version), label=folder.city.name, before=None, after=counts, batch=batch, by=None
        )  # fmt: skip
    return Loaded(version, counts, warnings)


def _counts(folder: Folder) -> dict[str, int]:
    counts = {table.name: len(folder.rows(table)) for table in tables.TABLES if folder.has(table)}
    return counts | {layer.name: len(folder.features(layer)) for layer in shapes.LAYERS if folder.has(layer)}


def _begin() -> None:
    with connection.cursor() as cursor:
        # A load of a great city may think and write for longer than a page may.
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        cursor.execute("SET LOCAL statement_timeout = '15min'")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def _check(folder: Folder, problems: Problems, warnings: Problems, progress: Progress) -> None:
    standing = known()
    codes = Codes(
        calendars=set(standing.calendars), departments=dict(standing.departments), areas=dict(standing.areas),
        duty_grids=set(standing.duty_grids), unit_grids=set(standing.unit_grids),
        taxonomies=set(standing.taxonomies), majors=set(standing.majors), categories=set(standing.categories),
        conditions=set(standing.conditions),
    )  # fmt: skip
    codes.add(folder)
    rows = {file.file: folder.rows(file.table) for file in by_file().values()}
    others = {"area": codes.areas, "duty_grid": codes.duty_grids, "unit_grid": codes.unit_grids}
    kept.check(rows, kept.CodesOfFiles(rows, others), problems)
    references.check(folder, codes, problems, warnings)
    _check_years(folder, warnings)
    progress.advance()
    grids.open_stage()
    for layer in shapes.LAYERS:
        grids.stage(layer.name, folder.features(layer))
        progress.advance()
    if _shapes_are_valid(folder, problems):
        topology.prepare(
            only_staged_areas=folder.is_complete(shapes.AREAS), only_staged_grids=folder.is_complete(shapes.UNIT_GRIDS)
        )
        _check_topology(folder, problems, warnings)
        _check_points(folder, problems)
    progress.advance()


def _check_years(folder: Folder, warnings: Problems) -> None:
    """Due times past the last known holiday are a guess: say so while there is time."""
    if not folder.has(tables.HOLIDAYS):
        return
    next_year = timezone.localdate().year + 1
    known_years = {(row["calendar"], row["date"].year) for row in folder.rows(tables.HOLIDAYS)}
    for calendar in sorted({row["code"] for row in folder.rows(tables.CALENDARS)}):
        if (calendar, next_year) not in known_years:
            message = _("Calendar “%(calendar)s” has no holidays of %(year)s yet.")
            warnings.add(tables.HOLIDAYS.file, 0, "", message % {"calendar": calendar, "year": next_year})


def _shapes_are_valid(folder: Folder, problems: Problems) -> bool:
    before = problems.total
    for layer in shapes.LAYERS:
        for line, code, reason, lng, lat in topology.invalid(layer.name, limit=SHOWN):
            message = _("The shape %(code)s is not valid: %(reason)s at [%(lng).6f, %(lat).6f].")
            facts = {"code": code, "reason": reason, "lng": lng, "lat": lat}
            problems.add(layer.file, line, "geometry", message % facts)
    return problems.total == before


def _check_topology(folder: Folder, problems: Problems, warnings: Problems) -> None:
    file, tolerance = shapes.UNIT_GRIDS.file, folder.city.tolerance_m2
    if not folder.has(shapes.UNIT_GRIDS):
        return
    found = warnings if folder.city.topology == "warn" else problems
    for one, other, line, area in topology.overlaps(tolerance_m2=tolerance, limit=SHOWN):
        message = _("%(one)s and %(other)s overlap by %(area).1f m².")
        found.add(file, line, "geometry", message % {"one": one, "other": other, "area": area})
    for community, codes, line, area in topology.gaps(tolerance_m2=tolerance, limit=SHOWN):
        message = _("A gap of %(area).1f m² in community %(community)s, between %(codes)s.")
        facts = {"area": area, "community": community, "codes": _(" and ").join(codes) or "–"}
        found.add(file, line, "geometry", message % facts)
    for line, code, community in topology.misplaced(limit=SHOWN):
        message = _("%(code)s does not lie in its community %(community)s.")
        found.add(file, line, "community", message % {"code": code, "community": community})


def _check_points(folder: Folder, problems: Problems) -> None:
    points = []
    for row in folder.rows(tables.COMPONENTS):
        try:
            points.append((row.line, *to_wgs84(row["lng"], row["lat"], folder.city.datum)))
        except ValueError as error:
            problems.add(tables.COMPONENTS.file, row.line, "lng", str(error))
    for line in topology.outside(points):
        problems.add(tables.COMPONENTS.file, line, "lng", _("This point lies outside the city's areas."))
    if folder.city.centre and topology.outside([(0, *to_wgs84(*folder.city.centre, folder.city.datum))]):
        problems.add(CITY, 0, "centre", _("This point lies outside the city's areas."))


def _keep(folder: Folder, batch: UUID, problems: Problems, today: date, *files: FolderFile) -> None:
    """What these files say, by the way that each change of it takes."""
    for file in files:
        if not folder.has(file.table):
            continue
        requests = file.requests(
            folder.rows(file.table), complete=folder.is_complete(file.table), today=today, problems=problems, by=None
        )
        if not problems:
            apply_or_schedule_all(requests, batch=batch, by=None)


def _write(folder: Folder, batch: UUID, problems: Problems, today: date, progress: Progress) -> int:
    _keep(folder, batch, problems, today, CALENDARS, DAYS, UNITS)
    progress.advance()
    places.write_areas(folder, today)
    places.write_duty_grids(folder, today)
    progress.advance()
    places.write_unit_grids(folder, today)
    progress.advance()
    places.write_components(folder)
    places.write_ground(folder)
    progress.advance()
    decided = (PEOPLE, STAGE_LIMITS, INTAKE, CITY_SETTINGS, NOTICE_RULES, NOTICE_TEXTS, TAXONOMIES)
    _keep(folder, batch, problems, today, *decided)
    progress.advance()
    _keep(folder, batch, problems, today, CATALOGUE, RULES_FILE)
    progress.advance()
    return _load_version(folder)


def _load_version(folder: Folder) -> int:
    city = folder.city
    centre = to_wgs84(*city.centre, city.datum) if city.centre else None
    return grids.load_version(name=city.name, datum=city.datum, centre=centre, at=timezone.now())
