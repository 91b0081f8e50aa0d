"""Vector tiles of the ground: the same for everybody who is signed in, kept by the version of the city's data."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request

from common.refusals import Missing
from common.schema import refuse_unknown_parameters
from common.tile_answers import ASKED_AGAIN, LONG, PARAMETERS, RESPONSES, tag_of, tile_answer, tile_view
from common.tiles import tile_at
from grids.queries import city_version
from grids.queries.tiles import known_layers, tile_of_ground

DESCRIPTION = """
`areas` has a second layer `area_names` of points, one in each area; `ground` is green, water, markets, buildings,
roads, unit grids and areas in one tile, as layers of these names. Fine things come from near only: minor roads from
zoom 12, buildings and unit grids from 14, components from 15. With `v`, the version of the city's data
(`/api/v1/grids/` says it), the tile may be kept for a week. A tile with nothing in it answers 204.
""".strip()


@extend_schema(
    operation_id="get_tile_of_ground",
    summary="A vector tile of areas, grids, components or the base map",
    description=DESCRIPTION,
    parameters=[
        OpenApiParameter("layer", str, OpenApiParameter.PATH, enum=sorted(known_layers())),
        *PARAMETERS,
        OpenApiParameter("v", int, description="version of the city's data that is shown"),
    ],
    responses=RESPONSES,
)
@api_view(["GET"])
@tile_view
def ground(request: Request, layer: str, z: int, x: int, y: int) -> HttpResponse:
    refuse_unknown_parameters(request, "v")
    if layer not in known_layers():
        raise Missing(_("There is no such layer of tiles."))
    tile, version = tile_at(z, x, y), city_version()
    kept = LONG if request.query_params.get("v") == str(version) else ASKED_AGAIN
    return tile_answer(request, lambda: tile_of_ground(layer, tile), tag=tag_of(layer, tile, version), kept=kept)
