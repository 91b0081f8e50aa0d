"""The one set-based writer of areas, unit grids, components and the base map: for city folders, and for made cities.

Shapes go into a temporary table first (`open_stage`, `stage`): PostGIS checks them there (grids.queries.topology). What
differs from what stands is found in one statement, field by field, and only that is written and logged: a reload of a
great city costs what differs. All of it inside one transaction of the caller, areas before grids. Rows are found by
their code and brought up to date in place. Nothing that a case may refer to is deleted: with `complete` what the load
doesn't name ends today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone

from common.datum import Datum
from grids.models import BaseMapFeature, CityVersion, Level
from grids.queries.topology import AREAS, BASE_MAP, COMPONENTS, STAGED, UNIT_GRIDS
from grids.registers.outlines import KEEP_OLD, fingerprint_of
from registry.registers import record_selected

CHUNK = 5_000
CHANGES = "grids_changes"


class Line(Protocol):
    """A feature or a row: its number in the file, its values by name, read already."""

    @property
    def line(self) -> int: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


class Shape(Line, Protocol):
    """A feature with its geometry as GeoJSON text in WGS 84."""

    @property
    def geometry(self) -> str: ...


_TYPES = {
    "code": "text", "name": "text", "level": "text", "parent": "text", "community": "text", "duty_grid": "text",
    "land_use": "text", "grade": "text", "kind": "text", "rank": "int", "category": "text", "owner": "text",
    "state": "text", "population": "int", "difficulty": "int", "started_on": "date", "ended_on": "date",
}  # fmt: skip
_COLUMNS = {
    AREAS: ("code", "name", "level", "parent", "started_on", "ended_on"),
    UNIT_GRIDS: (
        "code",
        "community",
        "duty_grid",
        "land_use",
        "grade",
        "population",
        "difficulty",
        "started_on",
        "ended_on",
    ),
    BASE_MAP: ("kind", "name", "rank"),
    COMPONENTS: ("code", "name", "category", "owner", "state"),
}
_CREATE = f"""
    DROP TABLE IF EXISTS pg_temp.{STAGED}, pg_temp.{CHANGES}, pg_temp.city_areas, pg_temp.city_grids;
    CREATE TEMPORARY TABLE {STAGED} (
        layer text, line int, {", ".join(f"{name} {kind}" for name, kind in _TYPES.items())},
        geom geometry(Geometry, 4326)
    ) ON COMMIT DROP;
    CREATE INDEX ON {STAGED} (layer, code);
    CREATE TEMPORARY TABLE {CHANGES} (
        kind text, key text, label text, before jsonb, after jsonb, absent boolean
    ) ON COMMIT DROP;
