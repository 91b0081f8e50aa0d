"""How places and zones are shown."""

from collections.abc import Iterable
from typing import Any

import orjson

from common.phones import mask_phone
from places.choices import Risk
from places.models import Place

_LAMPS = {Risk.LOW: "green", Risk.NORMAL: "grey", Risk.HIGH: "red"}


def phone(place: Place) -> str:
    """Masked for everybody; `show_contact` shows it, and keeps who looked and why."""
    return mask_phone(place.phone)


def points(places: Iterable[Place]) -> dict[str, Any]:
    """Places as marks of a map, in the colour of their risk."""
    return {"type": "FeatureCollection", "features": [_point(place) for place in places]}


def _point(place: Place) -> dict[str, Any]:
    said = {"lamp": _LAMPS[Risk(place.risk)], "label": f"{place.name} ({place.kind})", "url": place.get_absolute_url()}
    return {"type": "Feature", "properties": said, "geometry": place.spot}


def boundary(place: Place) -> dict[str, Any]:
    shapes = [orjson.loads(place.boundary.geojson)] if place.boundary is not None else []
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"name": place.name}, "geometry": each} for each in shapes],
    }
