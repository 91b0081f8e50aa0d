"""The CSV files of a city folder: their columns, keys and how each cell is read (docs/city-folder.md)."""

from catalogue.choices import MatterKind, Urgency
from catalogue.registers import INTAKE, STAGE_LIMITS, limits
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
SPAN: dict[str, Parser] = {"effective_from": fields.optional_date, "ended_on": fields.optional_date}

DUTY_GRIDS = Table("duty_grids.csv", ("code",), {"code": CODE, "name": NAME}, DATES)
COMPONENTS = Table(
    "components.csv", ("code",),
    {"code": CODE, "name": NAME, "category": fields.text(10), "lng": fields.number, "lat": fields.number},
    {"owner": LONG_CODE, "state": fields.choice(ComponentState, default=ComponentState.INTACT)},
)  # fmt: skip
CATALOGUE = Table(
    "catalogue.csv", ("taxonomy", "matter_kind", "code", "condition_no"),
    {
        "matter_kind": fields.choice(MatterKind), "major_code": fields.text(10), "major_zh": fields.text(60),
        "code": LONG_CODE, "minor_zh": NAME, "condition_no": fields.count, "urgency": fields.choice(Urgency),
        "limit_value": fields.positive, "limit_unit": limits.unit, "filing_condition_zh": fields.text(2000),
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

CALENDARS, HOLIDAYS, DEPARTMENTS = registers.CALENDARS.table, registers.DAYS.table, registers.UNITS.table
PEOPLE = registers.PEOPLE.table
STAGES, SOURCES, TAXONOMIES = STAGE_LIMITS.table, INTAKE.table, TAXONOMY_REGISTER.table
SETTINGS, NOTICE_RULES, NOTICE_TEXTS = CITY_SETTINGS.table, notices.NOTICE_RULES.table, notices.NOTICE_TEXTS.table

TABLES = (
    CALENDARS, HOLIDAYS, DEPARTMENTS, DUTY_GRIDS, PEOPLE, COMPONENTS, STAGES, SOURCES, TAXONOMIES, CATALOGUE, RULES,
    SETTINGS, NOTICE_RULES, NOTICE_TEXTS,
)  # fmt: skip