"""


@dataclass(frozen=True)
class _Kind:
    """A kind of place: what stands (`g`) beside what is staged (`s`), value by value as the log names them."""

    name: str
    layer: str
    table: str
    values: Mapping[str, tuple[str, str]]
    label: str
    joins: str = ""
    outline: str = ""  # the staged geometry as it will stand; empty: the values say where it is
    stands: str = "g.ended_on IS NULL"
    ends: str = "jsonb_build_object('ended_on', greatest(%(today)s::date, g.started_on + 1))"

    def said(self, side: int) -> str:
        """The values as JSON, of what stands (0) or what is staged (1)."""
        pairs = [f"'{name}', {both[side]}" for name, both in self.values.items()]
        if self.outline:
            pairs.append(f"'outline', {fingerprint_of(self.outline if side else 'g.geom')}")
        return f"jsonb_build_object({', '.join(pairs)})"

    @property
    def differing(self) -> str:
        standing, staged = zip(*self.values.values(), strict=True)
        outlines = (["g.geom"], [self.outline]) if self.outline else ([], [])
        return f"({', '.join([*standing, *outlines[0]])}) IS DISTINCT FROM ({', '.join([*staged, *outlines[1]])})"


_SPAN = {
    "started_on": ("g.started_on", "coalesce(s.started_on, g.started_on, %(today)s::date)"),
    "ended_on": ("g.ended_on", "s.ended_on"),
}
_AREA = _Kind(
    "area", AREAS, "grids_area",
    {
        "name": ("g.name", "s.name"), "level": ("g.level", "s.level"),
        "parent": ("coalesce(p.code, '')", "coalesce(s.parent, '')"), **_SPAN,
    },
    label="name", joins="LEFT JOIN grids_area p ON p.id = g.parent_id", outline="ST_Multi(s.geom)",
)  # fmt: skip
_UNIT_GRID = _Kind(
    "unit_grid", UNIT_GRIDS, "grids_unitgrid",
    {
        "community": ("a.code", "s.community"), "duty_grid": ("coalesce(d.code, '')", "coalesce(s.duty_grid, '')"),
        "land_use": ("g.land_use", "coalesce(s.land_use, '')"), "grade": ("g.grade", "s.grade"),
        "population": ("g.population", "s.population"), "difficulty": ("g.difficulty", "s.difficulty"), **_SPAN,
    },
    label="code", outline="s.geom",
    joins="LEFT JOIN grids_area a ON a.id = g.community_id LEFT JOIN grids_dutygrid d ON d.id = g.duty_grid_id",
)  # fmt: skip
_COMPONENT = _Kind(
    "component", COMPONENTS, "grids_component",
    {
        "name": ("g.name", "s.name"), "category_code": ("g.category_code", "s.category"),
        "owner_code": ("g.owner_code", "coalesce(s.owner, '')"), "state": ("g.state", "s.state"),
        "lng": ("ST_X(g.point)", "ST_X(s.geom)"), "lat": ("ST_Y(g.point)", "ST_Y(s.geom)"),
    },
    label="name", stands="g.state <> 'removed'", ends="jsonb_build_object('state', 'removed')",
)  # fmt: skip

_WRITE_AREAS = f"""
    INSERT INTO grids_area (code, name, level, parent_id, started_on, ended_on, geom)
    SELECT s.code, s.name, s.level, (SELECT id FROM grids_area p WHERE p.code = s.parent),
           (c.after ->> 'started_on')::date, s.ended_on, ST_Multi(s.geom)
      FROM {STAGED} s JOIN {CHANGES} c ON c.kind = 'area' AND c.key = s.code
     WHERE s.layer = '{AREAS}' AND s.level = %(level)s
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent_id = excluded.parent_id,
        started_on = excluded.started_on, ended_on = excluded.ended_on, geom = excluded.geom
"""  # noqa: S608 - names of our own
_WRITE_UNIT_GRIDS = f"""
    INSERT INTO grids_unitgrid
           (code, community_id, duty_grid_id, geom, area_m2, land_use, grade, population, difficulty, started_on,
            ended_on)
    SELECT s.code, a.id, d.id, s.geom, round(ST_Area(s.geom::geography)), coalesce(s.land_use, ''), s.grade,
           s.population, s.difficulty, (c.after ->> 'started_on')::date, s.ended_on
      FROM {STAGED} s JOIN {CHANGES} c ON c.kind = 'unit_grid' AND c.key = s.code
      JOIN grids_area a ON a.code = s.community LEFT JOIN grids_dutygrid d ON d.code = s.duty_grid
     WHERE s.layer = '{UNIT_GRIDS}'
    ON CONFLICT (code) DO UPDATE SET community_id = excluded.community_id, duty_grid_id = excluded.duty_grid_id,
        geom = excluded.geom, area_m2 = excluded.area_m2, land_use = excluded.land_use, grade = excluded.grade,
        population = excluded.population, difficulty = excluded.difficulty,
        started_on = excluded.started_on, ended_on = excluded.ended_on
"""  # noqa: S608
_WRITE_COMPONENTS = f"""
    INSERT INTO grids_component (code, name, category_code, owner_code, state, point)
    SELECT s.code, s.name, s.category, coalesce(s.owner, ''), s.state, s.geom
      FROM {STAGED} s JOIN {CHANGES} c ON c.kind = 'component' AND c.key = s.code
     WHERE s.layer = '{COMPONENTS}'
    ON CONFLICT (code) DO UPDATE SET name = excluded.name, category_code = excluded.category_code,
        owner_code = excluded.owner_code, state = excluded.state, point = excluded.point
