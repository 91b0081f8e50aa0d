"""The data that is measured on: many grids, rules and cases, loaded as a city's and another system's are."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import User
from accounts.roles import Role
from cases.actions import History, bulk_load
from cases.models import Case
from cases.rulebook import Due, rulebook
from catalogue.models import Category, StageLimit
from common.datum import Datum
from common.worktime import Limit
from departments.models import Department, Kind, Membership
from grids.models import UnitGrid
from grids.queries.topology import AREAS, UNIT_GRIDS
from grids.registers import DUTY_GRIDS, DutyGridData, loading
from registry.registers import ChangeRequest

SINCE = date(2020, 1, 1)
BATCH = 2_000  # cases that are written in one transaction
FOUR_HOURS = Limit.parse("4 work_hour")
WEST, SOUTH, CELL = 121.0, 31.0, 0.001
UNITS, CATEGORIES = 100, 200
INSPECTOR, HANDLER = "bench_inspector", "bench_handler"


def run(sql: str, *parameters: str | float | date | datetime | list[int] | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def people() -> dict[str, str]:
    """Username → API key of the inspector who reports and the handler who works."""
    now = timezone.now()
    keys = {}
    for username, role in ((INSPECTOR, Role.INSPECTOR), (HANDLER, Role.HANDLER)):
        user = User.objects.create(username=username, name=username, role=role, password=make_password(None))
        keys[username] = issue_token(user=user, at=now, lifetime=timedelta(days=1))[0]
    Membership.objects.create(user=User.objects.get(username=HANDLER), department=Department.objects.order_by("pk")[0])
    return keys


def units() -> None:
    Department.objects.bulk_create(Department(code=f"u{n}", name=f"Unit {n}", kind=Kind.BUREAU) for n in range(UNITS))


@dataclass(frozen=True)
class Cell:
    """A shape of the square city, as `grids.registers.loading` takes it."""

    values: dict[str, str]
    geometry: str
    line: int = 0


def grids(side: int) -> None:
    """side × side cells of 21 points each, in 100 communities of columns, 10 streets and one district."""
    whole = side * CELL
    areas = [_area("310100", "district", "", WEST, whole, whole)]
    areas += [_area(f"street{n:04}", "street", "310100", WEST + n * whole / 10, whole / 10, whole) for n in range(10)]
    areas += [
        _area(f"community{n:04}", "community", f"street{n // 10:04}", WEST + n * whole / 100, whole / 100, whole)
        for n in range(100)
    ]
    duty = [ChangeRequest(DUTY_GRIDS, f"D{n:03}", DutyGridData(f"Duty {n}", SINCE)) for n in range(500)]
    batch = uuid4()
    with transaction.atomic():
        loading.open_stage()
        loading.stage(AREAS, areas)
        loading.stage(UNIT_GRIDS, [_cell(side, x, y) for x in range(side) for y in range(side)])
        loading.load_areas(today=SINCE, batch=batch)
        DUTY_GRIDS.save_many(duty, batch=batch, by=None)
        loading.load_unit_grids(today=SINCE, batch=batch)
        loading.load_version(name="bench", datum=Datum.WGS84, centre=None, at=timezone.now())


def _area(code: str, level: str, parent: str, west: float, width: float, height: float) -> Cell:
    return Cell({"code": code, "name": code, "level": level, "parent": parent}, _box(west, SOUTH, width, height, 1))


def _cell(side: int, x: int, y: int) -> Cell:
    number = x * side + y
    values = {
        "code": f"3101{number:011}", "community": f"community{x * 100 // side:04}",
        "duty_grid": f"D{number * 500 // side**2:03}", "grade": "B",
    }  # fmt: skip
    return Cell(values, _box(WEST + x * CELL, SOUTH + y * CELL, CELL, CELL, 5))


def _box(west: float, south: float, width: float, height: float, pieces: int) -> str:
    """A rectangle as GeoJSON, each side in so many pieces."""
    steps = [n / pieces for n in range(pieces)]
    ring = [
        *((west + width * step, south) for step in steps), *((west + width, south + height * step) for step in steps),
        *((west + width * (1 - step), south + height) for step in steps),
        *((west, south + height * (1 - step)) for step in steps),
    ]  # fmt: skip
    return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


def catalogue() -> None:
    run("INSERT INTO catalogue_taxonomy (code, name, effective_from) VALUES ('bench', 'bench', '2020-01-01')")
    run(
        """INSERT INTO catalogue_majorclass (taxonomy_id, kind, code, name, name_en)
           SELECT t.id, 'event', lpad(n::text, 2, '0'), n::text, '' FROM catalogue_taxonomy t, generate_series(1, 10) n"""
    )
    run(
        """INSERT INTO catalogue_category (taxonomy_id, major_id, kind, code, name, name_en, initials, code_2013, unit_type, status, effective_from)
           SELECT m.taxonomy_id, m.id, 'event', m.code || lpad(n::text, 3, '0'), n::text, '', '', '', '', '', '2020-01-01'
             FROM catalogue_majorclass m, generate_series(1, %s) n""",
        CATEGORIES // 10,
    )
    run(
        """INSERT INTO catalogue_filingcondition (category_id, number, text, closing_text, urgency, limit_value, limit_unit, source, effective_from)
           SELECT id, n, '', '', 'normal', 4, 'work_hour', '', '2020-01-01' FROM catalogue_category, generate_series(1, 2) n"""
    )
    run("INSERT INTO catalogue_intakepolicy (source, intake) VALUES ('inspector', 'auto')")
    StageLimit.objects.bulk_create(
        StageLimit(stage=stage, value=1, unit="work_hour") for stage in ("accept", "file", "dispatch", "check", "close")
    )


def rules(count: int, *, fitting: tuple[int, list[int]] = (0, [])) -> None:
    """`count` rules of subclass × area (as many areas as it takes) and one for everything else.

    Those of the subclass and areas of `fitting` come first: growth is then that of rules that do not fit.
    """
    # A city never deletes rules, so cases have no index on them; here each would search all cases for itself.
    run("UPDATE cases_case SET rule_id = NULL WHERE rule_id IS NOT NULL")
    run("SET session_replication_role = replica")
    run("DELETE FROM cases_routingrule")
    run("SET session_replication_role = DEFAULT")
    run(
        """INSERT INTO cases_routingrule (category_id, area_id, department_id, effective_from, note)
           SELECT c.id, a.id, (SELECT min(id) FROM departments_department) + (c.id + a.id) %% %s, '2020-01-01', ''
             FROM grids_area a, catalogue_category c
            ORDER BY (c.id = %s AND a.id = ANY(%s)) DESC, a.level DESC, a.id, c.id LIMIT %s""",
        UNITS, fitting[0], fitting[1], count,
    )  # fmt: skip
    run(
        """INSERT INTO cases_routingrule (department_id, effective_from, note)
           SELECT min(id), '2020-01-01', '' FROM departments_department"""
    )
    run("ANALYZE cases_routingrule")


def cases(count: int, *, side: int, prefix: str, due_share: float = 0.0, units: int = UNITS) -> None:
    """Dispatched cases spread over units, grids and a month; `due_share` of them, the oldest, want a chase."""
    made = _Dispatched(side, prefix, units)
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        bulk_load(histories=[made.history(n, due=n >= count - int(count * due_share)) for n in numbers])
    run("VACUUM ANALYZE cases_case")
    run("VACUUM ANALYZE cases_caseevent")


class _Dispatched:
    def __init__(self, side: int, prefix: str, units: int) -> None:
        self.side, self.prefix, self.now, self.book = side, prefix, timezone.now(), rulebook()
        self.units = list(Department.objects.order_by("pk")[:units])
        self.categories = list(Category.objects.order_by("pk")[:CATEGORIES])
        self.grids = dict(UnitGrid.objects.values_list("code", "pk"))
        self.inspector = User.objects.get(username=INSPECTOR)

    def history(self, n: int, *, due: bool) -> History:
        x, y, at = n % self.side, n // self.side % self.side, self.now - n * timedelta(seconds=26)
        category = self.categories[n % len(self.categories)]
        case = Case(
            id=uuid4(), number=f"{self.prefix}{n}", category=category, source="inspector", reporter=self.inspector,
            description=f"Rubbish in front of no. {n}", unit_grid_id=self.grids[f"3101{x * self.side + y:011}"],
            location=Point(WEST + (x + 0.5) * CELL, SOUTH + (y + 0.5) * CELL, srid=4326), routing_why="*@*",
            occurred_at=at, reported_at=at, stage_started_at=at,
        )  # fmt: skip
        history = History(case)
        history.report(by=self.inspector, data={})
        history.move(
            "auto_dispatch", at=at, actor="bench", book=self.book, department=self.units[n % len(self.units)],
            limit=FOUR_HOURS, due=Due(at + timedelta(minutes=190), at + timedelta(hours=4)),
        )  # fmt: skip
        case.chase_level, case.stage_level = 1, 3
        case.next_chase_at = self.now + (timedelta(minutes=-1) if due else timedelta(days=1))
        return history
