"""Another system's history becomes cases, each with a legal life and a history that names who wrote it.

In chunks, one transaction each, in which nothing is computed: a killed run has written whole chunks, and the next one
passes over what is there. No notices and no outbox rows: what was over before it came here concerns nobody's inbox.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from collections.abc import Mapping as Table
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import Error, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.actions import Life, fill, numbers_of
from cases.routing import NOBODY, Decision, RoutingQuestion, decide_many
from cases.rulebook import rulebook
from catalogue.models import Category
from common.behind import behind
from common.csv_reader import Problems
from common.datum import Point
from common.refusals import Conflict, Refused
from grids.queries import NOWHERE, Place, locate_many
from imports.actions.history_names import Names
from imports.actions.lives import Lives
from imports.actions.writing import WRITERS, Write, Written, patient, writing
from imports.history.figures import ImportFigures, Stored
from imports.history.mapping import Mapping
from imports.history.reading import HistoryReader, Past
from imports.queries.history import codes, named_areas, stored

FIRST, CHUNK = 250, 2_000  # rows; the first chunks are small, so that PostgreSQL soon has something to write
MOST_PLACES = 100_000  # that are kept in memory: 20 MB
Tell = Callable[[int], object]


@dataclass(frozen=True)
class ImportJob:
    """What stays the same from chunk to chunk."""

    mapping: Mapping
    names: Names
    lives: Lives
    at: datetime
    areas: Table[str, Place]  # where the file names the area itself
    known: dict[Point, Place] = field(default_factory=dict)  # where points lie that were looked up already


def import_cases(
    *, path: Path, mapping: Mapping, refuse: bool = False, limit: int | None = None, problems: Problems,
    checked: Tell = lambda lines: None, written: Tell = lambda lines: None, at: datetime | None = None,
) -> ImportFigures:  # fmt: skip
    """Bring in the rows of a file that are not there yet; what is wrong goes to `problems`.

    `checked` and `written` are told how many lines of the file are behind, a chunk at a time.

    With `refuse` everything is checked first and one bad row refuses the file (raises Refused, nothing is written);
    then all is one transaction. Raises Conflict while another import of the same system runs.
    """
    job = _job(mapping, at or timezone.now())
    with _alone(mapping.system), patient():
        if not refuse:
            return _run(job, _reader(path, job, problems), limit, written)
        for __ in _chunks(_reader(path, job, problems), limit, checked):
            pass  # reading is the check
        if problems:
            words = ngettext(
                "Nothing was imported: the file has %(count)s bad line.",
                "Nothing was imported: the file has %(count)s bad lines.", problems.total,
            )  # fmt: skip
            raise Refused(words % {"count": problems.total})
        with transaction.atomic():
            return _run(job, _reader(path, job, problems), limit, written)


def make_names(*, path: Path, mapping: Mapping, problems: Problems, read: Tell = lambda lines: None) -> Names:
    """Make the subclasses and units that a file names, and no case: their codes, by which a city can write its rules.

    All of them or none. Raises Conflict while another import of the same system runs.
    """
    job = _job(mapping, timezone.now())
    chunks = _chunks(_reader(path, job, problems), None, read)
    with _alone(mapping.system), patient(), transaction.atomic(), closing(chunks):
        for chunk in chunks:
            job.names.learn(chunk)
    return job.names


def _job(mapping: Mapping, at: datetime) -> ImportJob:
    areas = named_areas(mapping.areas.level) if mapping.areas.columns else {}
    return ImportJob(mapping, Names(mapping), Lives(mapping.system, rulebook(), at), at, areas)


def _reader(path: Path, job: ImportJob, problems: Problems) -> HistoryReader:
    known = codes()
    return HistoryReader(path, job.mapping, problems, job.at, known.categories, known.units)


def _run(job: ImportJob, reader: HistoryReader, limit: int | None, written: Tell) -> ImportFigures:
    """While PostgreSQL writes some chunks, the next one is read and its rows are made."""
    figures, lines = ImportFigures(), 0
    with closing(_chunks(reader, limit)) as chunks, writing() as write:
        for batch in behind((_batch(job, chunk, write) for chunk in chunks), most=WRITERS):
            batch.written()
            _count(job, batch, figures)
            written(batch.chunk[-1].line - lines)
            lines = batch.chunk[-1].line
    figures.finish(reader)
    return figures


def _chunks(
    reader: HistoryReader, limit: int | None, tell: Tell = lambda lines: None
) -> Generator[list[Past], None, None]:
    rows, size, behind_us = reader.rows(limit=limit), min(FIRST, CHUNK), 0
    while chunk := list(islice(rows, size)):
        yield chunk
        size = min(2 * size, CHUNK)
        tell(chunk[-1].line - behind_us)
        behind_us = chunk[-1].line


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
            with suppress(Error):  # where the connection is gone, so is the lock, and why it is gone matters more
                cursor.execute("SELECT pg_advisory_unlock(hashtext('import'), hashtext(%s))", [system])


@dataclass(frozen=True)
class _Batch:
    """A chunk of the file, and how each row stands here once it is `written`; `new` are the keys of new ones."""

    chunk: Sequence[Past]
    new: set[str]
    stored: dict[str, Stored]
    written: Written


def _batch(job: ImportJob, chunk: Sequence[Past], write: Write) -> _Batch:
    there = stored(job.mapping.system, [past.key for past in chunk])
    new = [past for past in chunk if past.key not in there]
    if not new:
        return _Batch(chunk, set(), there, lambda: None)
    with transaction.atomic():
        job.names.learn(new)
    categories, places = [job.names.category(past) for past in new], _places(job, new)
    decisions = _decisions(job, new, categories, places)
    numbers = numbers_of([past.times.opened for past in new])
    keys = {past.key for past in new}

    def lives() -> Iterator[Life]:
        for past, category, place, decision in zip(new, categories, places, decisions, strict=True):
            life, there[past.key] = job.lives.of(past, category, place, decision)
            yield life

    return _Batch(chunk, keys, there, write(lambda: fill(lives(), numbers)))


def _places(job: ImportJob, rows: Sequence[Past]) -> list[Place]:
    """The area that the file names, where we have it; else that of the point."""
    level = job.mapping.areas.level
    located = _located(job, rows)
    if not job.areas:
        return located
    return [_said(job.areas.get(past.area), place, level) for past, place in zip(rows, located, strict=True)]


def _said(named: Place | None, place: Place, level: str) -> Place:
    """Where the point lies in the area that is named, it says more: the community, the unit grid."""
    return place if named is None or getattr(named, level) == getattr(place, level) else named


def _located(job: ImportJob, rows: Sequence[Past]) -> list[Place]:
    """Each point is looked up once, neighbours one after the other: PostGIS then keeps their polygon at hand."""
    known = job.known
    if len(known) > MOST_PLACES:
        known.clear()
    points = sorted({past.point for past in rows if past.point} - known.keys())
    known.update(zip(points, locate_many(points), strict=True))
    return [known[past.point] if past.point else NOWHERE for past in rows]


def _decisions(
    job: ImportJob, rows: Sequence[Past], categories: Sequence[Category], places: Sequence[Place]
) -> list[Decision]:
    """The unit the file names; else ours by the rules of today, where the mapping asks for them."""
    named = [job.names.decision(past) for past in rows]
    ruled: Iterator[Decision] = iter(())
    if job.mapping.unit.route:
        questions = [
            RoutingQuestion(None, category.pk, category.major_id, place)
            for category, place, decision in zip(categories, places, named, strict=True)
            if decision is None
        ]
        ruled = iter(decide_many(questions, on=timezone.localdate(job.at)) if questions else [])
    nobody = Decision(None, None, NOBODY)
    return [decision or next(ruled, nobody) for decision in named]


def _count(job: ImportJob, batch: _Batch, figures: ImportFigures) -> None:
    for past in batch.chunk:
        figures.count(past, batch.stored[past.key], asked=bool(job.mapping.flag), is_new=past.key in batch.new)
        figures.foreign += bool(past.area) and past.area not in job.areas
