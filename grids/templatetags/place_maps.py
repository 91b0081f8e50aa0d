"""`{% places_map register filter %}` beside a list of places, `{% place_map register row %}` beside the form of one."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from common.chips import without
from grids.presenters.layers import city_layers
from grids.presenters.places import shades_of
from grids.registers import COMPONENTS, DUTY_GRIDS
from registry.registers import LayerFile, TableRegister

register = template.Library()
MOST_CORNERS = 400  # of an outline that is moved by hand: more handles than that hide the map


@register.inclusion_tag("grids/places_map.html", takes_context=True)
def places_map(context: Context, of: TableRegister[Any, Any]) -> dict[str, Any]:
    """The list's things on the map, by the list's own filter; what they may be coloured by."""
    question = without(context["request"].GET, "cursor")
    return _frame(context) | {
        "register": of, "layers": city_layers(), "shades": shades_of(of),
        "url": reverse("grids:kept_layer", args=[of.kind]) + (question if question != "?" else ""),
    }  # fmt: skip


@register.inclusion_tag("grids/place_map.html", takes_context=True)
def place_map(context: Context, of: TableRegister[Any, Any], row: Any = None) -> dict[str, Any]:
    """One place on the map, and its neighbours; whoever may change it draws its outline or puts its point there."""
    code = of.row_key(row) if row else ""  # the page of a new place has none
    return _frame(context) | {
        "register": of, "layers": city_layers(), "code": code, "may": context.get("may", False),
        "outline_url": reverse("grids:outline_now", args=[of.kind, code]) if code else "",
        "beside_url": reverse("grids:kept_layer", args=[of.kind]) if of is not COMPONENTS else "",
        "drawn": isinstance(of, LayerFile), "pinned": of is COMPONENTS, "gathered": of is DUTY_GRIDS,
        "most_corners": MOST_CORNERS,
    }  # fmt: skip


@register.simple_tag
def ground_layers() -> list[dict[str, Any]]:
    """What the map of the whole city is drawn from."""
    return city_layers()


def _frame(context: Context) -> dict[str, Any]:
    """What the kit's map reads of the page around it."""
    return {name: context.get(name) for name in ("request", "user", "map_begins", "tile_url", "perms")}
