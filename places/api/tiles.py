"""Vector tiles of places, as far as this person may see them."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request

from accounts.requests import current_user
from common.schema import refuse_unknown_parameters
from common.tile_answers import PARAMETERS, RESPONSES, tag_of, tile_answer, tile_view
from common.tiles import tile_at
from places.models import Place
from places.queries.tiles import tile_of_places


@extend_schema(
    operation_id="get_tile_of_places",
    summary="A vector tile of places",
    description="From zoom 13 layer `places` of points, from 15 `boundaries` too. An empty tile answers 204.",
    parameters=PARAMETERS,
    responses=RESPONSES,
)
@api_view(["GET"])
@tile_view
def places(request: Request, z: int, x: int, y: int) -> HttpResponse:
    refuse_unknown_parameters(request)
    body = tile_of_places(tile_at(z, x, y), Place.objects.visible_to(current_user(request)))
    return tile_answer(request, lambda: body, tag=tag_of(body))
