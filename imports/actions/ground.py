"""The base map of a city's folder out of files that others made. The city itself stays as it is.

No web process loads this module: it brings a geometry library with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _

from common.csv_reader import Problems
from common.refusals import Refused
from grids.carving.plane import as_geojson
from grids.registers import AREAS, BASE_MAP
from imports.ground.adopt import GroundFeature, GroundReader, reason_in_words
from imports.ground.kinds import Kinds
from imports.shapes.files import read_features
from registry.folder import layers
from registry.folder.city import City, read_city
from registry.registers.folder import parts


def adopt_ground(
    *, files: Sequence[Path], folder: Path, kinds: Kinds, crs: str = "", encoding: str = "", again: bool = False
) -> GroundReader:
    """Write `ground.geojson` of a folder; the reader, with its counts.

    What the files have outside the areas of the folder's `areas.geojson` is cut away, if that is there. What a file
    doesn't say of its coordinates and texts, `crs` and `encoding` say, else the folder's city.toml. Raises Refused with
    the reason where a file can't be read, or where the folder has a base map already and it isn't asked `again`.
    """
    target = folder / BASE_MAP.file
    if target.exists() and not again:
        raise Refused(_("%(file)s is there already; --again writes over it.") % {"file": target})
    city, border = _city(folder)
    reader, crs, encoding = GroundReader(kinds, border), crs or city.crs, encoding or city.encoding
    found = [feature for path in files for feature in reader.adopt(read_features(path, crs=crs, encoding=encoding))]
    if not found:
        raise Refused(_("Nothing of these files became ground: %(reasons)s.") % {"reasons": _reasons(reader)})
    layers.write(target, _written(found))
    return reader


def _city(folder: Path) -> tuple[City, Any]:
    """What city.toml says, and the areas of the folder as one shape; None where it has none."""
    problems = Problems()
    city = read_city(folder, problems, parts=[part.stem for part in parts()])
    areas: Any = () if problems else AREAS.read_file(folder, city, problems, Problems()) or ()
    if problems:
        raise Refused("\n".join(problems.sentences()))
    shapes = [shapely.make_valid(shapely.from_geojson(each.geometry)) for each in areas if not each["ended_on"]]
    return city, shapely.union_all(shapes) if shapes else None


def _reasons(reader: GroundReader) -> str:
    """Why what was left out was, the most frequent first."""
    return "; ".join(f"{reason_in_words(reason)} {count:,}" for reason, count in reader.left.most_common())


def _written(features: Sequence[GroundFeature]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The greater roads first, as the map draws them."""
    for each in sorted(features, key=lambda feature: (feature.kind, feature.rank)):
        yield {"kind": each.kind, "name": each.name, "rank": each.rank}, as_geojson(each.shape)
