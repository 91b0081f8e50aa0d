"""Which square of the world a map tile is.

Tile z/x/y is one of 4**z squares of the world in Web Mercator (EPSG:3857), x counted from the west, y from the north.
Maps draw one over 512 pixels, or over 256 of a zoom more.
"""

import math
from dataclasses import dataclass

from django.contrib.gis.geos import Polygon
from django.utils.translation import gettext as _

from common.refusals import Malformed

DEEPEST = 22
EXTENT = 4096  # units of a vector tile along each side
MARGIN = 64  # units beyond its border that are drawn too, so that lines have no ends there


@dataclass(frozen=True)
class Tile:
    z: int
    x: int
    y: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees of WGS 84."""
        return self._lng(self.x), self._lat(self.y + 1), self._lng(self.x + 1), self._lat(self.y)

    def box(self, margin: float = 0.0) -> Polygon:
        """The bounds as a polygon, wider by so many of its own sides on each side, within the world."""
        west, north = self._lng(self.x - margin), self._lat(self.y - margin)
        east, south = self._lng(self.x + 1 + margin), self._lat(self.y + 1 + margin)
        box = Polygon.from_bbox((max(-180.0, west), south, min(180.0, east), north))
        box.srid = 4326
        return box

    def _lng(self, column: float) -> float:
        return column / (1 << self.z) * 360 - 180

    def _lat(self, row: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**self.z))))


def tile_at(z: int, x: int, y: int) -> Tile:
    """Raises Malformed for what is no tile."""
    if z > DEEPEST:
        sentence = _("A tile's zoom is a whole number from 0 to %(most)s.") % {"most": DEEPEST}
        raise Malformed(sentence, errors={"z": [sentence]})
    for name, value in (("x", x), ("y", y)):
        if value >= 2**z:
            sentence = _("There is no such tile: at this zoom columns and rows are below %(most)s.") % {"most": 2**z}
            raise Malformed(sentence, errors={name: [sentence]})
    return Tile(z, x, y)