"""  # noqa: S608
_WRITE_BASE_MAP = f"""
    INSERT INTO grids_basemapfeature (kind, name, rank, geom)
    SELECT kind, coalesce(name, ''), rank, geom FROM {STAGED} WHERE layer = '{BASE_MAP}' ORDER BY line
"""  # noqa: S608
_KEEP_REPLACED = f"""{KEEP_OLD}
       AND g.code IN (SELECT key FROM {CHANGES} c WHERE c.kind = %(kind)s AND c.before IS NOT NULL
                         AND c.before ->> 'outline' <> c.after ->> 'outline')
"""  # noqa: S608
_END_ABSENT = f"""
    UPDATE {{table}} g SET ended_on = (c.after ->> 'ended_on')::date
      FROM {CHANGES} c WHERE c.absent AND c.kind = %s AND c.key = g.code
"""  # noqa: S608
_REMOVE_ABSENT = f"""
    UPDATE grids_component g SET state = 'removed'
      FROM {CHANGES} c WHERE c.absent AND c.kind = 'component' AND c.key = g.code
"""  # noqa: S608
_END_LATER = f"UPDATE {STAGED} SET ended_on = NULL WHERE layer = %(layer)s AND ended_on > %(today)s"  # noqa: S608
_SET_ASIDE = f"""
    WITH later AS (
        SELECT s.code, {{outline}} AS geom, {{fingerprint}} AS fingerprint FROM {STAGED} s
         WHERE s.layer = %(layer)s AND s.started_on > %(today)s),
    kept AS (
        INSERT INTO grids_outline (kind, code, fingerprint, geom)
        SELECT %(kind)s, code, fingerprint, geom FROM later l WHERE NOT EXISTS (
            SELECT 1 FROM grids_outline o
             WHERE o.kind = %(kind)s AND o.code = l.code AND o.fingerprint = l.fingerprint))
    SELECT code, fingerprint FROM later
"""  # noqa: S608


def open_stage() -> None:
    """An empty place for shapes, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)


def stage(layer: str, shapes: Sequence[Shape]) -> None:
    """Lay out the shapes of one layer (AREAS, UNIT_GRIDS, BASE_MAP); properties that a layer lacks are empty."""
    _stage(layer, shapes, "ST_SetSRID(ST_GeomFromGeoJSON(q.shape), 4326)", {
        "shape": ("text", [shape.geometry for shape in shapes])
    })  # fmt: skip


def stage_points(rows: Sequence[Line], points: Sequence[tuple[float, float]]) -> None:
    """Lay out components, with the point of each in WGS 84."""
    _stage(COMPONENTS, rows, "ST_SetSRID(ST_MakePoint(q.lng, q.lat), 4326)", {
        "lng": ("float8", [lng for lng, __ in points]), "lat": ("float8", [lat for __, lat in points]),
    })  # fmt: skip


def _stage(layer: str, rows: Sequence[Line], geometry: str, more: Mapping[str, tuple[str, list[Any]]]) -> None:
    names = _COLUMNS[layer]
    types = ["int", *(_TYPES[name] for name in names), *(kind for kind, __ in more.values())]
    listed = ", ".join(f"%s::{kind}[]" for kind in types)
    statement = f"""
        INSERT INTO {STAGED} (layer, line, {", ".join(names)}, geom)
        SELECT %s, q.line, {", ".join(f"q.{name}" for name in names)}, {geometry}
          FROM unnest({listed}) AS q(line, {", ".join((*names, *more))})
    """  # noqa: S608 - names of our own
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            part = slice(start, start + CHUNK)
            columns = [[row.values.get(name) for row in rows[part]] for name in names]
            beside = [values[part] for __, values in more.values()]
            cursor.execute(statement, [layer, [row.line for row in rows[part]], *columns, *beside])
        cursor.execute(f"ANALYZE {STAGED}")


