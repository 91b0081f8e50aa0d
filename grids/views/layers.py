"""What maps are drawn from: the city's own layers as GeoJSON, so that no tile server is needed."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.contrib.gis.geos import Polygon
from django.db.models import F, Func, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from common.numbers import number_in
from common.refusals import Malformed, Missing
from grids.models import Area, BaseMapFeature, CityVersion, Outline, UnitGrid
from registry.views.common import get_or_missing, reader

PRECISION = 6  # decimals of a degree, about 0.1 m
MOST = 5000
MOST_OUTLINES = 50
FINEST_ZOOM = 22
DEGREES_A_PIXEL = 360 / 256  # at zoom 0


def box(text: str) -> Polygon:
    """`west,south,east,north` in degrees."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Malformed(_("A box is four numbers: west,south,east,north.")) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Malformed(_("This box is empty or outside the world."))
    return Polygon.from_bbox((west, south, east, north))


def _ground(query: Any) -> QuerySet[Any]:
    rows = BaseMapFeature.objects.order_by("rank", "id")
    return rows.filter(kind=query["kind"]) if query.get("kind") else rows


def _areas(query: Any) -> QuerySet[Any]:
    rows = Area.objects.current().order_by("code")
    return rows.filter(level=query["level"]) if query.get("level") else rows


def _unit_grids(query: Any) -> QuerySet[Any]:
    return UnitGrid.objects.current().order_by("code")


LAYERS: dict[str, tuple[Callable[[Any], QuerySet[Any]], tuple[str, ...]]] = {
    "ground": (_ground, ("kind", "name", "rank")),
    "areas": (_areas, ("code", "name", "level")),
    "unit_grids": (_unit_grids, ("code",)),
}


def _version(request: HttpRequest, name: str) -> str:
    number = CityVersion.objects.aggregate(number=Max("number"))["number"] or 0
    return f'W/"{number}-{name}-{request.GET.urlencode()}"'


@login_required
@require_safe
@condition(etag_func=_version)
def layer(request: HttpRequest, name: str) -> HttpResponse:
    """A layer, at most 5,000 features: `ground` (by `kind`), `areas` (by `level`), `unit_grids`; all by `bbox`.

    Where there are more, it says `cut` with the number that it has: the map tells, and asks by `bbox` for the rest.
    """
    if name not in LAYERS:
        raise Missing(_("There is no such layer."))
    rows_of, properties = LAYERS[name]
    rows = rows_of(request.GET)
    if request.GET.get("bbox"):
        rows = rows.filter(geom__bboverlaps=box(request.GET["bbox"]))
    found = rows.annotate(
        shape=AsGeoJSON(as_fine_as("geom", request.GET.get("zoom", "")), precision=PRECISION)
    ).values_list("shape", *properties)[: MOST + 1]
    response = HttpResponse(_collection(list(found), properties), content_type="application/geo+json")
    response["Cache-Control"] = "private, no-cache"  # kept, and asked again whether the city has changed
    return response


@login_required
@require_safe
def outlines(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """A fragment beside an area or a unit grid: the borders that it had, with their days."""
    reader(request)
    found = list(Outline.objects.before(kind, code).defer("geom")[:MOST_OUTLINES])
    if not found:
        raise Missing(_("There is no such outline."))
    return render(request, "grids/outlines.html", {"outlines": found})


@login_required
@require_safe
def outline(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them as a feature, to be laid over a map or loaded again."""
    reader(request)
    rows = Outline.objects.filter(until__isnull=False).annotate(shape=AsGeoJSON("geom", precision=PRECISION))
    row: Any = get_or_missing(rows, _("There is no such outline."), pk=pk)
    properties = {"code": row.code, "since": row.since.isoformat(), "until": row.until.isoformat()}
    text = f'{{"type":"Feature","properties":{json.dumps(properties)},"geometry":{row.shape}}}'
    answer = HttpResponse(text, content_type="application/geo+json")
    answer["Content-Disposition"] = f'attachment; filename="outline-{pk}.geojson"'
    return answer


def as_fine_as(column: str, zoom: str) -> F | Func:
    """The shapes no finer than a pixel at this zoom; without one, as they are."""
    if not zoom:
        return F(column)
    asked = number_in(zoom)
    if asked is None or asked > FINEST_ZOOM:
        raise Malformed(_("A zoom is a whole number up to %(most)s.") % {"most": FINEST_ZOOM})
    pixel, shape = DEGREES_A_PIXEL / 2**asked, GeometryField(srid=4326)
    return Func(F(column), pixel, function="ST_SimplifyPreserveTopology", output_field=shape)


def _collection(rows: Sequence[tuple[Any, ...]], properties: tuple[str, ...]) -> str:
    """The database has written the geometry as text; it goes out as it came."""
    features = (
        f'{{"type":"Feature","properties":{json.dumps(dict(zip(properties, rest, strict=True)))},"geometry":{shape}}}'
        for shape, *rest in rows[:MOST]
    )
    cut = f'"cut":{MOST},' if len(rows) > MOST else ""
    return f'{{"type":"FeatureCollection",{cut}"features":[{",".join(features)}]}}'
