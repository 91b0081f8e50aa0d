"""Made-up ground of a small town near 121.0, 31.0: quarters, streets, a river, houses; in any system of coordinates."""

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson
import shapely
from pyproj import Transformer
from shapely.geometry import LineString, Polygon, mapping

WEST, SOUTH = 121.0, 31.0
METRE_X, METRE_Y = 1 / 95_500, 1 / 110_870  # degrees
Move = Callable[[Any], Any]


def at(x: float, y: float) -> tuple[float, float]:
    """The point so many metres east and north of the town's corner, in degrees."""
    return round(WEST + x * METRE_X, 7), round(SOUTH + y * METRE_Y, 7)


def block(x: float, y: float, width: float, height: float) -> Polygon:
    return Polygon([at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)])


def street(*points: tuple[float, float]) -> LineString:
    return LineString([at(*point) for point in points])


def features(found: Iterable[tuple[dict[str, Any], Any]], *, move: Move = lambda shape: shape) -> bytes:
    """A FeatureCollection; `move` changes the coordinates."""
    return orjson.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": mapping(move(shape))}
            for properties, shape in found
        ],
    })  # fmt: skip


def quarters() -> list[tuple[dict[str, Any], Any]]:
    """Two quarters side by side, each 600 by 500 m."""
    return [
        ({"name": "West Quarter", "code": "999102001001"}, block(0, 0, 600, 500)),
        ({"name": "East Quarter", "code": "999102001002"}, block(600, 0, 600, 500)),
    ]


def roads() -> list[tuple[dict[str, Any], Any]]:
    """A main road through both quarters, streets every 200 m, one that leads nowhere, a footpath, a tunnel."""
    crossing = [
        ({"highway": "residential", "name": f"Street {x}"}, street((x, -50), (x, 550))) for x in range(200, 1200, 200)
    ]  # fmt: skip
    return [
        ({"highway": "primary", "name": "High Street"}, street((-50, 260), (1250, 240))),
        *crossing,
        ({"highway": "residential", "name": "Dead End"}, street((300, 100), (350, 100))),
        ({"highway": "footway"}, street((0, 0), (600, 500))),
        ({"highway": "primary", "tunnel": "yes"}, street((0, 500), (600, 0))),
        ({"boundary": "administrative", "admin_level": "8"}, street((600, 0), (600, 500))),
    ]


def waters() -> list[tuple[dict[str, Any], Any]]:
    return [
        ({"natural": "water", "name": "River"}, block(-100, 430, 1400, 40)),
        ({"natural": "water", "name": "Well"}, shapely.Point(at(50, 50))),
    ]


def buildings() -> list[tuple[dict[str, Any], Any]]:
    """A row of houses along both sides of the middle of the southern blocks."""
    return [
        ({"building": "yes"}, block(x, y, 26, 18)) for x in range(15, 1180, 40) for y in (20, 60, 100, 140, 180)
    ]  # fmt: skip


def town(folder: Path) -> None:
    """The files that docs/own-city.md names, in a folder."""
    (folder / "quarters.geojson").write_bytes(features(quarters()))
    (folder / "roads.geojson").write_bytes(features(roads()))
    (folder / "water.geojson").write_bytes(features(waters()))
    (folder / "buildings.geojson").write_bytes(features(buildings()))


def zipped(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return packed.getvalue()


def metres(x: float, y: float, crs: str = "EPSG:32651") -> tuple[float, float]:
    """The point so many metres east and north of the town's corner, in the metres of a projection."""
    found: tuple[float, float] = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*at(x, y))
    return found
