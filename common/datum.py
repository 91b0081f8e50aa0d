"""The coordinate datums of Chinese maps, and the way between them.

Stored is WGS 84 (≈ CGCS 2000). 高德 and 腾讯 give GCJ-02, which moves every point in China by some hundred metres; 百度
gives BD-09, which moves GCJ-02 once more. Points are (longitude, latitude) in degrees. The forward formulas are those
all open implementations share (for one, https://github.com/googollee/eviltransform); the inverses iterate them.
"""

from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, inf, pi, sin, sqrt

from django.utils.translation import gettext as _

Point = tuple[float, float]

# The Krasovsky 1940 ellipsoid, on which GCJ-02 is computed.
SEMI_MAJOR_AXIS = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323
BD_ANGLE = pi * 3000 / 180
BD_OFFSET = (0.0065, 0.006)
PRECISION = 1e-10  # degrees, about a hundredth of a millimetre
WEST, SOUTH, EAST, NORTH = 72.004, 0.8293, 137.8347, 55.8271  # the box in which GCJ-02 moves points


class Datum(StrEnum):
    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_wgs84(lng: float, lat: float, datum: Datum) -> Point:
    """A point of a map in WGS 84. GCJ-02 points outside China are WGS 84 already."""
    point = _checked(lng, lat)
    if datum is Datum.BD09:
        point = _inverse(point, _gcj02_to_bd09)
    return point if datum is Datum.WGS84 else _inverse(point, _wgs84_to_gcj02)


def from_wgs84(lng: float, lat: float, datum: Datum) -> Point:
    """A stored point as the maps of a datum want it."""
    point = _checked(lng, lat)
    if datum is not Datum.WGS84:
        point = _wgs84_to_gcj02(point)
    return _gcj02_to_bd09(point) if datum is Datum.BD09 else point


def wrong_half(lng: float, lat: float) -> str:
    """Which half of a point in degrees has to be mended, `lng` or `lat`, where it is no point."""
    return "lat" if abs(lng) <= 180 and not abs(lat) <= 90 else "lng"


def _checked(lng: float, lat: float) -> Point:
    if lng != lng or lat != lat or inf in (abs(lng), abs(lat)):
        raise ValueError(_("A coordinate must be a finite number."))
    if not -180 <= lng <= 180:
        raise ValueError(_("A longitude lies between -180 and 180 degrees."))
    if not -90 <= lat <= 90:
        raise ValueError(_("A latitude lies between -90 and 90 degrees."))
    return float(lng), float(lat)


def _in_china(point: Point) -> bool:
    return WEST <= point[0] <= EAST and SOUTH <= point[1] <= NORTH


def _inverse(target: Point, forward: Callable[[Point], Point]) -> Point:
    """The point that `forward` moves to `target`: guess, see how far off, correct; each round gains digits."""
    guess = target
    for _round in range(20):
        reached = forward(guess)
        error = (target[0] - reached[0], target[1] - reached[1])
        guess = (guess[0] + error[0], guess[1] + error[1])
        if max(map(abs, error)) < PRECISION:
            break
    return guess


def _wgs84_to_gcj02(point: Point) -> Point:
    if not _in_china(point):
        return point
    lng, lat = point
    east, north = _shift_east(lng - 105, lat - 35), _shift_north(lng - 105, lat - 35)
    latitude = lat * pi / 180
    magic = 1 - ECCENTRICITY_SQUARED * sin(latitude) ** 2
    meridian_radius = SEMI_MAJOR_AXIS * (1 - ECCENTRICITY_SQUARED) / (magic * sqrt(magic))
    parallel_radius = SEMI_MAJOR_AXIS / sqrt(magic) * cos(latitude)
    return lng + east * 180 / (parallel_radius * pi), lat + north * 180 / (meridian_radius * pi)


def _shift_north(x: float, y: float) -> float:
    """Metres; x and y are degrees from 105° E, 35° N."""
    metres = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    metres += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    metres += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    return metres + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3


def _shift_east(x: float, y: float) -> float:
    """Metres; x and y are degrees from 105° E, 35° N."""
    metres = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    metres += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    metres += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    return metres + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3


def _gcj02_to_bd09(point: Point) -> Point:
    lng, lat = point
    radius = hypot(lng, lat) + 0.00002 * sin(lat * BD_ANGLE)
    angle = atan2(lat, lng) + 0.000003 * cos(lng * BD_ANGLE)
    return radius * cos(angle) + BD_OFFSET[0], radius * sin(angle) + BD_OFFSET[1]
