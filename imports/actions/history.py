"""Another system's history becomes cases, each with a legal life and a history that names who wrote it.

In chunks, one transaction each: a killed run has written whole chunks, and the next one passes over what is there. No
notices and no outbox rows: what was over before it came here concerns nobody's inbox.
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Table
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from struct import Struct
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.actions import History, bulk_load
from cases.deadlines import CASES
from cases.models import Case, LocationSource
from cases.routing import IMPORTED, NOBODY, Decision, RoutingQuestion, decide_many
from cases.rulebook import Due, Rulebook, rulebook
from cases.workflow import State
from catalogue.models import Category
from common.csv_reader import Problems
from common.owed import WARNING_SHARE
from common.refusals import Conflict, Refused
from grids.queries import NOWHERE, Place, locate_many
from imports.actions.history_names import Names
from imports.history.figures import ImportFigures
from imports.history.mapping import Fate, Mapping
from imports.history.reading import LONGEST_ADDRESS, HistoryReader, Past
from imports.queries.history import codes, named_areas, stored

ACTOR = "import"
CHUNK = 2_000
IDS = UUID("6f1d2f2a-64ad-5f0e-9f5b-6d1c0b7f1e11")  # the space in which ids are made from system and key
_POINT, _POINT_WITH_SRID = Struct("<BIIdd"), 0x20000001
Tell = Callable[[int], object]


@dataclass(frozen=True)
class ImportJob:
    """What stays the same from chunk to chunk."""

    mapping: Mapping
    names: Names
    book: Rulebook
    at: datetime
    areas: Table[str, Place]  # where the file names the area itself


def import_cases(
    *, path: Path, mapping: Mapping, refuse: bool = False, limit: int | None = None, problems: Problems,
    checked: Tell = lambda lines: None, written: Tell = lambda lines: None, at: datetime | None = None,
) -> ImportFigures:  # fmt: skip
    """Bring in the rows of a file that are not there yet; what is wrong goes to `problems`.

    `checked` and `written` are told how many lines of the file are behind, a chunk at a time.

    With `refuse` everything is checked first and one bad row refuses the file (raises Refused, nothing is written);
    then all is one transaction. Raises Conflict while another import of the same system runs.
    """
    known = codes()
    areas = named_areas(mapping.areas.level) if mapping.areas.columns else {}
    job = ImportJob(mapping, Names(mapping), rulebook(), at or timezone.now(), areas)

    def reader(into: Problems) -> HistoryReader:
        return HistoryReader(path, mapping, into, known.categories, known.units)

    with _alone(mapping.system):
        if not refuse:
            return _run(job, reader(problems), limit, written)
        for __ in _chunks(reader(problems), limit, checked):
            pass  # reading is the check
        if problems:
            words = ngettext(
                "Nothing was imported: the file has %(count)s bad line.",
                "Nothing was imported: the file has %(count)s bad lines.", problems.total,
            )  # fmt: skip
            raise Refused(words % {"count": problems.total})
        with transaction.atomic():
            return _run(job, reader(problems), limit, written)


def _run(job: ImportJob, reader: HistoryReader, limit: int | None, written: Tell) -> ImportFigures:
    figures = ImportFigures()
    for chunk in _chunks(reader, limit, written):
        with transaction.atomic():
            new = _write_new(job, chunk)
        _count(job, chunk, new, figures)
    figures.finish(reader)
    return figures


def _chunks(reader: HistoryReader, limit: int | None, tell: Tell) -> Iterator[list[Past]]:
    rows, behind = reader.rows(limit=limit), 0
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
        tell(chunk[-1].line - behind)
        behind = chunk[-1].line


@contextmanager
def _alone(system: str) -> Iterator[None]:
    """One import of a system at a time. The lock is the connection's: a killed process holds nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('import'), hashtext(%s))", [system])
        if not cursor.fetchone()[0]:
            raise Conflict(_("Another import from “%(system)s” is running.") % {"system": system})
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('import'), hashtext(%s))", [system])


def _write_new(job: ImportJob, chunk: Sequence[Past]) -> set[str]:
    """Write those rows of a chunk that are not there; their keys."""
    there = stored(job.mapping.system, [past.key for past in chunk])
    new = [past for past in chunk if past.key not in there]
    if not new:
        return set()
    job.names.learn(new)
    places = _places(job, new)
    decisions = _decisions(job, new, places)
    bulk_load(histories=[_life(job, *each) for each in zip(new, places, decisions, strict=True)])
    return {past.key for past in new}


def _places(job: ImportJob, rows: Sequence[Past]) -> list[Place]:
    """The area that the file names, where we have it; else that of the point."""
    level = job.mapping.areas.level
    return [_said(job.areas.get(past.area), place, level) for past, place in zip(rows, _located(rows), strict=True)]


def _said(named: Place | None, place: Place, level: str) -> Place:
    """Where the point lies in the area that is named, it says more: the community, the unit grid."""
    return place if named is None or getattr(named, level) == getattr(place, level) else named


