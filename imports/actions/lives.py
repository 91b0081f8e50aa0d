"""The life of an imported case: how it stands now, and how it came to that, by the table of moves.

A file has hundreds of thousands of rows and some dozens of kinds of life among them. Each kind is played once, with
blanks (cases.actions.patterns), and a row says what stands in the blanks.
"""

import hashlib
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import datetime
from struct import Struct
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from cases.actions import BlankMoment, History, Life, Pattern, blank, blank_json
from cases.deadlines import CASES
from cases.models import Case, LocationSource
from cases.routing import Decision
from cases.rulebook import Due, Rulebook
from cases.workflow import STAGE_OF, State
from catalogue.choices import Stage
from catalogue.models import Category
from common.bulk import NULL, json_cell, text_cell
from common.owed import WARNING_SHARE
from common.workflow.seals import number_text
from departments.models import Department
from grids.queries import Place
from imports.history.figures import Stored
from imports.history.mapping import Fate
from imports.history.reading import LONGEST_ADDRESS, Past, Times

ACTOR = "import"
IDS = UUID("6f1d2f2a-64ad-5f0e-9f5b-6d1c0b7f1e11")  # the space in which ids are made from system and key
SHARE = float(WARNING_SHARE)
_POINT, _POINT_WITH_SRID = Struct("<BIIdd"), 0x20000001
OPENED, WARN, DUE, FINISHED, CLOSED, STAGE_WARN, STAGE_DUE, NEXT = (
    BlankMoment.named(name, day=day)
    for day, name in enumerate(
        ("opened", "warn", "due", "finished", "closed", "stage_warn", "stage_due", "next_chase"), start=1
    )
)


class Kind(NamedTuple):
    """What decides about how a life goes and what its events say; all else are blanks."""

    fate: Fate
    source: str
    has_unit: bool
    has_rule: bool
    has_due: bool
    has_kept: bool
    long_address: bool
    finished_apart: bool  # at another time than it was closed
    closed_before_opened: bool
    said_finished: bool  # of an open one
    said_closed: bool
    private: bool


_Road = tuple[int, int | None, int | None, str]  # subclass, unit, rule, and why


class _BlankBook(Rulebook):
    """Its stages are due at a blank where they have a limit: when that is, each row is asked."""

    def stage_due(self, start: datetime, stage: Stage | None, source: str = "", urgency: str = "") -> Due:
        return Due(STAGE_WARN, STAGE_DUE) if self.stage_limit(stage, source, urgency) else Due()


