"""Components 部件 for maps and registers of other systems: what stands where, whose it is and how it is."""

from collections.abc import Mapping
from typing import Any

from django.contrib.gis.geos import Polygon
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from catalogue.choices import MatterKind
from catalogue.models import Category
from common.api import tagged
from common.paging import size_of
from common.refusals import Malformed
from common.schema import PROBLEMS, CodeName, GeoPoint, refuse_unknown_parameters
from departments.models import Department
from grids.api.places import box_of, next_page
from grids.models import Component, ComponentState
from grids.queries import city_version

WIDEST = 0.2  # degrees of a side, about 20 km: what lies in the box is sorted for each page
LONGEST = 40  # characters of a code


class ComponentFacts(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    category = CodeName(help_text="its subclass; an empty name where the catalogue in force has none of this code")
    owner = CodeName(allow_null=True, help_text="the unit that owns it; an empty name where no unit has this code")
    state = serializers.ChoiceField(ComponentState.choices)


class ComponentFeature(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField(help_text="its code")
    geometry = GeoPoint()
    properties = ComponentFacts()


class Components(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="FeatureCollection")
    version = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    features = ComponentFeature(many=True)


@extend_schema(
    operation_id="list_components",
    summary="Components as GeoJSON",
    parameters=[
        OpenApiParameter(
            "bbox", str,
            description=f"west,south,east,north in degrees, WGS 84, no side above {WIDEST}; without it all, by code",
        ),
        OpenApiParameter("category", str, description="code of a subclass"),
        OpenApiParameter("owner", str, description="code of a unit"),
        OpenApiParameter("state", str, enum=ComponentState.values),
        OpenApiParameter("after", str, description="code of the last component of the page before"),
        OpenApiParameter("page_size", int, description="at most 200"),
    ],
    responses={200: Components, (200, "application/geo+json"): OpenApiTypes.OBJECT, **PROBLEMS},
)  # fmt: skip
@api_view(["GET"])
def components(request: Request) -> Response:
    refuse_unknown_parameters(request, "bbox", "category", "owner", "state", "after", "page_size")
    size, given = size_of(request), request.query_params
    rows = Component.objects.filter(code__gt=_code(given, "after"), **_narrowed(given))
    if text := given.get("bbox"):
        rows = rows.filter(point__coveredby=_box(text))
    found = list(rows.order_by("code")[: size + 1])
    shown = found[:size]
    names = _names(shown)
    answer = {
        "type": "FeatureCollection",
        "version": city_version(),
        "next": next_page(request, shown[-1].code) if len(found) > size else None,
        "features": [_feature(row, *names) for row in shown],
    }
    return tagged(request, answer)


def _code(given: Mapping[str, str], name: str) -> str:
    """A code as it was asked for; what can be none finds nothing."""
    return given.get(name, "").replace("\0", "")[:LONGEST]


def _narrowed(given: Mapping[str, str]) -> dict[str, str]:
    wanted = {"category": "category_code", "owner": "owner_code", "state": "state"}
    if (state := given.get("state")) and state not in ComponentState.values:
        sentence = _("Components are: %(allowed)s.") % {"allowed": ", ".join(ComponentState.values)}
        raise Malformed(sentence, errors={"state": [sentence]})
    return {column: _code(given, name) for name, column in wanted.items() if given.get(name)}


def _box(text: str) -> Polygon:
    box = box_of(text)
    west, south, east, north = box.extent
    if east - west > WIDEST or north - south > WIDEST:
        sentence = _("A box of components is at most %(most)s degrees wide and high.") % {"most": WIDEST}
        raise Malformed(sentence, errors={"bbox": [sentence]})
    return box


def _names(rows: list[Component]) -> tuple[dict[str, str], dict[str, str]]:
    """The names of subclasses and of units, by their codes."""
    kinds = Category.objects.in_force().filter(kind=MatterKind.COMPONENT, code__in={row.category_code for row in rows})
    owners = Department.objects.filter(code__in={row.owner_code for row in rows})
    return {each.code: str(each) for each in kinds}, dict(owners.values_list("code", "name"))


def _feature(of: Component, kinds: Mapping[str, str], owners: Mapping[str, str]) -> dict[str, Any]:
    owner = {"code": of.owner_code, "name": owners.get(of.owner_code, "")} if of.owner_code else None
    return {
        "type": "Feature",
        "id": of.code,
        "geometry": {"type": "Point", "coordinates": [of.point.x, of.point.y]},
        "properties": {
            "code": of.code,
            "name": of.name,
            "category": {"code": of.category_code, "name": kinds.get(of.category_code, "")},
            "owner": owner,
            "state": of.state,
        },
    }
