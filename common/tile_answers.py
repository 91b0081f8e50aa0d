"""How an API view answers a vector tile (Mapbox Vector Tile 2.1)."""

import gzip
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import renderer_classes, throttle_classes
from rest_framework.request import Request

from common.api import JSONRenderer
from common.schema import PROBLEMS
from common.throttling import TilesPerMinute
from common.tiles import DEEPEST

KIND = "application/vnd.mapbox-vector-tile"
LONG = "private, max-age=604800, immutable"  # for an address that names the version of what it shows
ASKED_AGAIN = "private, no-cache"  # kept, and asked again whether it has changed
WORTH_PACKING = 400  # bytes
_UNPACKS = re.compile(r"(?:^|,)\s*gzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)  # weight 0 is a no
PARAMETERS = [
    OpenApiParameter("z", int, OpenApiParameter.PATH, description=f"zoom, 0 to {DEEPEST}"),
    OpenApiParameter("x", int, OpenApiParameter.PATH, description="column from the west, below 2**z"),
    OpenApiParameter("y", int, OpenApiParameter.PATH, description="row from the north, below 2**z"),
]
RESPONSES: dict[Any, Any] = {(200, KIND): OpenApiTypes.BINARY, 204: None, 304: None, **PROBLEMS}


def tile_view(view: Any) -> Any:
    """Below `api_view`: what clients may ask for, and how often."""
    return throttle_classes([TilesPerMinute])(renderer_classes([JSONRenderer, TileRenderer])(view))


class TileRenderer(JSONRenderer):
    """Lets clients ask for nothing but tiles; a refusal is a problem in JSON all the same."""

    media_type = KIND
    format = "mvt"


def tag_of(*parts: object) -> str:
    """A weak tag: whatever changes one of these may change the tile; packed and plain are the same tile."""
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def tile_answer(request: Request, make: Callable[[], bytes], *, tag: str, kept: str = ASKED_AGAIN) -> HttpResponse:
    """The tile; 304 for who has it already, by the tag alone; 204 where there is nothing in it."""
    headers = {"ETag": tag, "Cache-Control": kept, "Vary": "Accept-Encoding, Accept-Language, Authorization, Cookie"}
    if tag in [each.strip() for each in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304, headers=headers)
    body = make()
    if not body:
        return HttpResponse(status=204, headers=headers)
    if len(body) > WORTH_PACKING and _UNPACKS.search(request.headers.get("Accept-Encoding", "")):
        body, headers["Content-Encoding"] = gzip.compress(body, 5, mtime=0), "gzip"
    return HttpResponse(body, content_type=KIND, headers=headers)
