"""Shapes go into a temporary table first: PostGIS checks them there, and they reach their tables in one statement."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from cities.queries.topology import STAGED
from cities.shapes import Layer, Shape

CHUNK = 5_000

_CREATE = f"""
    DROP TABLE IF EXISTS pg_temp.{STAGED};
    CREATE TEMPORARY TABLE {STAGED} (
        layer text, line int, code text, name text, level text, parent text, community text, duty_grid text,
        land_use text, grade text, kind text, rank int, started_on date, ended_on date, geom geometry(Geometry, 4326)
    ) ON COMMIT DROP;
    CREATE INDEX ON {STAGED} (layer, code);
"""
_COLUMNS = ("code", "name", "level", "parent", "community", "duty_grid", "land_use", "grade", "kind", "rank")
_INSERT = f"""
    INSERT INTO {STAGED} (layer, line, {", ".join(_COLUMNS)}, started_on, ended_on, geom)
    SELECT %s, q.line, {", ".join(f"q.{column}" for column in _COLUMNS)}, q.started_on, q.ended_on,
           ST_SetSRID(ST_GeomFromGeoJSON(q.shape), 4326)
      FROM unnest(%s::int[], {"%s::text[], " * 9}%s::int[], %s::date[], %s::date[], %s::text[])
        AS q(line, {", ".join(_COLUMNS)}, started_on, ended_on, shape)
"""  # noqa: S608 - column names of our own


def open_stage() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)


def stage(layer: Layer, shapes: Sequence[Shape]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(shapes), CHUNK):
            chunk = shapes[start : start + CHUNK]
            columns = [[shape.values.get(column) for shape in chunk] for column in _COLUMNS]
            dates: list[list[date | None]] = [
                [shape.values.get(column) for shape in chunk] for column in ("started_on", "ended_on")
            ]
            lines, texts = [shape.line for shape in chunk], [shape.geometry for shape in chunk]
            cursor.execute(_INSERT, [layer.name, lines, *columns, *dates, texts])
        cursor.execute(f"ANALYZE {STAGED}")
