"""What the two numbers of a point mean: degrees of a datum, or metres of a projection of the EPSG register.

`x` comes first always, easting or longitude, as it does in GIS files, whatever order the register gives the axes.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from common.datum import Datum, Point, to_wgs84, wrong_half

EPSG = re.compile(r"EPSG:[0-9]{4,6}")
WGS84_CODES = frozenset({"EPSG:4326", "EPSG:4490"})  # CGCS 2000 differs by centimetres
SPARE = 1.0  # degrees around the area for which a projection is made: a city may lie on its border


@dataclass(frozen=True)
class Reference:
    """Degrees of `datum`, unless `crs` names a system such as EPSG:25832."""

    datum: Datum = Datum.WGS84
    crs: str = ""

    @property
    def is_wgs84(self) -> bool:
        return self.crs in WGS84_CODES if self.crs else self.datum is Datum.WGS84

    @property
    def is_projected(self) -> bool:
        """Whether its numbers are metres (or feet) of a map and not degrees."""
        return bool(self.crs) and not self.is_wgs84 and _system(self.crs).is_projected

    @property
    def name(self) -> str:
        return self.crs or self.datum.value

    def to_wgs84(self, x: float, y: float) -> Point:
        """The point as (longitude, latitude); ValueError with a sentence where it can be none of this system."""
        if self.crs and not self.is_wgs84:
            return _projected(x, y, self.crs)
        return to_wgs84(x, y, Datum.WGS84 if self.crs else self.datum)

    def wrong_half(self, x: float, y: float) -> str:
        """Which half of what is no point has to be mended; of two metres nobody can tell, and the first is named."""
        return "lng" if self.crs and not self.is_wgs84 else wrong_half(x, y)


def checked_crs(name: str) -> str:
    """The code as it is kept, `EPSG:25832`; ValueError with a sentence where the register has no such system."""
    code = name.strip().upper()
    if not EPSG.fullmatch(code):
        raise ValueError(_("“%(value)s” is not a code such as EPSG:25832.") % {"value": name})
    if code not in WGS84_CODES:
        _system(code)
    return code


@dataclass(frozen=True)
class _System:
    to_degrees: Callable[[float, float], Point]
    area: tuple[float, float, float, float] | None  # west, south, east, north, where the register says it
    is_projected: bool


@cache
def _system(code: str) -> _System:
    """Loaded where a file needs it only: the tables of projections take memory that no web process has to hold."""
    from pyproj import CRS, Transformer
    from pyproj.exceptions import ProjError

    try:
        crs = CRS.from_user_input(code)
        transformer = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except ProjError as error:
        raise ValueError(_("The EPSG register has no system of coordinates “%(value)s”.") % {"value": code}) from error
    area = crs.area_of_use
    box = (area.west, area.south, area.east, area.north) if area else None
    return _System(transformer.transform, box, bool(crs.is_projected))


def _projected(x: float, y: float, code: str) -> Point:
    system = _system(code)
    if not (math.isfinite(x) and math.isfinite(y)):
        raise ValueError(_("A coordinate must be a finite number."))
    lng, lat = system.to_degrees(x, y)
    if not (math.isfinite(lng) and math.isfinite(lat)) or not _within(lng, lat, system.area):
        message = _("%(x)s, %(y)s lies far outside the area of %(crs)s. Is it the other way round, or another system?")
        raise ValueError(message % {"x": f"{x:g}", "y": f"{y:g}", "crs": code})
    return float(lng), float(lat)


def _within(lng: float, lat: float, area: tuple[float, float, float, float] | None) -> bool:
    """Areas over the 180th meridian have a west greater than their east."""
    if area is None:
        return True
    west, south, east, north = area
    beside = west - SPARE <= lng <= east + SPARE if west <= east else not (east + SPARE < lng < west - SPARE)
    return beside and south - SPARE <= lat <= north + SPARE
