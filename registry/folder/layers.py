"""GeoJSON files of a city's folder. What is checked here needs no database; validity and topology are PostGIS's.

Problems name the number of the feature, from 1, where a CSV file has a line.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import gettext as _

from common.csv_reader import Problems
from common.datum import Datum
from common.reference import Reference, checked_crs
from registry.cells import Parser
from registry.folder.city import City
from registry.folder.geojson import Twice, epsg_of, features_of, plain_text, read_features

Source = Callable[[], tuple[dict[str, Any], list[Any], str]]  # as `features_of` answers
DEPTH = {"Point": 0, "LineString": 1, "MultiPoint": 1, "Polygon": 2, "MultiLineString": 2, "MultiPolygon": 3}


@dataclass(frozen=True)
class Layer:
    """`needed` properties must be filled, `optional` ones may be missing; `types` are those of the geometry.

    No two features have the same `key`; a layer may have none.
    """

    file: str
    needed: Mapping[str, Parser]
    optional: Mapping[str, Parser]
    types: tuple[str, ...]
    key: str = ""

    @cached_property
    def parsers(self) -> Mapping[str, Parser]:
        return {**self.needed, **self.optional}


@dataclass(frozen=True, slots=True)
class Shape:
    """A feature: its number, its properties as read, its geometry as GeoJSON text in WGS 84."""

    line: int
    values: dict[str, Any]
    geometry: str

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def read(layer: Layer, folder: Path, city: City, problems: Problems, warnings: Problems) -> list[Shape] | None:
    """The good features of a file, None where it is absent."""
    path = folder / layer.file
    if not path.exists():
        return None
    return _shapes(layer, lambda: read_features(path, city.encoding), city, problems, warnings)


def read_raw(layer: Layer, raw: bytes, city: City, problems: Problems, warnings: Problems) -> list[Shape]:
    """The good features of a file that somebody sent; `city` says what its coordinates and its encoding are."""
    return _shapes(layer, lambda: features_of(raw, city.encoding), city, problems, warnings)


def _shapes(layer: Layer, source: Source, city: City, problems: Problems, warnings: Problems) -> list[Shape]:
    shapes: list[Shape] = []
    seen: dict[str, int] = {}
    features, reference = _features(source, layer.file, city, problems, warnings)
    features.reverse()
    for line in range(1, len(features) + 1):
        feature = features.pop()  # what was read is let go, so that a great file is not in memory twice
        shape = _shape(layer, line, feature, reference, problems)
        if shape is None:
            continue
        if layer.key and (first := seen.setdefault(shape[layer.key], line)) != line:
            message = _("“%(key)s” stands already in feature %(line)s.") % {"key": shape[layer.key], "line": first}
            problems.add(layer.file, line, layer.key, message)
        else:
            shapes.append(shape)
    return shapes


def _features(
    source: Source, file: str, city: City, problems: Problems, warnings: Problems
) -> tuple[list[Any], Reference]:  # fmt: skip
    """The features of a file, and what their coordinates mean: as the file says, else as the folder does."""
    nothing: tuple[list[Any], Reference] = [], city.reference
    try:
        document, features, told = source()
    except ValueError as error:
        problems.add(file, 0, "", _("This is not GeoJSON (%(error)s).") % {"error": error})
        return nothing
    if told:
        warnings.add(file, 0, "", told)
    try:
        return features, _said(document, features, city.reference)
    except ValueError as error:
        problems.add(file, 0, "crs", str(error))
        return nothing


def _said(document: Mapping[str, Any], features: Sequence[Any], reference: Reference) -> Reference:
    """A file that says what its own coordinates are is believed: `datum` as our files have it, `crs` as GDAL's.

    Tools write CRS84 where they know no better, so it says nothing in a folder of gcj02 or bd09. And in a folder of a
    projection one that says nothing and has degrees alone is in WGS 84 (RFC 7946, section 4), as OpenStreetMap's are.
    """
    if (datum := document.get("datum")) is not None:
        if datum not in tuple(Datum):
            raise ValueError(_("“%(value)s” is none of: %(known)s.") % {"value": datum, "known": ", ".join(Datum)})
        return Reference(Datum(datum))
    if crs := epsg_of(document):
        return Reference(crs=checked_crs(crs))
    if document.get("crs"):
        return Reference() if reference.crs else reference
    return Reference() if reference.is_projected and all(map(_in_degrees, features)) else reference


def _in_degrees(feature: Any) -> bool:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    return _are_degrees(geometry.get("coordinates") if isinstance(geometry, dict) else None)


def _are_degrees(node: Any, depth: int = max(DEPTH.values())) -> bool:
    """Whether no point lies off the globe; what is no point is none that does, and is refused elsewhere."""
    if not isinstance(node, list) or not node:
        return True
    if isinstance(node[0], list):
        return not depth or all(_are_degrees(part, depth - 1) for part in node)
    numbers = len(node) > 1 and type(node[0]) in (int, float) and type(node[1]) in (int, float)
    return not numbers or (-180 <= node[0] <= 180 and -90 <= node[1] <= 90)


def _shape(layer: Layer, line: int, feature: Any, reference: Reference, problems: Problems) -> Shape | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        problems.add(layer.file, line, "", _("This is not a feature with properties."))
        return None
    for part in (feature, properties, feature.get("geometry")):
        if isinstance(part, Twice):
            problems.add(layer.file, line, part.name[:60], _("“%(code)s” is there twice.") % {"code": part.name[:60]})
            return None
    values = _values(layer, line, properties, problems)
    try:
        geometry = read_geometry(layer.types, feature.get("geometry"), reference)
    except ValueError as error:
        problems.add(layer.file, line, "geometry", str(error))
        return None
    return Shape(line, values, geometry) if values is not None else None


def _values(layer: Layer, line: int, properties: dict[str, Any], problems: Problems) -> dict[str, Any] | None:
    before, values = problems.total, {}
    for name in properties.keys() - layer.parsers.keys():
        problems.add(layer.file, line, name[:60], _("This property is not known."))
    for name, parse in layer.parsers.items():
        try:
            cell = plain_text(properties.get(name))
            if "\0" in cell:
                raise ValueError(_("This value contains a NUL character."))
            if name in layer.needed and not cell:
                raise ValueError(_("This property must not be empty."))
            values[name] = parse(cell)
        except ValueError as error:
            problems.add(layer.file, line, name, str(error))
    return values if problems.total == before else None


def read_geometry(types: Sequence[str], geometry: Any, reference: Reference) -> str:
    """A geometry of one of the types as GeoJSON text in WGS 84; raises ValueError with a sentence."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in types:
        wanted = ", ".join(types)
        raise ValueError(_("A geometry of one of these types is needed: %(types)s.") % {"types": wanted})
    coordinates = _converted(geometry.get("coordinates"), DEPTH[kind], reference)
    if kind.endswith("Polygon"):
        _check_rings(coordinates if kind == "Polygon" else [ring for part in coordinates for ring in part])
    if kind.endswith("LineString"):
        _check_lines([coordinates] if kind == "LineString" else coordinates)
    return orjson.dumps({"type": kind, "coordinates": coordinates}).decode()


