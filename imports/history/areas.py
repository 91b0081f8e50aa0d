"""A foreign GeoJSON of districts or neighbourhoods as the `areas.geojson` of a city folder.

Its features may have any properties and self-touching rings; a city folder wants code, name, level and valid polygons.
What is checked is what is written: with the decimals that the file will have.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import orjson
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GeometryCollection, GEOSException, GEOSGeometry, LinearRing, MultiPolygon, Polygon
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.csv_reader import Problems
from common.datum import Datum
from common.refusals import Refused
from imports.history.mapping import AreaMapping
from imports.history.naming import free_code
from imports.shapes.files import is_packed
from imports.shapes.files import read_features as read_shapes
from registry.folder.geojson import epsg_of, plain_text, read_features

LONGEST_CODE, LONGEST_NAME = 32, 100
DECIMALS = 9  # of a degree, a tenth of a millimetre: as a city is exported
METRES = 111_320  # of a degree of latitude
SLIVER = 10  # metres: a hole that is narrower lies between two borders that should be one
ATTEMPTS = 5  # to repair a polygon whose repair, rounded, is invalid again
_UNFIT = re.compile(r"[^\w.]+")


@dataclass(frozen=True)
class ForeignArea:
    code: str
    name: str
    geometry: MultiPolygon


@dataclass(frozen=True)
class Adopted:
    """`parent` is the area that they make up together, where one is asked for.

    `repaired` are the names of those whose polygons were invalid; `told` is what else a person should know.
    """

    areas: Sequence[ForeignArea]
    parent: ForeignArea | None = None
    repaired: Sequence[str] = ()
    told: Sequence[str] = ()
    in_wgs84: bool = False  # whatever the datum of the city's folder is


def adopt(path: Path, said: AreaMapping, encoding: str = "") -> Adopted:
    """The areas of a file, repaired where they were invalid; Refused with every feature that is no area."""
    features, told, in_wgs84 = _features(path, said, encoding)
    problems, areas, repaired = Problems(), dict[str, ForeignArea](), list[str]()
    changed: list[str] = []
    for number, feature in enumerate(features, start=1):
        try:
            area, was_valid, written = _area(feature, said, areas)
        except ValueError as error:
            problems.add(path.name, number, "", str(error))
            continue
        repaired += [] if was_valid else [area.name]
        changed += [] if written in ("", area.code) else [f"{written} → {area.code}"]
        if area.code in areas:
            problems.add(path.name, number, said.code, _("“%(code)s” is there twice.") % {"code": area.code})
        areas[area.code] = area
    if problems:
        raise Refused("\n".join(problems.sentences()))
    if changed:
        told.append(
            _("A code has no spaces or signs, so these were changed: %(codes)s") % {"codes": ", ".join(changed)}
        )
    return Adopted([*areas.values()], None, repaired, told, in_wgs84)


def from_borders(borders: Mapping[str, MultiPolygon]) -> Adopted:
    """Areas by their names, with codes made of them. Raises Refused where there is none."""
    if not borders:
        raise Refused(_("No row names an area and has a point."))
    areas: list[ForeignArea] = []
    for name, border in borders.items():
        code = free_code(name, {area.code for area in areas}, longest=LONGEST_CODE)
        areas.append(ForeignArea(code, name, _as_written(border)[0]))
    return Adopted(areas)


def with_parent(adopted: Adopted, said: AreaMapping) -> Adopted:
    """With the area that they make up together, where the mapping asks for one.

    Borders of neighbours seldom meet exactly. What their union leaves open between them are slivers, some of them so
    thin that two of their points are the same once they are written; they belong to the whole.
    """
    if not said.parent:
        return adopted
    union = MultiPolygon([part for area in adopted.areas for part in area.geometry], srid=4326).unary_union
    filled, count, widest = _without_slivers(_multi(union.make_valid()))
    whole, was_valid = _as_written(filled)
    parent = ForeignArea(said.parent, said.parent_name or said.parent, whole)
    told = [*adopted.told]
    if count:
        sentence = ngettext(
            "%(count)s gap between the areas, up to %(width).1f m wide, was closed in %(name)s.",
            "%(count)s gaps between the areas, up to %(width).1f m wide, were closed in %(name)s.", count,
        )  # fmt: skip
        told.append(sentence % {"count": count, "width": max(widest, 0.1), "name": parent.name})
    repaired = [*adopted.repaired, *([] if was_valid else [parent.name])]
    return replace(adopted, parent=parent, repaired=repaired, told=told)


def collection(adopted: Adopted, said: AreaMapping) -> bytes:
    """The areas as a GeoJSON FeatureCollection."""
    features, under = [], dict[str, str]()
    if adopted.parent is not None:
        features.append(_feature(adopted.parent, level=said.parent_level))
        under["parent"] = adopted.parent.code
    features += [_feature(area, level=said.level, **under) for area in adopted.areas]
    datum = {"datum": Datum.WGS84.value} if adopted.in_wgs84 else {}
    document = {"type": "FeatureCollection", **datum, "features": features}
    return orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE)


def _features(path: Path, said: AreaMapping, encoding: str) -> tuple[list[Any], list[str], bool]:
    """The features, what is to be told of their encoding, and whether their coordinates were converted to WGS 84.

    Degrees of a GeoJSON stay as they are: their datum is that of the city's folder.
    """
    if said.crs or is_packed(path):
        return _converted(path, said, encoding), [], True
    try:
        document, features, told = read_features(path, encoding)
        projection = epsg_of(document)
    except (OSError, ValueError) as error:
        raise Refused(_("%(file)s is not GeoJSON (%(error)s).") % {"file": path, "error": error}) from error
    if not features:
        raise Refused(_("%(file)s is not a GeoJSON FeatureCollection.") % {"file": path})
    if projection:
        return _converted(path, said, encoding), [told] if told else [], True
    return features, [told] if told else [], False


def _converted(path: Path, said: AreaMapping, encoding: str) -> list[Any]:
    found = read_shapes(path, crs=said.crs, encoding=encoding)
    return [{"properties": each.properties, "geometry": each.geometry} for each in found]


def _area(feature: Any, said: AreaMapping, taken: Mapping[str, Any]) -> tuple[ForeignArea, bool, str]:
    """The area, whether its polygons were valid, and the code that the file has for it (empty for none)."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    name = plain_text(properties.get(said.name))
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(_("The property “%(name)s” with a name is missing or too long.") % {"name": said.name})
    written = plain_text(properties.get(said.code)) if said.code else ""
    code = _UNFIT.sub("-", written).strip("-.") if said.code else free_code(name, taken, longest=LONGEST_CODE)
    if not code or len(code) > LONGEST_CODE:
        raise ValueError(_("The property “%(name)s” with a code is missing or too long.") % {"name": said.code})
    geometry, was_valid = _geometry(feature.get("geometry"))
    return ForeignArea(code, name, geometry), was_valid, written


