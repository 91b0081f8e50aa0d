"""The map of the kit, available in all templates without loading."""

# ruff: noqa: A001, A002  (`id` and `map` are the words that template authors expect)

from collections.abc import Mapping, Sequence
from typing import Any

from django.template import Context, Library

register = Library()
Values = dict[str, Any]


def _begins(context: Context) -> Values:
    """Where a map without a place begins, if the page's frame knows."""
    begins = context.get("map_begins")
    return begins() if callable(begins) else {}


def _place(lng: float | str | None, lat: float | str | None) -> tuple[float, float] | tuple[None, None]:
    """A point on Earth, or nothing where one of its halves is missing or none."""
    try:
        x, y = (float("nan" if half is None else half) for half in (lng, lat))
    except ValueError:
        return None, None
    return (x, y) if -180 <= x <= 180 and -90 <= y <= 90 else (None, None)


@register.inclusion_tag("components/map.html", takes_context=True)
def map(
    context: Context,
    id: str,
    label: str,
    layers: Sequence[Mapping[str, str]] = (),
    cases: Mapping[str, Any] | None = None,
    cases_url: str = "",
    pin: bool = False,
    pin_for: str = "",
    lng: float | str | None = None,
    lat: float | str | None = None,
    accuracy: float | None = None,
    zoom: int | None = None,
    height: str = "320px",
    cluster: bool = False,
) -> Values:
    """A map. Layers, drawn in order: {"url": GeoJSON, "name"?, "from"?, "kind": "green"|"water"|"market"|"building"|
    "road"|"grid"|"street"|"area"}; one with `from` is asked for what the map shows, from that zoom on.

    `cases`: a GeoJSON FeatureCollection (or `cases_url`, asked with ?bbox=) of points with properties lamp, label, url.
    `pin` lets the person put one mark; `pin_for` is the prefix of the inputs it fills (`<prefix>_lng`, `<prefix>_lat`).
    `lng`, `lat`, `accuracy` (metres) show one place with its ring; as a form says them, where what is none shows none.
    """
    place = _place(lng, lat)
    settings = {
        "layers": [*layers],
        "casesUrl": cases_url,
        "pin": pin,
        "pinFor": pin_for,
        "lng": place[0],
        "lat": place[1],
        "accuracy": accuracy,
        "zoom": zoom,
        "cluster": cluster,
        "cases": cases,
        "tiles": str(context.get("tile_url", "")),
        **_begins(context),
    }
    return {"id": id, "settings_id": f"{id}-settings", "label": label, "settings": settings, "height": height}
