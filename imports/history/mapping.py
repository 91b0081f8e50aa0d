"""MAP.toml: how another system's file is to be understood (docs/import.md). Everything wrong is said at once."""

import tomllib
from collections.abc import Callable
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from catalogue.choices import MatterKind, Source
from common.csv_reader import Problems
from common.datum import Datum
from common.encodings import NAMES
from common.reference import Reference, checked_crs
from common.refusals import Refused
from departments.models import Kind
from grids.models import Level
from imports.history.settings import SettingsSection
from imports.history.times import EMPTY_DAYS, ISO, Never, TimeForm, Twice

SAME_POINT = 1e-6  # degrees, a decimetre


class Fate(StrEnum):
    """What became of a request. A void one was a duplicate or no matter at all, and counts as no achievement."""

    OPEN = "open"
    CLOSED = "closed"
    VOID = "void"


@dataclass(frozen=True)
class Words:
    """What a cell says in our words: by the table, else as it stands (`as_is`), else the default; empty is unknown."""

    columns: tuple[str, ...] = ()
    table: Table[str, str] | None = None
    default: str = ""
    as_is: bool = False

    def said(self, cell: str) -> str:
        if self.table and cell in self.table:
            return self.table[cell]
        return cell if self.as_is and cell else self.default


@dataclass(frozen=True)
class CategoryMapping(Words):
    """With `create`, subclasses are made by their name in `taxonomy`, under a class named by `major`."""

    create: bool = False
    major: tuple[str, ...] = ()
    taxonomy: str = ""
    taxonomy_name: str = ""
    kind: str = MatterKind.EVENT


@dataclass(frozen=True)
class UnitMapping(Words):
    """With `create`, units are made by their name, under the unit named by `parent`; with `route`, our rules decide
    where the file names none."""

    create: bool = False
    parent: tuple[str, ...] = ()
    kind: str = Kind.BUREAU
    route: bool = False


@dataclass(frozen=True)
class Placing:
    lng: str
    lat: str
    reference: Reference
    unknown: tuple[tuple[float, float], ...] = ()  # points that mean "not located"

    def is_unknown(self, lng: float, lat: float) -> bool:
        return any(abs(lng - x) < SAME_POINT and abs(lat - y) < SAME_POINT for x, y in self.unknown)


@dataclass(frozen=True)
class AreaMapping(Words):
    """How features of a foreign GeoJSON become areas; `parent` is made as the union of them all.

    The words are those of a column that names a row's area, which then is the case's, whatever lies at its point.
    """

    code: str = ""
    name: str = ""
    level: str = Level.STREET
    parent: str = ""
    parent_name: str = ""
    parent_level: str = Level.DISTRICT
    crs: str = ""  # of a file that is in metres of a projection and doesn't say so


@dataclass(frozen=True)
class Mapping:
    system: str
    key: str
    time: TimeForm
    opened: str
    due: str
    finished: str
    closed: str
    place: Placing
    category: CategoryMapping
    unit: UnitMapping
    status: Words
    source: Words
    description: tuple[str, ...]
    address: tuple[str, ...]
    closing: tuple[str, ...]
    keep: tuple[str, ...]
    flag: str  # the column with the other system's own on-time answer
    flag_true: str
    areas: AreaMapping
    encoding: str = ""  # of a file that is not in UTF-8

    @property
    def columns(self) -> set[str]:
        """The columns that the file must have."""
        lists = (
            self.category.columns, self.category.major, self.unit.columns, self.unit.parent, self.status.columns,
            self.source.columns, self.areas.columns, self.description, self.address, self.closing, self.keep,
        )  # fmt: skip
        single = (
            self.key,
            self.opened,
            self.due,
            self.finished,
            self.closed,
            self.place.lng,
            self.place.lat,
            self.flag,
        )
        return {column for part in lists for column in part} | {column for column in single if column}


def read_mapping(path: Path) -> Mapping:
    """The mapping of a file; Refused with every wrong setting, one a line."""
    return _read(path, _mapping)


def read_area_mapping(path: Path) -> tuple[AreaMapping, str]:
    """Its [areas] alone, and the encoding: a file of shapes needs no more of it."""
    return _read(path, lambda top: (_areas(top.section("areas")), _encoding(top)))


Made = TypeVar("Made")


def _read(path: Path, make: Callable[[SettingsSection], Made]) -> Made:
    problems = Problems()
    try:
        said: Any = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(_("%(file)s is not TOML in UTF-8 (%(error)s).") % {"file": path, "error": error}) from error
    made = make(SettingsSection("", said, path.name, problems))
    if problems:
        raise Refused("\n".join(problems.sentences()))
    return made


