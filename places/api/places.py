"""Places: list, one with what its kind asks for, and what stands at a point."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import current_user
from common import lists, paging
from common.api import NO_STORE
from common.datum import Datum
from common.keyset import Order
from common.schema import PROBLEMS, Code, Number, Strict, asked_point, checked, refuse_unknown_parameters
from places import queries
from places.api import answers, shapes
from places.filters import PlaceFilter

ORDERS = (Order("code", descending=False),)


class Asked(Strict):
    lng = Number()
    lat = Number()
    datum = serializers.ChoiceField([datum.value for datum in Datum], default=Datum.WGS84.value)
    category = Code(max_length=40, required=False, allow_blank=True)


@extend_schema(
    operation_id="list_places",
    summary="The places of the city",
    filters=False,
    parameters=answers.LIST_PARAMETERS,
    responses={200: answers.PlacePage, **PROBLEMS},
)
@api_view(["GET"])
def places(request: Request) -> Response:
    rows = lists.narrowed(request, PlaceFilter, queries.files(current_user(request)))
    if not request.query_params.get("ended"):
        rows = rows.filter(ended_on=None)
    answer = paging.page(request, rows, orders=ORDERS, key_of=getattr, shape=shapes.row)
    return Response(answer, headers=NO_STORE)


@extend_schema(
    operation_id="get_place",
    summary="The file of a place",
    parameters=[answers.CODE],
    responses={200: answers.PlaceFile, **PROBLEMS},
)
@api_view(["GET"])
def place(request: Request, code: str) -> Response:
    refuse_unknown_parameters(request)
    return Response(shapes.file(queries.place_for(current_user(request), code)), headers=NO_STORE)


@extend_schema(
    operation_id="whats_here",
    summary="What stands at a point, and the zones it lies in",
    description="Asked before a report is sent: it can name the place, and read what zones and permits say.",
    parameters=[
        OpenApiParameter("lng", float, required=True),
        OpenApiParameter("lat", float, required=True),
        OpenApiParameter("datum", str, enum=[datum.value for datum in Datum]),
        OpenApiParameter("category", str, description="code of the subclass that would be reported"),
    ],
    responses={200: answers.HereAnswer, **PROBLEMS},
)
@api_view(["GET"])
def here(request: Request) -> Response:
    said = checked(Asked, request.query_params.dict())
    lng, lat = asked_point(said)
    return Response(shapes.here(queries.here(lng, lat, category=said.get("category", ""))), headers=NO_STORE)
