"""The CSV files of a city folder: their columns, keys and how each cell is read (docs/city-folder.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Medium
from accounts.roles import Role
from catalogue.choices import Intake, MatterKind, Source, Stage, Urgency
from cities import fields
from cities.fields import Parser
from common.tables import Problems, Row, read_table
from common.worktime import LimitUnit
from departments.models import Axis, DayKind, Kind
from grids.models import ComponentState
from notices.events import AUDIENCES, EVENTS
from notices.texts import LONGEST_BODY, LONGEST_TITLE
from registry.settings import SETTINGS as KNOWN_SETTINGS

LIMIT_UNITS = tuple(unit.value for unit in LimitUnit)


def limit_unit(cell: str) -> str:
    if cell not in LIMIT_UNITS:
        known = ", ".join(LIMIT_UNITS)
        raise ValueError(_("“%(value)s” is none of: %(known)s.") % {"value": cell, "known": known})
    return cell


@dataclass(frozen=True)
class Table:
    """`needed` columns must be there and filled; `optional` ones may be empty; `ignored` ones may be there."""

    file: str
    key: tuple[str, ...]
    needed: Mapping[str, Parser]
    optional: Mapping[str, Parser] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.file.removesuffix(".csv")

    @property
    def columns(self) -> list[str]:
        """What an export writes."""
        return [*self.needed, *self.optional]


@dataclass(frozen=True, slots=True)
class Record:
    """A row with its cells read; `line` is where it stands."""

    line: int
    values: dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


CODE, LONG_CODE, NAME = fields.text(32), fields.text(40), fields.text(100)
DATES: dict[str, Parser] = {"started_on": fields.optional_date, "ended_on": fields.optional_date}
SPAN: dict[str, Parser] = {"effective_from": fields.optional_date, "ended_on": fields.optional_date}

CALENDARS = Table(
    "calendars.csv", ("code",), {"code": LONG_CODE, "name": NAME, "shifts": fields.shifts},
    {"default": fields.yes_or_no(False), "weekdays": fields.weekdays},
)  # fmt: skip
HOLIDAYS = Table(
    "holidays.csv", ("calendar", "date"),
    {"calendar": LONG_CODE, "date": fields.needed_date, "kind": fields.choice(DayKind)}, {"name": fields.text(60)},
)  # fmt: skip
DEPARTMENTS = Table(
    "departments.csv", ("code",),
    {"code": LONG_CODE, "name": NAME, "kind": fields.choice(Kind)},
    {
        "short_name": fields.text(20), "axis": fields.choice(Axis, default=Axis.LINE), "parent": LONG_CODE,
        "calendar": LONG_CODE, "phone": fields.text(20), "active": fields.yes_or_no(True),
    },
)  # fmt: skip
DUTY_GRIDS = Table("duty_grids.csv", ("code",), {"code": CODE, "name": NAME}, DATES)
PEOPLE = Table(
    "people.csv", ("username",),
    {"username": fields.text(150), "name": fields.text(60), "role": fields.choice(Role)},
    {
        "unit": LONG_CODE, "duty_grids": fields.codes, "phone": fields.text(20), "email": fields.text(254),
        "active": fields.yes_or_no(True),
    },
)  # fmt: skip
COMPONENTS = Table(
    "components.csv", ("code",),
    {"code": CODE, "name": NAME, "category": fields.text(10), "lng": fields.number, "lat": fields.number},
    {"owner": LONG_CODE, "state": fields.choice(ComponentState, default=ComponentState.INTACT)},
)  # fmt: skip
STAGES = Table(
    "stages.csv", ("stage", "source", "urgency"),
    {"stage": fields.choice(Stage), "value": fields.positive, "unit": limit_unit},
    {"source": fields.optional_choice(Source), "urgency": fields.optional_choice(Urgency)},
)  # fmt: skip
SOURCES = Table("sources.csv", ("source",), {"source": fields.choice(Source), "road": fields.choice(Intake)})
TAXONOMIES = Table(
    "taxonomies.csv", ("code",), {"code": LONG_CODE, "name": NAME, "effective_from": fields.needed_date},
    {"ended_on": fields.optional_date},
)  # fmt: skip
CATALOGUE = Table(
    "catalogue.csv", ("taxonomy", "matter_kind", "code", "condition_no"),
    {
        "matter_kind": fields.choice(MatterKind), "major_code": fields.text(10), "major_zh": fields.text(60),
        "code": LONG_CODE, "minor_zh": NAME, "condition_no": fields.count, "urgency": fields.choice(Urgency),
        "limit_value": fields.positive, "limit_unit": limit_unit, "filing_condition_zh": fields.text(2000),
    },
    {
        "taxonomy": LONG_CODE, "major_en": NAME, "name_en": fields.text(150),
        "closing_condition_zh": fields.text(2000), "responsible_dept_type": LONG_CODE,
        "taxonomy_status": fields.text(30), "code_gb2013": fields.text(10),
        "conditions_and_limit_source": LONG_CODE, **SPAN,
    },
    ("identifier", "emergency_limit", "alt_dept_type", "code_gb2013_evidence", "code_local_seen"),
)  # fmt: skip
RULES = Table(
    "rules.csv", ("what", "what_code", "where", "where_code", "effective_from"),
    {"what": fields.text(10), "where": fields.text(10), "department": LONG_CODE},
    {"what_code": fields.text(60), "where_code": CODE, **SPAN, "note": fields.text(200)},
)  # fmt: skip
SETTINGS = Table("settings.csv", ("name",), {"name": fields.one_of(KNOWN_SETTINGS), "value": fields.text(40)})
NOTICE_RULES = Table(
    "notice_rules.csv", ("event", "audience"),
    {"event": fields.one_of(EVENTS), "audience": fields.one_of(AUDIENCES, few=True)},
    {"told": fields.yes_or_no(True), "media": fields.several(Medium)},
)  # fmt: skip
NOTICE_TEXTS = Table(
    "notice_texts.csv", ("event", "language"),
    {
        "event": fields.one_of(EVENTS), "language": fields.one_of(dict(settings.LANGUAGES)),
        "title": fields.text(LONGEST_TITLE), "body": fields.text(LONGEST_BODY),
    },
)  # fmt: skip

TABLES = (
    CALENDARS, HOLIDAYS, DEPARTMENTS, DUTY_GRIDS, PEOPLE, COMPONENTS, STAGES, SOURCES, TAXONOMIES, CATALOGUE, RULES,
    SETTINGS, NOTICE_RULES, NOTICE_TEXTS,
)  # fmt: skip


def read(table: Table, folder: Path, problems: Problems) -> list[Record] | None:
    """The good rows of a file of the folder, None where it is absent; bad cells and repeated keys become problems."""
    path = folder / table.file
    if not path.exists():
        return None
    rows = read_table(path, required=[*table.needed], optional=[*table.optional, *table.ignored], problems=problems)
    return parse(table, rows, problems)


def parse(table: Table, rows: Iterable[Row], problems: Problems) -> list[Record]:
    """The rows with their cells read; bad cells and repeated keys become problems."""
    parsers = {**table.needed, **table.optional}
    records = [
        record for row in rows if (record := _record(table, row.line, row.values, parsers, problems)) is not None
    ]
    return list(_once(table, records, problems))


def _record(
    table: Table, line: int, cells: Mapping[str, str], parsers: Mapping[str, Parser], problems: Problems
) -> Record | None:
    before, values = problems.total, {}
    for column, parse in parsers.items():
        if column in table.needed and not cells[column]:
            problems.add(table.file, line, column, _("This cell must not be empty."))
            continue
        try:
            values[column] = parse(cells[column])
        except ValueError as error:
            problems.add(table.file, line, column, str(error))
    return Record(line, values) if problems.total == before else None


def _once(table: Table, records: Iterable[Record], problems: Problems) -> Iterable[Record]:
    seen: dict[tuple[Any, ...], int] = {}
    for record in records:
        key = tuple(record[column] for column in table.key)
        if key in seen:
            message = _("“%(key)s” stands already in line %(line)s.")
            named = " ".join(str(part) for part in key if part)
            problems.add(table.file, record.line, table.key[-1], message % {"key": named, "line": seen[key]})
        else:
            seen[key] = record.line
            yield record