def _mapping(top: SettingsSection) -> Mapping:
    time, place, text, check = (top.section(name) for name in ("time", "place", "text", "check"))
    closed = time.text("closed")
    mapping = Mapping(
        system=top.text("system", None, longest=40), key=top.text("key", None),
        time=_time(time), opened=time.text("opened", None), due=time.text("due"),
        finished=time.text("finished", closed), closed=closed or time.text("finished"), place=_place(place),
        category=_categories(top.section("category")), unit=_units(top.section("unit")),
        status=_words(top.section("status"), tuple(Fate)), source=_words(top.section("source"), tuple(Source)),
        description=text.texts("description"), address=text.texts("address"), closing=text.texts("closing"),
        keep=top.texts("keep"),
        flag=check.text("on_time"), flag_true=check.text("true"), areas=_areas(top.section("areas")),
        encoding=_encoding(top),
    )  # fmt: skip
    for section in (time, place, text, check, top):
        section.end()
    return mapping


def _encoding(top: SettingsSection) -> str:
    said = top.text("encoding").lower()
    if said and said not in NAMES:
        message = _("“%(value)s” is none of: %(known)s.")
        top.wrong("encoding", message % {"value": said, "known": ", ".join(NAMES)})
    return said


def _time(section: SettingsSection) -> TimeForm:
    name, zone = section.text("zone"), None
    try:
        zone = ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        section.wrong("zone", _("There is no time zone “%(value)s”.") % {"value": name})
    formats = section.texts("formats", (ISO,))
    return TimeForm(
        zone, formats, section.choice("twice", Twice.FIRST), section.choice("never", Never.JUMP), _empty_days(section)
    )  # fmt: skip


def _empty_days(section: SettingsSection) -> frozenset[date]:
    try:
        return frozenset(date.fromisoformat(day) for day in section.texts("empty", EMPTY_DAYS))
    except ValueError:
        section.wrong("empty", _("Write a list of days as “1900-01-01”."))
        return frozenset()


def _place(section: SettingsSection) -> Placing:
    try:
        unknown = [(float(point["lng"]), float(point["lat"])) for point in section.value("unknown", [])]
    except (TypeError, KeyError, ValueError, OverflowError):
        unknown = []
        section.wrong("unknown", _("Write a list of points as {lng = …, lat = …}."))
    lng, lat = section.text("lng"), section.text("lat")
    if bool(lng) != bool(lat):
        section.wrong("lat" if lng else "lng", _("This setting is missing."))
    return Placing(
        lng, lat, Reference(section.choice("datum", Datum.WGS84), _crs(section)), tuple(unknown)
    )  # fmt: skip


def _crs(section: SettingsSection) -> str:
    """The system of coordinates, as EPSG:25832; empty where a datum says it."""
    name = section.text("crs")
    if name and section.has("datum"):
        section.wrong("crs", _("Coordinates have a datum or a system of the EPSG register, not both."))
    try:
        return checked_crs(name) if name else ""
    except ValueError as error:
        section.wrong("crs", str(error))
        return ""


def _words(section: SettingsSection, known: tuple[str, ...]) -> Words:
    words = Words(section.texts("column"), section.words("map"), section.text("default"))
    for value in {*(words.table or {}).values(), words.default} - {*known, ""}:
        section.wrong("", _("“%(value)s” is none of: %(known)s.") % {"value": value, "known": ", ".join(known)})
    section.end()
    return words


def _categories(section: SettingsSection) -> CategoryMapping:
    create = section.flag("create")
    made = CategoryMapping(
        section.texts("column"), section.words("map"), section.text("default"), as_is=True, create=create,
        major=section.texts("major"), taxonomy=section.text("taxonomy", None if create else "", longest=40),
        taxonomy_name=section.text("taxonomy_name", longest=100), kind=section.choice("kind", MatterKind.EVENT),
    )  # fmt: skip
    if not made.columns and not made.default:
        section.wrong("column", _("This setting is missing."))
    section.end()
    return made


def _units(section: SettingsSection) -> UnitMapping:
    made = UnitMapping(
        section.texts("column"), section.words("map"), section.text("default"), as_is=True,
        create=section.flag("create"), parent=section.texts("parent"),
        kind=section.choice("kind", Kind.BUREAU), route=section.flag("route"),
    )  # fmt: skip
    section.end()
    return made


def _areas(section: SettingsSection) -> AreaMapping:
    made = AreaMapping(
        section.texts("column"), section.words("map"), as_is=True, code=section.text("code"),
        name=section.text("name", "name"), level=section.choice("level", Level.STREET),
        parent=section.text("parent", longest=32), parent_name=section.text("parent_name", longest=100),
        parent_level=section.choice("parent_level", Level.DISTRICT), crs=_crs(section),
    )  # fmt: skip
    section.end()
    return made