def set_aside(kind: str, *, today: date) -> dict[str, str]:
    """Keep the outlines of staged places that begin on a day to come: their fingerprints, by code.

    They stay in the stage, so that a complete load does not end what stands under their codes, and are not loaded.
    What stands and is to end on a day to come goes on in the stage without an end.
    """
    of = {_AREA.name: _AREA, _UNIT_GRID.name: _UNIT_GRID}[kind]
    with connection.cursor() as cursor:
        cursor.execute(_END_LATER, {"layer": of.layer, "today": today})
        cursor.execute(
            _SET_ASIDE.format(outline=of.outline, fingerprint=fingerprint_of(of.outline)),
            {"layer": of.layer, "kind": kind, "today": today},
        )
        return dict(cursor.fetchall())


def staged_outlines(kind: str) -> dict[str, str]:
    """The fingerprints that the outlines of the staged places will have, by code."""
    of = {_AREA.name: _AREA, _UNIT_GRID.name: _UNIT_GRID}[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.code, {fingerprint_of(of.outline)} FROM {STAGED} s WHERE s.layer = %s",  # noqa: S608
            [of.layer],
        )
        return dict(cursor.fetchall())


def load_areas(*, today: date, complete: bool = False, batch: UUID) -> None:
    """From the stage. An area that is new and says no date begins today."""
    absent = _find_changes(_AREA, today, complete)
    with connection.cursor() as cursor:
        for level in (Level.DISTRICT, Level.STREET, Level.COMMUNITY):  # parents first
            cursor.execute(_WRITE_AREAS, {"level": level.value})
        if absent:
            cursor.execute(_END_ABSENT.format(table="grids_area"), ["area"])
    _log(_AREA, batch)


def load_unit_grids(*, today: date, complete: bool = False, batch: UUID) -> None:
    """From the stage; their communities and duty grids stand already."""
    absent = _find_changes(_UNIT_GRID, today, complete)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_UNIT_GRIDS)
        if absent:
            cursor.execute(_END_ABSENT.format(table="grids_unitgrid"), ["unit_grid"])
    _log(_UNIT_GRID, batch)


def load_components(*, today: date, complete: bool = False, batch: UUID) -> None:
    """From the stage. With `complete` a component that no row names is marked as removed."""
    absent = _find_changes(_COMPONENT, today, complete)
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_COMPONENTS)
        if absent:
            cursor.execute(_REMOVE_ABSENT)
    _log(_COMPONENT, batch)


def load_base_map() -> None:
    """From the stage. The base map is a picture that nothing refers to: a new one takes the place of the old."""
    BaseMapFeature.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_BASE_MAP)


def _find_changes(kind: _Kind, today: date, complete: bool) -> int:
    """Lay out what differs between the stage and what stands, as the log will say it; how many a complete load ends."""
    differing = f"""
        INSERT INTO {CHANGES}
        SELECT '{kind.name}', s.code, s.{kind.label}, CASE WHEN g.id IS NOT NULL THEN {kind.said(0)} END,
               {kind.said(1)}, false
          FROM {STAGED} s LEFT JOIN {kind.table} g ON g.code = s.code {kind.joins}
         WHERE s.layer = '{kind.layer}' AND (g.id IS NULL OR {kind.differing})
           AND coalesce(s.started_on <= %(now)s::date, true)
    """  # noqa: S608 - names of our own
    absent = f"""
        INSERT INTO {CHANGES}
        SELECT '{kind.name}', g.code, g.{kind.label}, {kind.said(0)}, {kind.said(0)} || {kind.ends}, true
          FROM {kind.table} g {kind.joins}
         WHERE {kind.stands}
           AND NOT EXISTS (SELECT 1 FROM {STAGED} s WHERE s.layer = '{kind.layer}' AND s.code = g.code)
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(differing, {"today": today, "now": max(today, timezone.localdate())})
        if kind.outline:
            cursor.execute(_KEEP_REPLACED.format(table=kind.table), {"kind": kind.name, "today": today})
        ended = 0
        if complete:
            cursor.execute(absent, {"today": today})
            ended = cursor.rowcount
        cursor.execute(f"ANALYZE {CHANGES}")
    return int(ended)


def _log(kind: _Kind, batch: UUID) -> None:
    found = f"SELECT key, label, before, after FROM {CHANGES} WHERE kind = %s"  # noqa: S608
    record_selected(found, [kind.name], kind=kind.name, batch=batch, by=None)


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
