"""Which of the city's own layers a map draws, in order, and where they are."""

from django.urls import reverse

LAYERS = {
    "green": ("ground", "kind=green"),
    "water": ("ground", "kind=water"),
    "road": ("ground", "kind=road"),
    "grid": ("unit_grids", ""),
    "street": ("areas", "level=street"),
    "area": ("areas", "level=district"),
}
NEAR = 0.008  # degrees: about 800 m, what a map of one place shows at its widest
PLACE_ZOOM, CITY_ZOOM = 18, 14


def layers_around(lng: float, lat: float) -> list[dict[str, str]]:
    """For the map of one place: everything that is drawn, unit grids included."""
    box = ",".join(f"{value:.3f}" for value in (lng - NEAR, lat - NEAR, lng + NEAR, lat + NEAR))
    kinds = ("green", "water", "road", "grid", "street")
    return [_layer(kind, f"zoom={PLACE_ZOOM}&bbox={box}") for kind in kinds]


def city_layers() -> list[dict[str, str]]:
    """For a map of the whole city, its sub-districts with their names."""
    kinds = ("green", "water", "road", "street", "area")
    return [_layer(kind, f"zoom={CITY_ZOOM}", named=kind == "street") for kind in kinds]


def _layer(kind: str, query: str, *, named: bool = False) -> dict[str, str]:
    name, narrowed = LAYERS[kind]
    address = f"{reverse('grids:layer', args=[name])}?{'&'.join(filter(None, [narrowed, query]))}"
    return {"url": address, "kind": kind, "name": "yes" if named else ""}
