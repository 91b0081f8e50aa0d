"""Nets of square cells over the world, as tiles of maps are: level/x/y is one of 4**level squares in Web Mercator.

Every point lies in exactly one cell of a level, on a border too: so cells add up to the whole.
"""

from typing import Any, NamedTuple

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


class Cell(NamedTuple):
    level: int
    x: int
    y: int

    @property
    def conditions(self) -> dict[str, Any]:
        """Of a point called `location`; the first is what its index answers."""
        return {"location__bboverlaps": Tile(*self).box(_AROUND), "cell_x": self.x, "cell_y": self.y}

    @property
    def columns(self) -> dict[str, Any]:
        """What `conditions` name."""
        return {"cell_x": At(Column("location"), self.level), "cell_y": At(Row("location"), self.level)}
