"""The city as it stands, in the rows and features of a city folder."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db import connection
from django.db.models import QuerySet

from cities import shapes, tables
from cities.shapes import Layer
from grids.models import Area, BaseMapFeature, Component, DutyGrid, UnitGrid
from registry.folder_schema import Table
from registry.registers import by_file

LOAD_LOCK = 0x63697479  # "city": two loads wait for each other, and an export for both
PRECISION = 9  # decimals of a degree: a tenth of a millimetre, so that shared borders stay shared
Cells = Mapping[str, Any]


def hold_still() -> None:
    """No load may end while an export runs, or half of it would be exported. Call it inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOAD_LOCK])


def rows(table: Table) -> Iterator[Cells]:
    register = by_file().get(table.file)
    return register.export() if register else iter(_ROWS[table.name]())


def features(layer: Layer) -> Iterator[tuple[dict[str, Any], str]]:
    return iter(_FEATURES[layer.name]())


def _duty_grids() -> Iterable[Cells]:
    return DutyGrid.objects.order_by("code").values("code", "name", "started_on", "ended_on")


def _components() -> Iterable[Cells]:
    for row in Component.objects.order_by("code").iterator(chunk_size=2_000):
        yield {
            "code": row.code, "name": row.name, "category": row.category_code, "owner": row.owner_code,
            "state": row.state, "lng": row.point.x, "lat": row.point.y,
        }  # fmt: skip


def _areas() -> Iterable[tuple[dict[str, Any], str]]:
    for row in _drawn(Area.objects.select_related("parent").order_by("code")):
        parent = row.parent.code if row.parent else None
        yield {"code": row.code, "name": row.name, "level": row.level, "parent": parent, **_span(row)}, row.drawn


def _unit_grids() -> Iterable[tuple[dict[str, Any], str]]:
    for row in _drawn(UnitGrid.objects.select_related("community", "duty_grid").order_by("code")):
        duty_grid = row.duty_grid.code if row.duty_grid else None
        properties = {
            "code": row.code, "community": row.community.code, "duty_grid": duty_grid, "land_use": row.land_use,
            "grade": row.grade, **_span(row),
        }  # fmt: skip
        yield properties, row.drawn


def _ground() -> Iterable[tuple[dict[str, Any], str]]:
    for row in _drawn(BaseMapFeature.objects.order_by("pk")):
        yield {"kind": row.kind, "name": row.name, "rank": row.rank}, row.drawn


def _drawn(places: QuerySet[Any]) -> Iterator[Any]:
    drawn = places.annotate(drawn=AsGeoJSON("geom", precision=PRECISION)).defer("geom")
    yield from drawn.iterator(chunk_size=2_000)


def _span(row: Any) -> dict[str, Any]:
    ended = row.ended_on.isoformat() if row.ended_on else None
    return {"started_on": row.started_on.isoformat(), "ended_on": ended}


_ROWS = {
    tables.DUTY_GRIDS.name: _duty_grids, tables.COMPONENTS.name: _components,
}  # fmt: skip
_FEATURES = {shapes.AREAS.name: _areas, shapes.UNIT_GRIDS.name: _unit_grids, shapes.GROUND.name: _ground}
