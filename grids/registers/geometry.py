"""The cell of an outline: typed or pasted as GeoJSON, kept as it is drawn, and known by its fingerprint."""

from typing import Any

import orjson
from django import forms
from django.utils.translation import gettext as _

from common.datum import Datum
from common.fields import TextField
from common.reference import Reference
from registry import cells
from registry.cells import Cell
from registry.folder.layers import read_geometry

MOST = 2_000_000  # characters that a form takes
SHAPES = ("Polygon", "MultiPolygon")
_words = cells.words(8)


def read(cell: str) -> str:
    """A geometry as GeoJSON text in WGS 84, or a fingerprint as it is; raises ValueError with a sentence."""
    if not cell.lstrip().startswith("{"):
        return str(_words.read(cell))
    if len(cell) > MOST:
        raise ValueError(_("At most %(longest)s characters fit here.") % {"longest": MOST})
    try:
        said = orjson.loads(cell)
    except orjson.JSONDecodeError as error:
        raise ValueError(_("This is not GeoJSON (%(error)s).") % {"error": error}) from error
    return read_geometry(SHAPES, _geometry(said), Reference(Datum.WGS84))


def _geometry(said: Any) -> Any:
    """Of a geometry, of a feature, or of a collection with one feature."""
    if said.get("type") == "FeatureCollection":
        features = said.get("features")
        if not isinstance(features, list) or len(features) != 1 or not isinstance(features[0], dict):
            raise ValueError(_("One feature is needed here; a folder brings many."))
        [said] = features
    return said.get("geometry") if said.get("type") == "Feature" else said


class GeometryField(TextField):
    """Empty leaves the outline that stands."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=MOST, widget=forms.Textarea({"rows": 4, "spellcheck": "false"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) and value.lstrip().startswith("{") else ""

    def clean(self, value: Any) -> str:
        said = str(super().clean(value))
        if said and not said.startswith("{"):
            raise forms.ValidationError(_("This is not GeoJSON."))
        try:
            return read(said)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


GEOMETRY = Cell(read, formfield=GeometryField)