def _converted(node: Any, depth: int, reference: Reference) -> Any:
    if not isinstance(node, list) or not node:
        raise ValueError(_("The coordinates are not nested as the type of the geometry asks."))
    if depth:
        return [_converted(part, depth - 1, reference) for part in node]
    if len(node) < 2 or type(node[0]) not in (int, float) or type(node[1]) not in (int, float):
        raise ValueError(_("The coordinates are not nested as the type of the geometry asks."))
    lng, lat = node[0], node[1]
    if reference.is_wgs84 and -180 <= lng <= 180 and -90 <= lat <= 90:
        return [lng, lat]
    return list(reference.to_wgs84(lng, lat))


def _check_rings(rings: Sequence[Sequence[Any]]) -> None:
    for ring in rings:
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise ValueError(_("Each ring of a polygon needs four points or more and ends where it starts."))


def _check_lines(lines: Sequence[Sequence[Any]]) -> None:
    if any(len(line) < 2 for line in lines):
        raise ValueError(_("A line needs two points or more."))


def write(path: Path, features: Iterable[tuple[Mapping[str, Any], str]]) -> None:
    """A FeatureCollection with one feature a line, from pairs of properties and geometry as GeoJSON text in WGS 84."""
    with path.open("wb") as stream:
        stream.writelines(_lines(features))


def as_collection(features: Iterable[tuple[Mapping[str, Any], str]]) -> bytes:
    """The same as bytes, for a file that somebody takes."""
    return b"".join(_lines(features))


def _lines(features: Iterable[tuple[Mapping[str, Any], str]]) -> Iterator[bytes]:
    yield b'{"type": "FeatureCollection", "datum": "wgs84", "features": [\n'
    for number, (properties, geometry) in enumerate(features):
        yield b",\n" if number else b""
        yield orjson.dumps(feature(properties, geometry))
    yield b"\n]}\n"


def feature(properties: Mapping[str, Any], geometry: str) -> dict[str, Any]:
    kept = {name: value for name, value in properties.items() if value not in (None, "")}
    return {"type": "Feature", "properties": kept, "geometry": orjson.Fragment(geometry)}