def _geometry(said: Any) -> tuple[MultiPolygon, bool]:
    try:
        shape = GEOSGeometry(orjson.dumps(said).decode(), srid=4326)
        return _as_written(shape)
    except (GEOSException, GDALException, TypeError) as error:
        raise ValueError(_("The geometry can't be read (%(error)s).") % {"error": error}) from error


def _as_written(shape: GEOSGeometry) -> tuple[MultiPolygon, bool]:
    """Its polygons with the decimals that the file will have, valid after that; whether they were so before."""
    was_valid = bool(shape.valid)
    found = _rounded(shape if was_valid else shape.make_valid())
    for _attempt in range(ATTEMPTS):
        if found.valid:
            return found, was_valid
        found, was_valid = _rounded(found.make_valid()), False
    raise ValueError(_("This polygon can't be repaired."))


def _rounded(shape: GEOSGeometry) -> MultiPolygon:
    parts = []
    for part in _polygons(shape):
        outer, *holes = [_ring(ring) for ring in part]
        if outer is not None:
            parts.append(Polygon(outer, *(hole for hole in holes if hole is not None), srid=4326))
    if not parts:
        raise ValueError(_("This is not a polygon."))
    return MultiPolygon(parts, srid=4326)


def _ring(ring: LinearRing) -> LinearRing | None:
    """With rounded points, none of them twice in a row; None where less than a triangle is left."""
    points = [(round(point[0], DECIMALS), round(point[1], DECIMALS)) for point in ring]
    kept = [point for point, before in zip(points, [None, *points], strict=False) if point != before]
    return LinearRing(kept) if len(kept) >= 4 and len(set(kept)) >= 3 else None


def _without_slivers(shape: MultiPolygon) -> tuple[MultiPolygon, int, float]:
    """Without the narrow holes; how many there were, and the width of the widest in metres."""
    parts, widths = [], list[float]()
    for part in _polygons(shape):
        outer, *holes = part
        narrow = [width for hole in holes if (width := _width(hole)) < SLIVER]
        widths += narrow
        parts.append(Polygon(outer, *(hole for hole in holes if _width(hole) >= SLIVER), srid=4326) if narrow else part)
    return MultiPolygon(parts, srid=4326), len(widths), max(widths, default=0.0)


def _width(ring: LinearRing) -> float:
    """The mean width of what a long ring encloses, in metres: twice its area by its length."""
    east = METRES * cos(radians(ring[0][1]))
    points = [(point[0] * east, point[1] * METRES) for point in ring]
    pairs = [*pairwise(points)]
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairs)
    origin = points[0]
    area = sum((a[0] - origin[0]) * (b[1] - origin[1]) - (b[0] - origin[0]) * (a[1] - origin[1]) for a, b in pairs) / 2
    return 2 * abs(area) / length if length else 0.0


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


def _feature(area: ForeignArea, **more: str) -> dict[str, Any]:
    """Not by GDAL, which would write other decimals than were checked."""
    geometry = {"type": "MultiPolygon", "coordinates": area.geometry.coords}
    return {"type": "Feature", "properties": {"code": area.code, "name": area.name, **more}, "geometry": geometry}
