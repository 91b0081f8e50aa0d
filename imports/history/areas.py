"""A foreign GeoJSON of districts or neighbourhoods as the `areas.geojson` of a city folder.

Its features may have any properties and self-touching rings; a city folder wants code, name, level and valid polygons.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.contrib.gis.geos import GeometryCollection, GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.utils.translation import gettext as _

from common.csv_reader import Problems
from common.refusals import Refused
from imports.history.mapping import AreaMapping
from imports.history.naming import free_code

LONGEST_CODE, LONGEST_NAME = 32, 100


@dataclass(frozen=True)
class ForeignArea:
    code: str
    name: str
    geometry: MultiPolygon


@dataclass(frozen=True)
class Adopted:
    areas: Sequence[ForeignArea]
    repaired: Sequence[str]  # names of those whose polygons were invalid


def adopt(path: Path, said: AreaMapping) -> Adopted:
    """The areas of a file, repaired where they were invalid; Refused with every feature that is no area."""
    problems = Problems()
    areas: list[ForeignArea] = []
    repaired: list[str] = []
    for number, feature in enumerate(_features(path), start=1):
        try:
            area, was_valid = _area(feature, said, {area.code for area in areas})
        except ValueError as error:
            problems.add(path.name, number, "", str(error))
            continue
        if not was_valid:
            repaired.append(area.name)
        if area.code in {known.code for known in areas}:
            problems.add(path.name, number, said.code, _("“%(code)s” is there twice.") % {"code": area.code})
        areas.append(area)
    if problems:
        raise Refused("\n".join(problems.sentences()))
    return Adopted(areas, repaired)


def from_borders(borders: Mapping[str, MultiPolygon]) -> Adopted:
    """Areas by their names, with codes made of them. Raises Refused where there is none."""
    if not borders:
        raise Refused(_("No row names an area and has a point."))
    areas: list[ForeignArea] = []
    for name, border in borders.items():
        code = free_code(name, {area.code for area in areas}, longest=LONGEST_CODE)
        areas.append(ForeignArea(code, name, _multi(border)))
    return Adopted(areas, ())


def collection(adopted: Adopted, said: AreaMapping) -> bytes:
    """The areas, and above them the one they make up together, as a GeoJSON FeatureCollection."""
    features = []
    if said.parent:
        parts = MultiPolygon([part for area in adopted.areas for part in area.geometry], srid=4326)
        whole = _multi(parts.unary_union.make_valid())  # where borders nearly meet, a union may cross itself
        name = said.parent_name or said.parent
        features.append(_feature(whole, code=said.parent, name=name, level=said.parent_level))
    for area in adopted.areas:
        parent = {"parent": said.parent} if said.parent else {}
        features.append(_feature(area.geometry, code=area.code, name=area.name, level=said.level, **parent))
    return orjson.dumps({"type": "FeatureCollection", "features": features}, option=orjson.OPT_APPEND_NEWLINE)


def _features(path: Path) -> list[Any]:
    try:
        document = orjson.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Refused(_("%(file)s is not GeoJSON (%(error)s).") % {"file": path, "error": error}) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise Refused(_("%(file)s is not a GeoJSON FeatureCollection.") % {"file": path})
    return features


def _area(feature: Any, said: AreaMapping, taken: set[str]) -> tuple[ForeignArea, bool]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    name = str(properties.get(said.name) or "").strip()
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(_("The property “%(name)s” with a name is missing or too long.") % {"name": said.name})
    code = str(properties.get(said.code) or "").strip() if said.code else free_code(name, taken, longest=LONGEST_CODE)
    if not code or len(code) > LONGEST_CODE:
        raise ValueError(_("The property “%(name)s” with a code is missing or too long.") % {"name": said.code})
    try:
        shape = GEOSGeometry(orjson.dumps(feature.get("geometry")).decode(), srid=4326)
    except (GEOSException, ValueError) as error:
        raise ValueError(_("The geometry can't be read (%(error)s).") % {"error": error}) from error
    return ForeignArea(code, name, _multi(shape if shape.valid else shape.make_valid())), shape.valid


def _multi(shape: GEOSGeometry) -> MultiPolygon:
    """Its polygons; lines and points that a repair leaves over are dropped."""
    if not (parts := list(_polygons(shape))):
        raise ValueError(_("This is not a polygon."))
    return MultiPolygon(parts, srid=4326)


def _polygons(shape: GEOSGeometry) -> Iterator[Polygon]:
    if isinstance(shape, Polygon):
        yield shape
    elif isinstance(shape, GeometryCollection):
        for part in shape:
            yield from _polygons(part)


def _feature(shape: GEOSGeometry, **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": orjson.Fragment(shape.geojson)}
