"""A city with many cases, made by the database itself: two years of them, one in twenty-five still open.

Triggers rest meanwhile: what is measured is how rows are read, and a chain of hashes costs ten times the row.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import GeneratedField, Model

from accounts.models import User
from accounts.roles import Role
from cases.models import Case, CaseEvent, Comment, Part
from departments.models import Department
from evaluations.actions import rebuild
from evidence.models import Photo
from grids.models import Area, DutyGrid, UnitGrid
from inspections.models import Visit
from notices.models import Notice
from places.models import Permit, Place, PlaceKind
from tests.cast import City
from tests.factories import CELL, SOUTH, WEST

OPEN_SHARE = 25
SIDE = 100  # unit grids along a side
UNITS, STREETS, DUTY_GRIDS, INSPECTORS = 60, 20, 200, 100
SHOPS, PERMITS = 400, 150
WORKED = ("dispatched", "in_disposal", "disposed", "checking", "checked")
POOLED = ("reported", "accepted", "filed", "verifying")
MINUTES = 2 * 365 * 24 * 60
RARE = "路口井盖缺失"  # in one case of a thousand
COMMON = "暴露垃圾"  # in each second one
NEVER = "暴露垃圾 占道经营"  # nearly each has one of both, none has both


_PLACES = """
INSERT INTO cases_feedentry (position, event_id, case_id)
SELECT row_number() OVER (ORDER BY at, seq), id, case_id FROM cases_caseevent
 WHERE id NOT IN (SELECT event_id FROM cases_feedarrival)
"""


def fill(city: City, count: int) -> None:
    """`count` cases; sanitation has a twentieth of them, roads two dozen whatever the count, ines a fiftieth."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        _places(city)
        _people()
        _archive(city)
        _cases(city, count)
        _around(city, count)
    rebuild()  # as the clock would have counted them
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _places(city: City) -> None:
    insert(
        Area, STREETS, code="'3101019' || lpad(n::text, 2, '0')", name="'路' || n", level="'street'",
        parent=str(city.district.pk), geom=f"ST_Multi({_box('n % 5 * 20', '10 + n / 5 * 20', 20)})",
        started_on="DATE '2020-01-01'",
    )  # fmt: skip
    insert(DutyGrid, DUTY_GRIDS, code="'G' || n", name="'责任网格 ' || n", started_on="DATE '2020-01-01'")
    insert(
        UnitGrid, SIDE * SIDE, code="'4101010010' || lpad(n::text, 5, '0')", community=str(city.community.pk),
        duty_grid=_pick(DutyGrid, "G", DUTY_GRIDS),
        geom=_box(f"n % {SIDE}", f"10 + n / {SIDE}", 1), started_on="DATE '2020-01-01'",
    )  # fmt: skip


def _people() -> None:
    insert(Department, UNITS, code="'unit-' || n", name="'单位' || n", kind="'bureau'")
    insert(User, INSPECTORS, username="'walker-' || n", name="'监督员' || n", role=f"'{Role.INSPECTOR}'")


def _archive(city: City) -> None:
    """Shops, and permits: a third each in force for a shop, in force for an area in the street, and over."""
    insert(PlaceKind, 1, code="'many'", name="'经营户'", active="true")
    kind = str(PlaceKind.objects.get(code="many").pk)
    spot = f"ST_Centroid({_box(f'n % {SIDE}', f'10 + n % 97 % {SIDE}', 1)})"
    insert(Place, SHOPS, code="'P' || n", name="'商铺' || n", kind=kind, point=spot, risk="'normal'",
           started_on="DATE '2020-01-01'")  # fmt: skip
    insert(
        Permit, PERMITS, id="gen_random_uuid()", number="'P2026-' || n", kind="'occupy'", holder="'商户' || n",
        purpose="'经营'", unit=str(city.sanitation.pk), point=spot, entered_by=str(city.sven.pk),
        place=f"CASE WHEN n % 3 = 0 THEN {_pick(Place, 'P', SHOPS)} END",
        boundary=f"CASE WHEN n % 3 = 1 THEN {_box(f'n % {SIDE}', f'10 + n % 89 % {SIDE}', 1)} END",
        state="CASE WHEN n % 3 = 2 THEN 'expired' ELSE 'in_force' END", starts_on="DATE '2026-01-01'",
        ends_on="DATE '2199-01-01'", applied_at="now() - n * interval '1 hour'",
    )  # fmt: skip


