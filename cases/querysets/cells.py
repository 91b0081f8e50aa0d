"""Nets of square cells over the world, as tiles of maps are: level/x/y is one of 4**level squares in Web Mercator.

Every point lies in exactly one cell of a level, on a border too: so cells add up to the whole.
"""

from typing import Any, NamedTuple

from django.contrib.gis.geos import Polygon
from django.db.models import Func, IntegerField, Value

from common.tiles import Tile

FINEST = 30  # `map_x` and `map_y` count 2**30 columns and rows: about 4 cm at the equator
_AROUND = 1e-6  # of a cell's side: the box that an index answers is wider, so that rounding leaves nothing out


class Column(Func):
    """Where a point lies among the columns of the finest net."""

    function = "map_x"
    output_field = IntegerField()


class Row(Func):
    function = "map_y"
    output_field = IntegerField()


class At(Func):
    """The column or row of a coarser net in which one of the finest lies."""

    template = "(%(expressions)s)"
    arg_joiner = " >> "
    output_field = IntegerField()

    def __init__(self, column: Any, level: int) -> None:
        super().__init__(column, Value(FINEST - level))


class Cells(NamedTuple):
    """A cell of a level, or a block of them: columns `west` to `east`, rows `north` to `south`, all of them in it."""

    level: int
    west: int
    north: int
    east: int
    south: int

    @classmethod
    def of(cls, tile: Tile) -> "Cells":
        return cls(tile.z, tile.x, tile.y, tile.x, tile.y)

    @property
    def box(self) -> Polygon:
        """In degrees, a little wider."""
        first = Tile(self.level, self.west, self.north).box(_AROUND).extent
        last = Tile(self.level, self.east, self.south).box(_AROUND).extent
        box = Polygon.from_bbox((first[0], last[1], last[2], first[3]))
        box.srid = 4326
        return box

    @property
    def conditions(self) -> dict[str, Any]:
        """Of a point called `location`; the first is what its index answers."""
        return {
            "location__bboverlaps": self.box,
            "cell_x__range": (self.west, self.east),
            "cell_y__range": (self.north, self.south),
        }

    @property
    def columns(self) -> dict[str, Any]:
        """What `conditions` name."""
        return {"cell_x": At(Column("location"), self.level), "cell_y": At(Row("location"), self.level)}
