"""Where a point lies, and the unit grids of a box for maps of other systems."""

import json
from typing import Any

from django.contrib.gis.geos import Polygon
from django.db import connection
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import tagged
from common.datum import Datum
from common.paging import size_of
from common.refusals import Malformed, Missing
from common.schema import PROBLEMS, CodeName, GeoPoint, Number, Strict, asked_point, checked, refuse_unknown_parameters
from grids.models import CityVersion, DutyGrid, UnitGrid
from grids.queries import locate as find

PROPERTIES = ("code", "grade", "land_use", "community__code", "duty_grid__code", "population", "difficulty")


class PointQuestion(Strict):
    lng = Number()
    lat = Number()
    datum = serializers.ChoiceField([datum.value for datum in Datum], default=Datum.WGS84.value)


class GridCode(serializers.Serializer[Any]):
    code = serializers.CharField()


class DutyGridAnswer(CodeName):
    inspectors = serializers.ListField(child=serializers.CharField())


class PlaceAnswer(serializers.Serializer[Any]):
    location = GeoPoint(help_text="the point in WGS 84")
    unit_grid = GridCode(allow_null=True)
    duty_grid = DutyGridAnswer(allow_null=True)
    community = CodeName(allow_null=True)
    street = CodeName(allow_null=True)
    district = CodeName(allow_null=True)


class Features(serializers.Serializer[Any]):
    type = serializers.ChoiceField(["FeatureCollection"])
    version = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    features = serializers.ListField(child=serializers.DictField())


@extend_schema(
    operation_id="locate",
    summary="Where a point lies",
    description="On a border the polygon whose code sorts first has the point.",
    parameters=[PointQuestion],
    responses={200: PlaceAnswer, **PROBLEMS},
)
@api_view(["GET"])
def locate(request: Request) -> Response:
    said = checked(PointQuestion, request.query_params.dict())
    lng, lat = asked_point(said)
    place = find(lng, lat)
    if not place:
        raise Missing(_("This point lies outside the city."))
    named = {level: _named(place.names.get(level)) for level in ("community", "street", "district")}
    answer = {
        "location": {"type": "Point", "coordinates": [round(lng, 7), round(lat, 7)]},
        "unit_grid": {"code": place.names["unit_grid"][0]} if place.unit_grid else None,
        "duty_grid": _duty_grid(place.duty_grid, place.names.get("duty_grid")),
        **named,
    }
    return Response(answer, headers={"Cache-Control": "private, no-cache"})


def _named(pair: tuple[str, str] | None) -> dict[str, Any] | None:
    return {"code": pair[0], "name": pair[1]} if pair else None


def _duty_grid(id_: int | None, pair: tuple[str, str] | None) -> dict[str, Any] | None:
    named = _named(pair)
    if named is None:
        return None
    people = DutyGrid.inspectors.through.objects.filter(dutygrid=id_, user__is_active=True)
    return {**named, "inspectors": sorted(people.values_list("user__name", flat=True))}


@extend_schema(
    operation_id="list_grids",
    summary="Unit grids as GeoJSON",
    parameters=[
        OpenApiParameter("bbox", str, description="west,south,east,north in degrees, WGS 84; without it all"),
        OpenApiParameter("after", str, description="code of the last grid of the page before"),
        OpenApiParameter("page_size", int, description="at most 200"),
    ],
    responses={200: Features, (200, "application/geo+json"): OpenApiTypes.OBJECT, **PROBLEMS},
)
@api_view(["GET"])
def grids(request: Request) -> Response:
    refuse_unknown_parameters(request, "bbox", "after", "page_size")
    size = size_of(request)
    after = request.query_params.get("after", "").replace("\0", "")
    rows = UnitGrid.objects.current().filter(code__gt=after).order_by("code")
    if text := request.query_params.get("bbox"):
        rows = rows.filter(geom__intersects=box_of(text))
    found = list(rows.values_list("pk", *PROPERTIES)[: size + 1])
    more, found = len(found) > size, found[:size]
    geometry = _geometry([row[0] for row in found])
    answer = {
        "type": "FeatureCollection",
        "version": CityVersion.objects.values_list("number", flat=True).order_by("-number").first() or 0,
        "next": next_page(request, found[-1][1]) if more else None,
        "features": [_feature(row, geometry[row[0]]) for row in found],
    }
    return tagged(request, answer)


def box_of(text: str) -> Polygon:
    """`west,south,east,north` in degrees. Raises Malformed for the field `bbox`."""
    try:
        west, south, east, north = (float(part) for part in text[:200].split(","))
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError(text)
    except ValueError as error:
        sentence = _("A box is west,south,east,north in degrees, the smaller number of each pair first.")
        raise Malformed(sentence, errors={"bbox": [sentence]}) from error
    box = Polygon.from_bbox((west, south, east, north))
    box.srid = 4326
    return box


def _geometry(ids: list[int]) -> dict[int, Any]:
    """GeoJSON made by PostGIS: decoding polygons here would cost more than everything else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ST_AsGeoJSON(geom, 7) FROM grids_unitgrid WHERE id = ANY(%s)", [ids])
        return {id_: json.loads(text) for id_, text in cursor.fetchall()}


def _feature(row: tuple[Any, ...], geometry: Any) -> dict[str, Any]:
    properties = dict(zip((name.removesuffix("__code") for name in PROPERTIES), row[1:], strict=True))
    return {"type": "Feature", "id": properties["code"], "geometry": geometry, "properties": properties}


def next_page(request: Request, code: str) -> str:
    """The address of the page after the row with this code."""
    query = request.query_params.copy()
    query["after"] = code
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