@dataclass
class Lives:
    """Makes the lives of one system's rows; `at` is now, and what was late before it is left alone."""

    system: str
    book: Rulebook
    at: datetime
    _patterns: dict[Kind, "_Played"] = field(default_factory=dict)
    _places: dict[Place, Table[str, str]] = field(default_factory=dict)
    _roads: dict[_Road, Table[str, str]] = field(default_factory=dict)

    def of(self, past: Past, category: Category, place: Place, decision: Decision) -> tuple[Life, Stored]:
        """The life of a row, and what of it will stand in the table, for the figures."""
        kind, times, located = _kind(past, category, decision), past.times, _located_by(past, place)
        played = self._patterns.get(kind)
        if played is None:
            played = self._patterns[kind] = _Played(kind, self.system, _BlankBook(**vars(self.book)))
        cells = {**self._road(category, decision), **self._place(place), **self._cells(past), "located": located}
        if times.fate is Fate.OPEN:
            cells.update(played.clocks(past, self.book, self.at))
        finished = times.finished if played.state == State.CLOSED else None
        stored = Stored(past.fingerprint, located, played.state, kind.has_unit, times.due, finished)
        return Life(played.pattern, times.opened, cells), stored

    def _cells(self, past: Past) -> dict[str, str]:
        address, (lng, lat) = past.address, past.point or ("null", "null")
        return {
            "id": self._id(past.key), "key": text_cell(past.key), "hash": past.fingerprint,
            "description": text_cell(past.description),
            "address": text_cell(address.replace("\n", " ")[:LONGEST_ADDRESS]),
            "location": _ewkb(*past.point) if past.point else NULL,
            "said_key": json_cell(past.key), "lng": number_text(str(lng)), "lat": number_text(str(lat)),
            "said_address": json_cell(address) if len(address) > LONGEST_ADDRESS else "",
            "kept": text_cell(past.kept), "closing": text_cell(past.closing), **_moments(past.times),
        }  # fmt: skip

    def _road(self, category: Category, decision: Decision) -> Table[str, str]:
        """What rows of one subclass share that go to one unit for one reason."""
        unit, rule, why = decision.department, decision.rule, decision.why
        road = category.id, unit.id if unit else None, rule.id if rule else None, why
        found = self._roads.get(road)
        if found is None:
            found = self._roads[road] = {
                "category": str(category.pk), "said_category": json_cell(category.code),
                "unit": str(unit.pk) if unit else "", "said_unit": json_cell(unit.code) if unit else "",
                "rule": str(rule.pk) if rule else "", "why": why, "said_why": json_cell(why),
            }  # fmt: skip
        return found

    def _id(self, key: str) -> str:
        """`uuid5` of system and key, as PostgreSQL reads it; Python's own takes three times as long."""
        digest = bytearray(
            hashlib.sha1(IDS.bytes + f"{self.system}\n{key}".encode(), usedforsecurity=False).digest()[:16]
        )
        digest[6], digest[8] = digest[6] & 0x0F | 0x50, digest[8] & 0x3F | 0x80
        return digest.hex()

    def _place(self, place: Place) -> Table[str, str]:
        found = self._places.get(place)
        if found is None:
            levels = ("unit_grid", "duty_grid", "community", "street", "district")
            keys = {level: getattr(place, level) for level in levels}
            found = self._places[place] = {level: NULL if key is None else str(key) for level, key in keys.items()}
        return found


class _Played:
    """A kind of life, played once, and what of its clocks each row must be asked."""

    def __init__(self, kind: Kind, system: str, book: _BlankBook) -> None:
        history = _play(kind, system, book)
        case = history.case
        self.state, self.source = State(case.state), kind.source
        self.levels = {name: getattr(case, name) for name in ("chase_level", "stage_level", "supervision_level")}
        self.own_stage = case.stage_due_at is STAGE_DUE
        if kind.fate is Fate.OPEN:
            case.chase_level, case.stage_level, case.next_chase_at = blank("level"), blank("stage_level"), NEXT
        self.pattern = Pattern(history)

    def clocks(self, past: Past, book: Rulebook, at: datetime) -> dict[str, str]:
        """When the stage of an open case is due, and when the chase looks at the case next."""
        times, stage = past.times, Due()
        if self.own_stage:
            stage = book.stage_due(times.opened, STAGE_OF[self.state], self.source)
        row = SimpleNamespace(
            state=self.state, due_at=times.due, warn_at=_warn(times), stage_due_at=stage.due_at,
            stage_warn_at=stage.warn_at, supervision_due_at=None, next_chase_at=None, **self.levels,
        )  # fmt: skip
        CASES.catch_up(row, at=at)
        return {
            "level": str(row.chase_level), "stage_level": str(row.stage_level), "next_chase": _cell(row.next_chase_at),
            "stage_warn": _cell(stage.warn_at), "stage_due": _cell(stage.due_at),
        }  # fmt: skip


def _kind(past: Past, category: Category, decision: Decision) -> Kind:
    times = past.times
    return Kind(
        times.fate, past.source, decision.department is not None, decision.rule is not None, times.due is not None,
        bool(past.kept), len(past.address) > LONGEST_ADDRESS,
        times.finished is not None and times.finished != times.closed,
        times.closed is not None and times.closed < times.opened,
        times.said_finished is not None, times.said_closed is not None,
        category.private,
    )  # fmt: skip


