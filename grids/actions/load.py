"""The one set-based writer of areas, grids, components and the base map: for city folders, and for made cities.

Shapes go into a temporary table first (`open_stage`, `stage`): PostGIS checks them there (grids.queries.topology), and
they reach their tables in one statement each. All of it inside one transaction of the caller, areas before grids.
Rows are found by their code and brought up to date in place. Nothing that a case may refer to is deleted: with
`complete` what the load doesn't name ends today.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.contrib.gis.geos import Point
from django.db import connection

from common.datum import Datum
from grids.models import BaseMapFeature, CityVersion, Component, ComponentState, DutyGrid, Level
from grids.queries.topology import AREAS, BASE_MAP, STAGED, UNIT_GRIDS

CHUNK = 5_000


class Row(Protocol):
    """Values by name, already read: dates as dates, choices as their codes."""

    def __getitem__(self, name: str, /) -> Any: ...


class Shape(Protocol):
    """A feature: its number in the file, its properties by name, its geometry as GeoJSON text in WGS 84."""

    @property
    def line(self) -> int: ...
    @property
    def values(self) -> Mapping[str, Any]: ...
    @property
    def geometry(self) -> str: ...


_TEXTS = ("code", "name", "level", "parent", "community", "duty_grid", "land_use", "grade", "kind")
_DATES = ("started_on", "ended_on")
_CREATE = f"""
    DROP TABLE IF EXISTS pg_temp.{STAGED};
    CREATE TEMPORARY TABLE {STAGED} (
        layer text, line int, code text, name text, level text, parent text, community text, duty_grid text,
        land_use text, grade text, kind text, rank int, started_on date, ended_on date, geom geometry(Geometry, 4326)
    ) ON COMMIT DROP;
    CREATE INDEX ON {STAGED} (layer, code);
"""
_STAGE = f"""
    INSERT INTO {STAGED} (layer, line, {", ".join((*_TEXTS, "rank", *_DATES))}, geom)
    SELECT %s, q.line, {", ".join(f"q.{column}" for column in (*_TEXTS, "rank", *_DATES))},
           ST_SetSRID(ST_GeomFromGeoJSON(q.shape), 4326)
      FROM unnest(%s::int[], {"%s::text[], " * len(_TEXTS)}%s::int[], %s::date[], %s::date[], %s::text[])
        AS q(line, {", ".join((*_TEXTS, "rank", *_DATES))}, shape)
"""  # noqa: S608 - column names of our own
_AREAS = f"""
    INSERT INTO grids_area (code, name, level, parent_id, started_on, ended_on, geom)
    SELECT code, name, level, (SELECT id FROM grids_area p WHERE p.code = s.parent),
           coalesce(started_on, %(today)s), ended_on, ST_Multi(geom)
      FROM {STAGED} s WHERE layer = '{AREAS}' AND level = %(level)s
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent_id = excluded.parent_id,
        ended_on = excluded.ended_on, geom = excluded.geom,
        started_on = CASE WHEN (SELECT s.started_on FROM {STAGED} s
                                 WHERE layer = '{AREAS}' AND s.code = excluded.code) IS NULL
                          THEN grids_area.started_on ELSE excluded.started_on END
"""  # noqa: S608
_UNIT_GRIDS = f"""
    INSERT INTO grids_unitgrid
           (code, community_id, duty_grid_id, geom, area_m2, land_use, grade, started_on, ended_on)
    SELECT s.code, a.id, d.id, s.geom, round(ST_Area(s.geom::geography)), coalesce(s.land_use, ''), s.grade,
           coalesce(s.started_on, g.started_on, %(today)s), s.ended_on
      FROM {STAGED} s JOIN grids_area a ON a.code = s.community
 LEFT JOIN grids_dutygrid d ON d.code = s.duty_grid
 LEFT JOIN grids_unitgrid g ON g.code = s.code
     WHERE s.layer = '{UNIT_GRIDS}'
    ON CONFLICT (code) DO UPDATE SET community_id = excluded.community_id, duty_grid_id = excluded.duty_grid_id,
        geom = excluded.geom, area_m2 = excluded.area_m2, land_use = excluded.land_use, grade = excluded.grade,
        started_on = excluded.started_on, ended_on = excluded.ended_on
