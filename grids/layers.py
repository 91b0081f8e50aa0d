"""The city's own map, as GeoJSON: what a page draws where there is no tile server."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse

from grids.models import GroundKind, Level

Box = tuple[float, float, float, float]
MOST = 4000  # features of one answer; a closer look shows the rest
COARSEST_DETAIL = 0.003  # degrees; at zoom 12 a pixel is about 0.00034


@dataclass(frozen=True)
class Layer:
    """Where a layer's rows are; `where` is SQL of ours, never of a request."""

    table: str
    where: str
    columns: str
    order: str = "id"


def _ground(kind: str) -> Layer:
    return Layer("grids_ground", f"kind = '{kind}'", "name, kind, rank", "rank, id")


def _areas(level: str) -> Layer:
    return Layer("grids_area", f"ended_on IS NULL AND level = '{level}'", "code, name, level", "code")


LAYERS: Mapping[str, Layer] = {
    **{kind: _ground(kind) for kind in GroundKind.values},
    **{level: _areas(level) for level in Level.values},
    "ground": Layer("grids_ground", "true", "name, kind, rank", "rank, id"),
    "areas": Layer("grids_area", "ended_on IS NULL AND level <> 'community'", "code, name, level", "code"),
    "unit_grids": Layer("grids_unitgrid", "ended_on IS NULL", "code, code AS name, grade", "code"),
}


def collection(name: str, *, box: Box | None, zoom: int) -> dict[str, Any]:
    """A layer as a FeatureCollection, its lines no finer than a pixel of this zoom."""
    layer = LAYERS[name]
    detail = min(COARSEST_DETAIL, 1.4 / 2**zoom)
    inside = "AND geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326)" if box else ""
    sql = (
        f"SELECT ST_AsGeoJSON(ST_SimplifyPreserveTopology(geom, %s), 6), {layer.columns} FROM {layer.table}"  # noqa: S608 - names of LAYERS
        f" WHERE {layer.where} {inside} ORDER BY {layer.order} LIMIT {MOST}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [detail, *(box or ())])
        names = [column.name for column in cursor.description or ()][1:]
        features = [_feature(row, names) for row in cursor.fetchall()]
    return {"type": "FeatureCollection", "features": features, "complete": len(features) < MOST}


def _feature(row: tuple[Any, ...], names: list[str]) -> dict[str, Any]:
    properties = dict(zip(names, row[1:], strict=True))
    return {"type": "Feature", "geometry": json.loads(row[0]), "properties": properties}


def layers_around(lng: float, lat: float, *, degrees: float = 0.008) -> list[dict[str, str]]:
    """The layers of a map of one place: everything drawn, unit grids included."""
    box = ",".join(f"{value:.4f}" for value in (lng - degrees, lat - degrees, lng + degrees, lat + degrees))
    drawn = (("green", "green"), ("water", "water"), ("road", "road"), ("unit_grids", "grid"), ("street", "street"))
    return [{"url": f"{reverse('grids:layer', args=[name])}?zoom=17&bbox={box}", "kind": kind} for name, kind in drawn]


def city_layers() -> list[dict[str, str]]:
    """The layers of a map of the whole city, sub-districts with their names."""
    drawn = (
        ("green", "green", ""),
        ("water", "water", ""),
        ("road", "road", ""),
        ("street", "street", "yes"),
        ("district", "area", ""),
    )
    return [
        {"url": f"{reverse('grids:layer', args=[name])}?zoom=13", "kind": kind, "name": named} for name, kind, named in drawn
    ]  # fmt: skip
