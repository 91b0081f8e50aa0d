"""The layers of the maps."""

from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_GET

from common.refusals import Malformed, Missing
from grids.layers import LAYERS, Box, collection
from grids.models import CityVersion

A_WHILE = 300  # seconds in which a browser need not even ask


def _etag(request: HttpRequest, name: str) -> str:
    version = CityVersion.objects.aggregate(number=Max("number"))["number"] or 0
    return f'"{version}-{name}-{request.GET.get("zoom", "")}-{request.GET.get("bbox", "")}"'


@login_required
@require_GET
@condition(etag_func=_etag)
def layer(request: HttpRequest, name: str) -> HttpResponse:
    """One layer as GeoJSON; `?bbox=west,south,east,north` cuts it, `?zoom=` says how fine it must be."""
    if name not in LAYERS:
        raise Missing(_("There is no such map layer."))
    answer = JsonResponse(collection(name, box=_box(request.GET.get("bbox", "")), zoom=_zoom(request)))
    patch_cache_control(answer, private=True, max_age=A_WHILE)
    return answer


def _box(text: str) -> Box | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Malformed(_("A box is four numbers: west,south,east,north.")) from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Malformed(_("This box is empty or outside the world."))
    return west, south, east, north


def _zoom(request: HttpRequest) -> int:
    try:
        return min(20, max(1, int(request.GET.get("zoom", "14"))))
    except ValueError as error:
        raise Malformed(_("A zoom is a whole number.")) from error
