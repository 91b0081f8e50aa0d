"""The CSV files of a city folder: their columns, keys and how each cell is read (docs/city-folder.md)."""

from cases.registers import RULES_FILE
from catalogue.registers import CATALOGUE as CATALOGUE_FILE
from catalogue.registers import INTAKE, STAGE_LIMITS
from catalogue.registers import TAXONOMIES as TAXONOMY_REGISTER
from departments import registers
from grids.models import ComponentState
from notices import registers as notices
from registry import cells as fields
from registry.cells import Parser
from registry.folder_schema import Table
from registry.registers import CITY_SETTINGS

CODE, LONG_CODE, NAME = fields.text(32), fields.text(40), fields.text(100)
DATES: dict[str, Parser] = {"started_on": fields.optional_date, "ended_on": fields.optional_date}

DUTY_GRIDS = Table("duty_grids.csv", ("code",), {"code": CODE, "name": NAME}, DATES)
COMPONENTS = Table(
    "components.csv", ("code",),
    {"code": CODE, "name": NAME, "category": fields.text(10), "lng": fields.number, "lat": fields.number},
    {"owner": LONG_CODE, "state": fields.choice(ComponentState, default=ComponentState.INTACT)},
)  # fmt: skip
CATALOGUE, RULES = CATALOGUE_FILE.table, RULES_FILE.table
CALENDARS, HOLIDAYS, DEPARTMENTS = registers.CALENDARS.table, registers.DAYS.table, registers.UNITS.table
PEOPLE = registers.PEOPLE.table
STAGES, SOURCES, TAXONOMIES = STAGE_LIMITS.table, INTAKE.table, TAXONOMY_REGISTER.table
SETTINGS, NOTICE_RULES, NOTICE_TEXTS = CITY_SETTINGS.table, notices.NOTICE_RULES.table, notices.NOTICE_TEXTS.table

TABLES = (
    CALENDARS, HOLIDAYS, DEPARTMENTS, DUTY_GRIDS, PEOPLE, COMPONENTS, STAGES, SOURCES, TAXONOMIES, CATALOGUE, RULES,
    SETTINGS, NOTICE_RULES, NOTICE_TEXTS,
)  # fmt: skip