def _located(rows: Sequence[Past]) -> list[Place]:
    """Each point is looked up once, neighbours one after the other: PostGIS then keeps their polygon at hand."""
    points = sorted({past.point for past in rows if past.point})
    found = dict(zip(points, locate_many(points), strict=True))
    return [found[past.point] if past.point else NOWHERE for past in rows]


def _decisions(job: ImportJob, rows: Sequence[Past], places: Sequence[Place]) -> list[Decision]:
    """The unit the file names; else ours by the rules of today, where the mapping asks for them."""
    named = [job.names.unit(past) for past in rows]
    ruled: Iterator[Decision] = iter(())
    if job.mapping.unit.route:
        questions = [
            _question(job.names.category(past), place)
            for past, place, unit in zip(rows, places, named, strict=True)
            if unit is None
        ]
        ruled = iter(decide_many(questions, on=timezone.localdate(job.at)) if questions else [])
    nobody = Decision(None, None, NOBODY)
    return [Decision(unit, None, IMPORTED) if unit else next(ruled, nobody) for unit in named]


def _question(category: Category, place: Place) -> RoutingQuestion:
    return RoutingQuestion(None, category.pk, category.major_id, place)


def _life(job: ImportJob, past: Past, place: Place, decision: Decision) -> History:
    """The case as it stands now, and how it came to that. Nothing is saved here."""
    case = _case(job, past, place)
    case.rule, case.routing_why = decision.rule, decision.why
    history = History(case)
    history.report(actor=ACTOR, data=_told(case, past))

    def move(name: str, at: datetime, **rest: Any) -> None:
        history.move(name, at=at, actor=ACTOR, book=job.book, **rest)

    if decision.department is not None:
        data: dict[str, Any] = {"why": decision.why, "department": decision.department.code}
        if decision.rule:
            data["rule"] = decision.rule.pk
        move("auto_dispatch", past.opened, department=decision.department, due=_due(past), data=data)
    else:
        case.warn_at, case.due_at = _due(past).warn_at, _due(past).due_at
        move("auto_file", past.opened, data={"reason": decision.why})
    if past.closed is not None:
        name = "import_close" if past.fate is Fate.CLOSED else "import_void"
        move(name, past.closed, note=past.closing, data=_ending(past))
        if past.fate is Fate.CLOSED:
            case.finished_at = past.finished
    else:
        # What was overdue before it came here is not raised again: a thousand old cases must not ring at once.
        CASES.catch_up(case, at=job.at)
    return history


def _case(job: ImportJob, past: Past, place: Place) -> Case:
    if past.point is None:
        located = LocationSource.UNKNOWN  # also where the file names the area: there is no point to show
    else:
        located = LocationSource.POINT if place else LocationSource.OUTSIDE
    return Case(
        id=uuid5(IDS, f"{job.mapping.system}\n{past.key}"),
        imported_from=job.mapping.system, imported_key=past.key, content_hash=past.fingerprint,
        category=job.names.category(past), source=past.source,
        description=past.description, address=past.address.replace("\n", " ")[:LONGEST_ADDRESS],
        location=_ewkb(*past.point) if past.point else None, located=located,
        unit_grid_id=place.unit_grid, duty_grid_id=place.duty_grid,
        community_id=place.community, street_id=place.street, district_id=place.district,
        occurred_at=past.opened, reported_at=past.opened, stage_started_at=past.opened, state=State.REPORTED,
    )  # fmt: skip


def _ewkb(lng: float, lat: float) -> Any:
    """A point as PostGIS writes it: nobody looks at it before it is saved, and a GEOS object costs 0.15 ms more."""
    return _POINT.pack(1, _POINT_WITH_SRID, 4326, lng, lat).hex()


def _told(case: Case, past: Past) -> dict[str, Any]:
    """What the first event keeps of the row, so that nothing of it is lost where a column is shorter."""
    lng, lat = past.point or (None, None)
    data: dict[str, Any] = {
        "category": case.category.code, "lng": lng, "lat": lat, "from": case.imported_from, "key": past.key,
    }  # fmt: skip
    if len(past.address) > LONGEST_ADDRESS:
        data["address"] = past.address
    if past.kept:
        data["kept"] = past.kept
    return data


def _due(past: Past) -> Due:
    """The other system's target; the yellow lamp at our share of the time between opening and target."""
    if past.due is None:
        return Due()
    share = max(past.due - past.opened, timedelta()) * float(WARNING_SHARE)  # a few targets lie before the opening
    return Due(min(past.opened + share, past.due), past.due)


def _ending(past: Past) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if past.finished is not None and past.finished != past.closed:
        data["finished_at"] = past.finished.isoformat()
    if past.closed is not None and past.closed < past.opened:
        data["closed_before_opened"] = True
    return data


def _count(job: ImportJob, chunk: Sequence[Past], new: set[str], figures: ImportFigures) -> None:
    rows = stored(job.mapping.system, [past.key for past in chunk])
    for past in chunk:
        figures.count(past, rows[past.key], asked=bool(job.mapping.flag), is_new=past.key in new)
        figures.foreign += bool(past.area) and past.area not in job.areas