"""  # noqa: S608
_BASE_MAP = f"""
    INSERT INTO grids_basemapfeature (kind, name, rank, geom)
    SELECT kind, coalesce(name, ''), rank, geom FROM {STAGED} WHERE layer = '{BASE_MAP}' ORDER BY line
"""  # noqa: S608
_END = f"""
    UPDATE {{table}} SET ended_on = greatest(%(today)s::date, started_on + 1)
     WHERE ended_on IS NULL
       AND NOT EXISTS (SELECT 1 FROM {STAGED} s WHERE s.layer = %(layer)s AND s.code = {{table}}.code)
"""  # noqa: S608


def open_stage() -> None:
    """An empty place for shapes, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)


def stage(layer: str, shapes: Sequence[Shape]) -> None:
    """Lay out the shapes of one layer (AREAS, UNIT_GRIDS, BASE_MAP); properties that a layer lacks are empty."""
    with connection.cursor() as cursor:
        for start in range(0, len(shapes), CHUNK):
            chunk = shapes[start : start + CHUNK]
            columns = [[shape.values.get(name) for shape in chunk] for name in (*_TEXTS, "rank", *_DATES)]
            lines, texts = [shape.line for shape in chunk], [shape.geometry for shape in chunk]
            cursor.execute(_STAGE, [layer, lines, *columns, texts])
        cursor.execute(f"ANALYZE {STAGED}")


def load_areas(*, today: date, complete: bool = False) -> None:
    """From the stage. An area that is new and says no date begins today."""
    with connection.cursor() as cursor:
        for level in (Level.DISTRICT, Level.STREET, Level.COMMUNITY):  # parents first
            cursor.execute(_AREAS, {"today": today, "level": level.value})
        if complete:
            cursor.execute(_END.format(table="grids_area"), {"today": today, "layer": AREAS})


def load_unit_grids(*, today: date, complete: bool = False) -> None:
    """From the stage; their communities and duty grids stand already."""
    with connection.cursor() as cursor:
        cursor.execute(_UNIT_GRIDS, {"today": today})
        if complete:
            cursor.execute(_END.format(table="grids_unitgrid"), {"today": today, "layer": UNIT_GRIDS})


def load_base_map() -> None:
    """From the stage. The base map is a picture that nothing refers to: a new one takes the place of the old."""
    BaseMapFeature.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_BASE_MAP)


def load_duty_grids(*, rows: Sequence[Row], today: date, complete: bool = False) -> None:
    """Rows of `code`, `name`, `started_on` and `ended_on`; the dates may be None."""
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
    if complete:
        absent = DutyGrid.objects.filter(ended_on=None, started_on__lt=today)
        absent.exclude(code__in=[row["code"] for row in rows]).update(ended_on=today)


def load_components(*, rows: Sequence[Row], points: Sequence[tuple[float, float]], complete: bool = False) -> None:
    """Rows of `code`, `name`, `category`, `owner` and `state`, with the point of each in WGS 84.

    With `complete` a component that no row names is marked as removed.
    """
    Component.objects.bulk_create(
        [
            Component(
                code=row["code"], name=row["name"], category_code=row["category"], owner_code=row["owner"],
                state=row["state"], point=Point(*point, srid=4326),
            )
            for row, point in zip(rows, points, strict=True)
        ],
        batch_size=2_000, update_conflicts=True, unique_fields=["code"],
        update_fields=["name", "category_code", "owner_code", "state", "point"],
    )  # fmt: skip
    if complete:
        absent = Component.objects.exclude(code__in=[row["code"] for row in rows])
        absent.update(state=ComponentState.REMOVED)


def load_version(*, name: str, datum: Datum, centre: tuple[float, float] | None, at: datetime) -> int:
    """Count the load, as its last step: whoever sees the number sees the data. `centre`, in WGS 84, may stay as it was.

    The number of the version; there is one row.
    """
    row = CityVersion.objects.order_by("-number").first() or CityVersion()
    row.number, row.loaded_at, row.name, row.datum = row.number + 1, at, name, datum
    if centre:
        row.centre = Point(*centre, srid=4326)
    row.save()
    return row.number
