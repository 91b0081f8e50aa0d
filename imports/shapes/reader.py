"""The program that reads a foreign file of shapes: GeoJSON, zipped Shapefile, GeoPackage. `common/child.py` says why.

    python -m imports.shapes.reader FILE OUT CRS ENCODING

writes to OUT a line of JSON for each feature, in WGS 84, or one that names a problem. CRS (EPSG:25832) stands in where
the file says none, but where all of a GeoJSON lies within degrees and CRS would be metres: such files are in WGS 84
(RFC 7946, section 4), and OpenStreetMap's say nothing of it. ENCODING (a codec of Python) likewise, for the texts of a
Shapefile or a GeoJSON that is not in UTF-8. Either may be empty.
"""

import json
import math
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import orjson
import shapely

from common import child

MEMORY, SECONDS = 6 << 30, 1200
MAX_UNPACKED = 4 << 30  # bytes of a zip
SQLITE, ZIP = b"SQLite format 3\0", b"PK\x03\x04"
BATCH = 20_000
WGS84 = "EPSG:4326"
DEGREES = (-180.0, -90.0, 180.0, 90.0)
Feature = tuple[dict[str, Any], Any]  # properties, and the geometry in the file's own coordinates


class ProblemError(Exception):
    """What is wrong with the file in a way that people can mend; the text is a key of the parent's sentences."""


def main(file: str, out: str, crs: str, encoding: str) -> None:
    path = Path(file)
    with Path(out).open("w", encoding="utf-8") as stream:
        try:
            for own, features in _layers(path, crs, encoding):
                _write(stream, own, features)
        except ProblemError as problem:
            stream.write(json.dumps({"problem": str(problem)}) + "\n")


def _layers(path: Path, crs: str, encoding: str) -> Iterator[tuple[str, Iterator[Feature]]]:
    """The system of coordinates of each layer (`crs` where it says none), and its features."""
    head = path.open("rb").read(16)
    if head.startswith(ZIP):
        for member in _members(path):
            yield from _vector(f"/vsizip/{path}/{member}", crs, encoding)
    elif head == SQLITE:
        yield from _vector(str(path), crs, encoding)
    else:
        yield _geojson(path, crs, encoding)


def _members(path: Path) -> list[str]:
    """The Shapefiles and GeoPackages of a zip; nothing else in it is opened."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ProblemError("large")
    found = sorted(entry.filename for entry in entries if entry.filename.lower().endswith((".shp", ".gpkg")))
    if not found:
        raise ProblemError("zip")
    return found


def _vector(source: str, crs: str, encoding: str) -> Iterator[tuple[str, Iterator[Feature]]]:
    import pyogrio

    for name, geometry_type in pyogrio.list_layers(source):
        if geometry_type is None:
            continue  # a table without shapes
        said = encoding if source.lower().endswith(".shp") else ""
        info = pyogrio.read_info(source, layer=name, encoding=said or None)
        yield info["crs"] or crs, _records(source, str(name), said or None)


def _records(source: str, layer: str, encoding: str | None) -> Iterator[Feature]:
    from pyogrio import raw

    start = 0
    while True:
        meta, __, shapes, columns = raw.read(
            source, layer=layer, encoding=encoding, force_2d=True, skip_features=start, max_features=BATCH
        )
        for number, shape in enumerate(shapes):
            values = {name: column[number] for name, column in zip(meta["fields"], columns, strict=True)}
            yield {"layer": layer, **_plain(values)}, shapely.from_wkb(shape, on_invalid="ignore")
        if len(shapes) < BATCH:
            return
        start += BATCH


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """As JSON has it, without what is empty."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        plain = value.item() if isinstance(value, np.generic) and not isinstance(value, np.datetime64) else value
        if plain is None or (isinstance(plain, float) and not math.isfinite(plain)):
            continue
        found[name] = plain if isinstance(plain, str | int | float | bool) else str(plain)
    return found


def _geojson(path: Path, crs: str, encoding: str) -> tuple[str, Iterator[Feature]]:
    try:
        document = orjson.loads(_text(path.read_bytes(), encoding))
    except ValueError as error:
        raise ProblemError("geojson") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise ProblemError("geojson")
    said = document.get("crs")
    named = said.get("properties", {}).get("name", "") if isinstance(said, dict) else ""
    own = str(named).replace("urn:ogc:def:crs:", "").replace("::", ":")
    if own or not crs or not _is_in_metres(crs):
        return own or crs, _of_geojson(features)
    found = [*_of_geojson(features)]
    in_degrees = all(_fits_degrees(shape) for __, shape in found)
    return "" if in_degrees else crs, iter(found)


def _is_in_metres(crs: str) -> bool:
    from pyproj import CRS
    from pyproj.exceptions import ProjError

    try:
        return bool(CRS.from_user_input(crs).is_projected)
    except ProjError as error:
        raise ProblemError("crs") from error


def _text(raw: bytes, encoding: str) -> bytes | str:
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        if not encoding:
            raise ProblemError("encoding") from error
        return raw.decode(encoding)
    return raw


def _of_geojson(features: list[Any]) -> Iterator[Feature]:
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        shape = shapely.from_geojson(orjson.dumps(geometry), on_invalid="ignore") if geometry else None
        yield properties if isinstance(properties, dict) else {}, shape


def _write(stream: TextIO, crs: str, features: Iterator[Feature]) -> None:
    """A feature whose shape can't be read, or lies nowhere on Earth, has none."""
    move = _to_degrees(crs)
    for properties, shape in features:
        moved = move(shape) if shape is not None and not shape.is_empty else None
        geometry = shapely.to_geojson(moved) if moved is not None else None
        stream.write(json.dumps({"properties": properties}, ensure_ascii=False)[:-1])
        stream.write(f', "geometry": {geometry or "null"}}}\n')


def _to_degrees(crs: str) -> Any:
    if not crs or crs.upper() in (WGS84, "EPSG:4490", "OGC:1.3:CRS84", "CRS84"):
        return lambda shape: shapely.force_2d(shape) if _is_on_earth(shape, said=bool(crs)) else None
    from pyproj import CRS, Transformer
    from pyproj.exceptions import ProjError

    try:
        transformer = Transformer.from_crs(CRS.from_user_input(crs), WGS84, always_xy=True)
    except ProjError as error:
        raise ProblemError("crs") from error

    def moved(shape: Any) -> Any:
        flat = shapely.force_2d(shape)
        found = shapely.transform(flat, lambda points: np.column_stack(transformer.transform(*points.T)))
        return found if _is_on_earth(found, said=True) else None

    return moved


def _is_on_earth(shape: Any, *, said: bool) -> bool:
    """Whether the coordinates are degrees. A file that says no system and has others must be told which it is."""
    if _fits_degrees(shape):
        return True
    if not said:
        raise ProblemError("crs")
    return False


def _fits_degrees(shape: Any) -> bool:
    """Also of none, and of one that is empty."""
    if shape is None or shape.is_empty:
        return True
    west, south, east, north = shapely.bounds(shape).tolist()
    low_x, low_y, high_x, high_y = DEGREES
    return bool(low_x <= west <= east <= high_x and low_y <= south <= north <= high_y)


if __name__ == "__main__":
    child.confine(memory=MEMORY, seconds=SECONDS)
    with child.border():
        main(*sys.argv[1:])
