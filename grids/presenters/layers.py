"""Which of the city's own layers a map draws, in order, and where they are."""

from typing import Any

from django.urls import reverse

LAYERS = {
    "green": ("ground", "kind=green"),
    "water": ("ground", "kind=water"),
    "market": ("ground", "kind=market"),
    "building": ("ground", "kind=building"),
    "road": ("ground", "kind=road"),
    "grid": ("unit_grids", ""),
    "street": ("areas", "level=street"),
    "area": ("areas", "level=district"),
}
NEAR = 0.008  # degrees: about 800 m, what a map of one place shows at its widest
PLACE_ZOOM, CITY_ZOOM = 18, 14
HOUSES_FROM = 16  # the zoom from which a map of the city shows buildings: below it they are dust, and too many


def layers_around(lng: float, lat: float) -> list[dict[str, str]]:
    """For the map of one place: everything that is drawn, unit grids included."""
    box = ",".join(f"{value:.3f}" for value in (lng - NEAR, lat - NEAR, lng + NEAR, lat + NEAR))
    kinds = ("green", "water", "market", "building", "road", "grid", "street")
    return [_layer(kind, f"zoom={PLACE_ZOOM}&bbox={box}") for kind in kinds]


def city_layers() -> list[dict[str, Any]]:
    """For a map of the whole city, its sub-districts with their names; buildings where it is looked at from near."""
    kinds = ("green", "water", "market", "road", "street", "area")
    layers: list[dict[str, Any]] = [_layer(kind, f"zoom={CITY_ZOOM}", named=kind == "street") for kind in kinds]
    houses = {**_layer("building", f"zoom={PLACE_ZOOM}"), "from": HOUSES_FROM}
    return [*layers[:3], houses, *layers[3:]]


def border_layers() -> list[dict[str, str]]:
    """For a map whose ground comes as tiles: the borders of its areas, with names that give way to one another."""
    return [_layer(kind, f"zoom={CITY_ZOOM}", named=kind == "street") for kind in ("street", "area")]


def _layer(kind: str, query: str, *, named: bool = False) -> dict[str, str]:
    name, narrowed = LAYERS[kind]
    address = f"{reverse('grids:layer', args=[name])}?{'&'.join(filter(None, [narrowed, query]))}"
    return {"url": address, "kind": kind, "name": "yes" if named else ""}
