"""The data that is measured on: many grids, rules and cases, made by SQL, for making them is not what is measured."""

from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import User
from accounts.roles import Role
from catalogue.models import StageLimit
from departments.models import Department, Kind, Membership
from grids.models import DutyGrid

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


def grids(side: int) -> None:
    """side × side cells of 21 points each, in communities of 200 cells' columns, streets and one district."""
    run("INSERT INTO grids_cityversion (number, name, datum) VALUES (1, 'bench', 'wgs84')")
    box = "ST_Multi(ST_MakeEnvelope(%s, %s, %s, %s, 4326))"
    edge = (WEST, SOUTH, WEST + side * CELL, SOUTH + side * CELL)
    run(
        f"INSERT INTO grids_area (code, name, level, geom, started_on) VALUES ('310100', 'D', 'district', {box}, '2020-01-01')",
        *edge,
    )
    for level, parent, pieces in (("street", "district", 10), ("community", "street", 100)):
        run(
            f"""INSERT INTO grids_area (code, name, level, parent_id, geom, started_on)
                SELECT '{level}' || lpad(n::text, 4, '0'), n::text, '{level}',
                       (SELECT id FROM grids_area WHERE level = '{parent}' ORDER BY code OFFSET n * %s / %s LIMIT 1),
                       ST_Multi(ST_MakeEnvelope(%s + n * %s, %s, %s + (n + 1) * %s, %s, 4326)), '2020-01-01'
                  FROM generate_series(0, %s - 1) AS n""",
            {"street": 1, "community": 10}[level], pieces, WEST, side * CELL / pieces, SOUTH, WEST, side * CELL / pieces,
            SOUTH + side * CELL, pieces,
        )  # fmt: skip
    DutyGrid.objects.bulk_create(
        DutyGrid(code=f"D{n:03}", name=f"Duty {n}", started_on="2020-01-01") for n in range(500)
    )
    run(
        """INSERT INTO grids_unitgrid (code, community_id, duty_grid_id, geom, area_m2, land_use, grade, started_on)
           SELECT '3101' || lpad((x * %s + y)::text, 11, '0'),
                  (SELECT id FROM grids_area WHERE level = 'community' AND code = 'community' || lpad((x * 100 / %s)::text, 4, '0')),
                  (SELECT min(id) FROM grids_dutygrid) + (x * %s + y) * 500 / (%s * %s),
                  ST_Segmentize(ST_MakeEnvelope(%s + x * %s, %s + y * %s, %s + (x + 1) * %s, %s + (y + 1) * %s, 4326), %s),
                  10000, '', 'B', '2020-01-01'
             FROM generate_series(0, %s - 1) AS x, generate_series(0, %s - 1) AS y""",
        side, side, side, side, side, WEST, CELL, SOUTH, CELL, WEST, CELL, SOUTH, CELL, CELL / 5, side, side,
    )  # fmt: skip


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
    """Dispatched cases spread over units, grids and a month, with a first event each; `due_share` of them want a chase."""
    now = timezone.now()
    run(
        """INSERT INTO cases_case (id, number, content_hash, category_id, source, description, address, reporter_id, reporter_name,
                  reporter_phone, location, located, unit_grid_id, duty_grid_id, community_id, street_id, district_id, state, version,
                  seq, department_id, routing_why, rework_count, send_back_count, occurred_at, reported_at, accepted_at, filed_at,
                  dispatched_at, limit_text, warn_at, due_at, stage_started_at, stage_warn_at, stage_due_at, chase_level, stage_level, next_chase_at,
                  imported_from, imported_key, extension, suspension, appeal, merged_from, extension_count, suspension_count,
                  reopen_count, reminder_count, parts_open, children_count, ownerless, exempt)
           SELECT gen_random_uuid(), %s || n, '', (SELECT min(id) FROM catalogue_category) + n %% %s, 'inspector', 'Rubbish in front of no. ' || n,
                  '', u.id, '', '', ST_SetSRID(ST_MakePoint(%s + (n %% %s + 0.5) * %s, %s + (n / %s %% %s + 0.5) * %s), 4326), 'point',
                  (SELECT min(id) FROM grids_unitgrid) + (n %% %s) * %s + n / %s %% %s, NULL, NULL, NULL, NULL, 'dispatched', 2,
                  1, (SELECT min(id) FROM departments_department) + n %% %s, '*@*', 0, 0, t.at, t.at, t.at, t.at,
                  t.at, '4 work_hour', t.at + interval '190 minutes', t.at + interval '4 hours', t.at, t.at + interval '190 minutes',
                  t.at + interval '4 hours', 1, 3, CASE WHEN n >= %s THEN %s - interval '1 minute' ELSE %s + interval '1 day' END, '', '', '', '', '', '', 0, 0,
                  0, 0, 0, 0, false, false
             FROM generate_series(0, %s - 1) AS n, accounts_user u,
                  LATERAL (SELECT %s - n * interval '26 seconds' AS at) t
            WHERE u.username = %s""",
        prefix, CATEGORIES, WEST, side, CELL, SOUTH, side, side, CELL, side, side, side, side, units,
        count - int(count * due_share), now, now, count, now, INSPECTOR,
    )  # fmt: skip
    run(
        """INSERT INTO cases_caseevent (id, case_id, seq, move, from_state, to_state, actor, at, note, data, content_hash, prev_hash, hash)
           SELECT gen_random_uuid(), id, 1, 'report', '', 'reported', 'bench', reported_at, '', '{}', '', '', '' FROM cases_case
            WHERE number LIKE %s AND NOT EXISTS (SELECT 1 FROM cases_caseevent e WHERE e.case_id = cases_case.id)""",
        prefix + "%",
    )
    run("VACUUM ANALYZE cases_case")
    run("VACUUM ANALYZE cases_caseevent")