def _cases(city: City, count: int) -> None:
    """Case number n is the n-th before now. The newest are the open ones, in all states in turn."""
    at = f"(now() - n * interval '{MINUTES / count:.4f} minutes')"
    states = ", ".join(f"'{state}'" for state in (*WORKED, *POOLED))
    is_open, owned = f"n < {count // OPEN_SHARE}", f"n % {len(WORKED) + len(POOLED)} < {len(WORKED)}"
    unit = (
        f"CASE WHEN n % {count // 24} = 7 THEN {city.roads.pk} WHEN n % 20 = 0 THEN {city.sanitation.pk} "
        f"ELSE {_pick(Department, 'unit-', UNITS)} END"
    )
    insert(
        Case, count, id="gen_random_uuid()", number="'M' || lpad(n::text, 7, '0')", source="'inspector'",
        category=f"(ARRAY[{city.rubbish.pk}, {city.manhole.pk}])[1 + n % 2]",
        description=f"CASE WHEN n % 1000 = 3 THEN '{RARE}' WHEN n % 2 = 0 THEN '{COMMON}一处' ELSE '占道经营' END || n",
        reporter=f"CASE WHEN n % 50 = 1 THEN {city.ines.pk} ELSE {_pick(User, 'walker-', INSPECTORS)} END",
        location=f"ST_Centroid({_box(f'n % {SIDE}', f'10 + n % 997 % {SIDE}', 1)})",
        duty_grid=f"CASE WHEN n % 200 = 11 THEN {city.duty_grids[0].pk} ELSE {_pick(DutyGrid, 'G', DUTY_GRIDS)} END",
        unit_grid=_pick(UnitGrid, "4101", SIDE * SIDE),
        street=_pick(Area, "3101019", STREETS), district=str(city.district.pk),
        state=f"CASE WHEN {is_open} THEN (ARRAY[{states}])[1 + n % {len(WORKED) + len(POOLED)}] ELSE 'closed' END",
        department=f"CASE WHEN NOT ({is_open}) OR {owned} THEN {unit} END",
        place=f"CASE WHEN n % 25 = 3 THEN {_pick(Place, 'P', SHOPS)} END",
        supervised_at=f"CASE WHEN n % 100 = 0 THEN {at} END", supervision_due_at=f"CASE WHEN n % 100 = 0 THEN {at} END",
        urgent="n % 37 = 5", assignee=f"CASE WHEN n % 500 = 20 THEN {city.hana.pk} END",
        chase_level="n % 6", rework_count="n % 5 / 4", occurred_at=at, reported_at=at, accepted_at=at, filed_at=at,
        dispatched_at=f"CASE WHEN NOT ({is_open}) OR {owned} THEN {at} END",
        finished_at=f"CASE WHEN NOT ({is_open}) THEN {at} + interval '3 hours' END",
        closed_at=f"CASE WHEN NOT ({is_open}) THEN {at} + interval '5 hours' END",
        due_at=f"CASE WHEN NOT ({is_open}) OR {owned} THEN {at} + interval '4 hours' END", limit_text="'4 work_hour'",
        warn_at=f"{at} + interval '3 hours'", stage_started_at=at, stage_due_at=f"{at} + interval '1 hour'",
    )  # fmt: skip


def _around(city: City, count: int) -> None:
    """What hangs on cases: events, photos, comments, visits, parts, notices."""
    case = "SELECT id FROM cases_case WHERE number = 'M' || lpad((n % {})::text, 7, '0')"
    each, now = f"({case.format(count)})", "now() - n * interval '1 minute'"
    insert(
        CaseEvent, count * 3, id="gen_random_uuid()", case=each, seq=f"1 + n / {count}", move="'report'",
        to_state="'reported'", at=now,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PLACES)
    insert(
        Photo, count // 2, id="gen_random_uuid()", subject_kind="'case'", subject_key=f"{each}::text", kind="'near'",
        uploaded_by=str(city.ines.pk), uploaded_at=now, sha256="md5(n::text) || md5(n::text)", status="'ready'",
        size="1000",
    )  # fmt: skip
    insert(Comment, count // 5, id="gen_random_uuid()", case=each, by=str(city.sven.pk), text="'已联系'", at=now)
    insert(
        Visit, count // 2, case=each, kind="'check'", since="1", state="'done'", inspector=str(city.ines.pk),
        ordered_at=now, given_at=now, due_at=now, done_at=now, passed="true",
    )  # fmt: skip
    insert(Part, count // 50, case=each, department=_pick(Department, "unit-", UNITS),
           task="'协助'", assigned_at=now, finished_at=now)  # fmt: skip
    insert(
        Notice, count, user=_pick(User, "walker-", INSPECTORS), kind="'case'", key=f"{each}::text", event="'m' || n",
        what="'case.mention'", created_at=now, read_at=now,
    )  # fmt: skip


def _box(column: str, row: str, side: int) -> str:
    west, south = f"{WEST} + ({column}) * {CELL}", f"{SOUTH} + ({row}) * {CELL}"
    return f"ST_MakeEnvelope({west}, {south}, {west} + {side * CELL}, {south} + {side * CELL}, 4326)"


def _pick(model: type[Model], prefix: str, count: int) -> str:
    """The key of one of these rows, in turn: they were made in one go, so their keys follow one another."""
    column = "username" if model is User else "code"
    first = model._default_manager.filter(**{f"{column}__startswith": prefix}).order_by("pk").values_list("pk")[0][0]
    return f"({first} + n % {count})"


def insert(model: type[Model], count: int, **said: str) -> None:
    """`count` rows, numbered by `n` from 0; what is not said is the field's default, or nothing."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, GeneratedField)
        and (field.name in said or not (field.primary_key or field.has_db_default()))
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(said[field.name].replace("%", "%%") if field.name in said else "%s" for field in fields)
    rest = [_default(field) for field in fields if field.name not in said]
    statement = f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values}"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} FROM generate_series(0, {count - 1}) AS n", rest)


def _default(field: Any) -> Any:
    value = None if field.null else field.get_default()
    return field.get_db_prep_save(value, connection)
