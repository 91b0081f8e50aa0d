"""Areas, grids, components and the ground of the map. Updated in place by code; nothing a case refers to is deleted."""

from datetime import date

from django.contrib.gis.geos import Point
from django.db import connection

from cities import shapes, tables
from cities.folder import Folder
from cities.queries.topology import STAGED
from common.datum import to_wgs84
from grids.models import Component, ComponentState, DutyGrid, Ground

_AREAS = f"""
    INSERT INTO grids_area (code, name, level, parent_id, started_on, ended_on, geom)
    SELECT code, name, level, (SELECT id FROM grids_area p WHERE p.code = s.parent),
           coalesce(started_on, %(today)s), ended_on, ST_Multi(geom)
      FROM {STAGED} s WHERE layer = 'areas' AND level = %(level)s
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent_id = excluded.parent_id,
        ended_on = excluded.ended_on, geom = excluded.geom,
        started_on = CASE WHEN (SELECT s.started_on FROM {STAGED} s WHERE layer = 'areas' AND s.code = excluded.code)
                          IS NULL THEN grids_area.started_on ELSE excluded.started_on END
"""  # noqa: S608
_UNIT_GRIDS = f"""
    INSERT INTO grids_unitgrid
           (code, community_id, duty_grid_id, geom, area_m2, land_use, grade, started_on, ended_on)
    SELECT s.code, a.id, d.id, s.geom, round(ST_Area(s.geom::geography)), s.land_use, s.grade,
           coalesce(s.started_on, g.started_on, %(today)s), s.ended_on
      FROM {STAGED} s JOIN grids_area a ON a.code = s.community
 LEFT JOIN grids_dutygrid d ON d.code = s.duty_grid
 LEFT JOIN grids_unitgrid g ON g.code = s.code
     WHERE s.layer = 'unit_grids'
    ON CONFLICT (code) DO UPDATE SET community_id = excluded.community_id, duty_grid_id = excluded.duty_grid_id,
        geom = excluded.geom, area_m2 = excluded.area_m2, land_use = excluded.land_use, grade = excluded.grade,
        started_on = excluded.started_on, ended_on = excluded.ended_on
"""  # noqa: S608
_GROUND = f"""
    INSERT INTO grids_ground (kind, name, rank, geom)
    SELECT kind, coalesce(name, ''), rank, geom FROM {STAGED} WHERE layer = 'ground' ORDER BY line
"""  # noqa: S608
_END = f"""
    UPDATE {{table}} SET ended_on = greatest(%(today)s::date, started_on + 1)
     WHERE ended_on IS NULL
       AND NOT EXISTS (SELECT 1 FROM {STAGED} s WHERE s.layer = %(layer)s AND s.code = {{table}}.code)
"""  # noqa: S608


def write_areas(folder: Folder, today: date) -> None:
    with connection.cursor() as cursor:
        for level in ("district", "street", "community"):  # parents first
            cursor.execute(_AREAS, {"today": today, "level": level})
        if folder.is_complete(shapes.AREAS):
            cursor.execute(_END.format(table="grids_area"), {"today": today, "layer": "areas"})


def write_duty_grids(folder: Folder, today: date) -> None:
    rows = folder.rows(tables.DUTY_GRIDS)
    started = dict(DutyGrid.objects.values_list("code", "started_on"))
    DutyGrid.objects.bulk_create(
        [
            DutyGrid(
                code=row["code"], name=row["name"], ended_on=row["ended_on"],
                started_on=row["started_on"] or started.get(row["code"], today),
            )
            for row in rows
        ],
        update_conflicts=True, unique_fields=["code"], update_fields=["name", "started_on", "ended_on"],
    )  # fmt: skip
    if folder.is_complete(tables.DUTY_GRIDS):
        absent = DutyGrid.objects.filter(ended_on=None, started_on__lt=today)
        absent.exclude(code__in=[row["code"] for row in rows]).update(ended_on=today)


def write_unit_grids(folder: Folder, today: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UNIT_GRIDS, {"today": today})
        if folder.is_complete(shapes.UNIT_GRIDS):
            cursor.execute(_END.format(table="grids_unitgrid"), {"today": today, "layer": "unit_grids"})


def write_components(folder: Folder) -> None:
    rows = folder.rows(tables.COMPONENTS)
    Component.objects.bulk_create(
        [
            Component(
                code=row["code"], name=row["name"], category_code=row["category"], owner_code=row["owner"],
                state=row["state"], point=Point(*to_wgs84(row["lng"], row["lat"], folder.city.datum), srid=4326),
            )
            for row in rows
        ],
        batch_size=2_000, update_conflicts=True, unique_fields=["code"],
        update_fields=["name", "category_code", "owner_code", "state", "point"],
    )  # fmt: skip
    if folder.is_complete(tables.COMPONENTS):
        absent = Component.objects.exclude(code__in=[row["code"] for row in rows])
        absent.update(state=ComponentState.REMOVED)


def write_ground(folder: Folder) -> None:
    """The ground is a picture that nothing refers to: a new one takes the place of the old."""
    if folder.has(shapes.GROUND):
        Ground.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(_GROUND)