def _play(kind: Kind, system: str, book: Rulebook) -> History:
    """A history with blanks: the report, the way to the unit or to the pool, and the end that the file tells of."""
    case = _case(kind, system)
    history = History(case)
    history.report(actor=ACTOR, data=_told(kind, system))

    def move(name: str, at: datetime, **rest: Any) -> None:
        history.move(name, at=at, actor=ACTOR, book=book, **rest)

    due, over = Due(WARN, DUE) if kind.has_due else Due(), kind.fate is not Fate.OPEN
    said = {} if over else _said_of_open(kind)
    if kind.has_unit:
        unit = Department(pk=blank("unit"), code=blank_json("said_unit"))
        data = {"why": blank_json("said_why"), "department": unit.code}
        data |= {"rule": blank_json("rule")} if kind.has_rule else {}
        move("auto_dispatch", OPENED, department=unit, due=due, data=data | said, note="" if over else blank("closing"))
    else:
        case.warn_at, case.due_at = due.warn_at, due.due_at
        move("auto_file", OPENED, data={"reason": blank_json("said_why")} | said, note="" if over else blank("closing"))
    if over:
        name = "import_close" if kind.fate is Fate.CLOSED else "import_void"
        move(name, CLOSED, note=blank("closing"), data=_ending(kind))
        if kind.fate is Fate.CLOSED:
            case.finished_at = FINISHED
    return history


def _case(kind: Kind, system: str) -> Case:
    return Case(
        id=blank("id"), number=blank("number"), external_system=system, external_number=blank("key"),
        content_hash=blank("hash"), category_id=blank("category"), source=kind.source,
        description=blank("description"), address=blank("address"), location=blank("location"),
        located=blank("located"), unit_grid_id=blank("unit_grid"), duty_grid_id=blank("duty_grid"),
        community_id=blank("community"), street_id=blank("street"), district_id=blank("district"),
        rule_id=blank("rule") if kind.has_rule else None, routing_why=blank("why"),
        occurred_at=OPENED, reported_at=OPENED, stage_started_at=OPENED, state=State.REPORTED, private=kind.private,
    )  # fmt: skip


def _told(kind: Kind, system: str) -> dict[str, Any]:
    """What the first event keeps of the row, so that nothing of it is lost where a column is shorter."""
    data = {
        "category": blank_json("said_category"), "lng": blank_json("lng"), "lat": blank_json("lat"), "from": system,
        "key": blank_json("said_key"),
    }  # fmt: skip
    if kind.long_address:
        data["address"] = blank_json("said_address")
    if kind.has_kept:
        data["kept"] = blank_json("kept")
    return data


def _ending(kind: Kind) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if kind.finished_apart:
        data["finished_at"] = FINISHED.isoformat()
    if kind.closed_before_opened:
        data["closed_before_opened"] = True
    return data


def _said_of_open(kind: Kind) -> dict[str, Any]:
    """The times at which an open request is said to be over: kept as words of the other system, and not believed."""
    data: dict[str, Any] = {}
    if kind.said_finished:
        data["said_finished_at"] = blank("said_finished")
    if kind.said_closed:
        data["said_closed_at"] = blank("said_closed")
    return data


def _warn(times: Times) -> datetime | None:
    """The yellow lamp at our share of the time between opening and target."""
    if times.due is None or times.due <= times.opened:  # a few targets lie before the opening
        return times.due
    return times.opened + (times.due - times.opened) * SHARE


def _moments(times: Times) -> dict[str, str]:
    closed = _cell(times.closed)
    return {
        "opened": _cell(times.opened), "due": _cell(times.due), "warn": _cell(_warn(times)),
        "finished": closed if times.finished is times.closed else _cell(times.finished), "closed": closed,
        "said_finished": _cell(times.said_finished), "said_closed": _cell(times.said_closed),
    }  # fmt: skip


def _cell(moment: datetime | None) -> str:
    """A moment in UTC as a cell of COPY: `isoformat` takes four times as long, most of it for the offset."""
    return NULL if moment is None else orjson.dumps(moment)[1:-1].decode()


def _located_by(past: Past, place: Place) -> LocationSource:
    if past.point is None:
        return LocationSource.UNKNOWN
    return LocationSource.POINT if place else LocationSource.OUTSIDE


def _ewkb(lng: float, lat: float) -> str:
    """A point as PostGIS writes it: nobody looks at it before it is saved, and a GEOS object costs 0.15 ms more."""
    return _POINT.pack(1, _POINT_WITH_SRID, 4326, lng, lat).hex()
