"""Files of shapes that others made, as features in WGS 84: GeoJSON, zipped Shapefiles, GeoPackages."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import gettext as _

from common import child
from common.encodings import NAMES
from common.reference import checked_crs
from common.refusals import Refused

PATIENCE = 1800.0  # seconds of wall time for one file


@dataclass(frozen=True)
class Feature:
    """`number` counts from 1 over the file; `geometry` is GeoJSON, None where the file has none that can be read."""

    number: int
    properties: dict[str, Any]
    geometry: dict[str, Any] | None


def is_packed(path: Path) -> bool:
    """Whether it is a zip or a GeoPackage, which no other reader of ours opens."""
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
    except OSError:
        return False
    return head.startswith(b"PK\x03\x04") or head == b"SQLite format 3\0"


def read_features(path: Path, *, crs: str = "", encoding: str = "") -> Iterator[Feature]:
    """The features of a file, in its order, layer after layer.

    `crs` is the system of coordinates where the file says none, `encoding` that of the texts of a Shapefile that says
    none, or of a GeoJSON that is not in UTF-8. Raises Refused with the reason where the file can't be read.
    """
    if not path.is_file():
        raise Refused(_("There is no file %(file)s.") % {"file": path})
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "features"
        try:
            child.ask(
                "imports.shapes.reader", str(path.resolve()), str(out), _crs(crs), _codec(encoding), patience=PATIENCE
            )  # fmt: skip
        except child.TooMuchError as error:
            raise Refused(_("%(file)s takes too much memory or time to read. Cut it up.") % {"file": path}) from error
        except child.UnreadableError as error:
            raise Refused(_("%(file)s can't be read: %(error)s") % {"file": path, "error": error}) from error
        with out.open("rb") as stream:
            yield from _features(path, stream)


def _crs(code: str) -> str:
    try:
        return checked_crs(code) if code else ""
    except ValueError as error:
        raise Refused(str(error)) from error


def _codec(encoding: str) -> str:
    if encoding and encoding.lower() not in NAMES:
        raise Refused(_("“%(value)s” is none of: %(known)s.") % {"value": encoding, "known": ", ".join(NAMES)})
    return NAMES[encoding.lower()] if encoding else ""


def _features(path: Path, lines: Any) -> Iterator[Feature]:
    for number, line in enumerate(lines, start=1):
        said = orjson.loads(line)
        if problem := said.get("problem"):
            raise Refused(_sentence(problem) % {"file": path})
        yield Feature(number, said["properties"], said["geometry"])


def _sentence(problem: str) -> str:
    return {
        "geojson": _("%(file)s is no GeoJSON FeatureCollection, no zipped Shapefile and no GeoPackage."),
        "zip": _("The zip %(file)s holds no Shapefile (.shp) and no GeoPackage (.gpkg)."),
        "large": _("The zip %(file)s is larger than 4 GB when unpacked."),
        "encoding": _("%(file)s is not in UTF-8; name its encoding, as windows-1252 or GBK."),
        "crs": _("%(file)s doesn't say what its coordinates are, or in a way not known; name it, as EPSG:25832."),
    }[problem]
