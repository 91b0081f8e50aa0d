"""The cells of where something is: a point whose datum is asked for, and a boundary as GeoJSON in WGS 84."""

from typing import Any

import orjson
from django import forms
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.datum import Datum
from grids.registers.geometry import GeometryField
from grids.registers.geometry import read as read_geometry
from registry import cells
from registry.cells import Cell
from registry.registers import Field

DIGITS = 7  # of a degree: a centimetre
_DATUMS = [(datum.value, datum.value) for datum in Datum]


def _datum(cell: str) -> str:
    if cell and cell not in tuple(Datum):
        raise ValueError(_("“%(value)s” is none of: %(known)s.") % {"value": cell, "known": ", ".join(Datum)})
    return cell


def _boundary(cell: str) -> str:
    if not cell:
        return ""
    if not cell.lstrip().startswith("{"):
        raise ValueError(_("This is not GeoJSON."))
    return canonical(GEOSGeometry(read_geometry(cell), srid=4326))


def canonical(shape: GEOSGeometry | None) -> str:
    """GeoJSON text that is the same for the same shape, to a centimetre."""
    if not isinstance(shape, Polygon | MultiPolygon):
        return ""
    return orjson.dumps({"type": shape.geom_type, "coordinates": _rounded(shape.coords)}).decode()


def _rounded(node: Any) -> Any:
    return round(node, DIGITS) if isinstance(node, float) else [_rounded(each) for each in node]


def shape_of(text: str) -> GEOSGeometry | None:
    return GEOSGeometry(text, srid=4326) if text else None


def fault_of(text: str) -> str:
    """Why a boundary can't be one; empty where nothing is wrong."""
    shape = shape_of(text)
    if shape is None or shape.valid:
        return ""
    return _("The shape is not valid: %(reason)s.") % {"reason": shape.valid_reason}


def drawn(text: str) -> GEOSGeometry | None:
    """The boundary that somebody drew or sent, where it is no cell of a register: by the same rule.

    Raises ValueError with a sentence.
    """
    kept = _boundary(text.strip())
    if why := fault_of(kept):
        raise ValueError(why)
    return shape_of(kept)


POINT = (
    Field("lng", gettext_lazy("Longitude"), Cell(cells.number, formfield=forms.FloatField), required=True),
    Field("lat", gettext_lazy("Latitude"), Cell(cells.number, formfield=forms.FloatField), required=True),
    Field(
        "datum", gettext_lazy("Datum"),
        Cell(_datum, formfield=lambda **asked: forms.ChoiceField(choices=_DATUMS, initial=Datum.WGS84.value, **asked)),
        help=gettext_lazy("In which the two numbers are said; what is kept is WGS 84."),
    ),
)  # fmt: skip
BOUNDARY = Field(
    "boundary", gettext_lazy("Boundary"),
    Cell(_boundary, say=lambda value: _("drawn") if value else "", formfield=GeometryField),
    help=gettext_lazy("GeoJSON in WGS 84: a Polygon, or a Feature with one."),
)  # fmt: skip
