"""Photos: in as the camera made them, out as the platform made them anew."""

import logging
import re
from uuid import UUID

from django.conf import settings
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, parser_classes, renderer_classes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import needs
from accounts.models import Scope
from accounts.requests import current_user
from common.api import NO_STORE, JSONRenderer
from common.files import media
from common.refusals import Malformed, Missing
from common.schema import CONFLICTS, PROBLEMS, checked, refuse_unknown_parameters
from common.uploads import refuse_large, single
from evidence.actions import receive_photo
from evidence.api import answers
from evidence.api.bodies import PhotoBody
from evidence.queries import photo_for

log = logging.getLogger(__name__)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=3600",
    "Vary": "Authorization, Cookie",
}


class Image(JSONRenderer):
    """Says that images may be asked for: the view answers with the file itself, and a refusal is JSON all the same."""

    media_type = "image/*"
    format = "image"


@extend_schema(
    operation_id="send_photo",
    summary="Send a photo",
    request={"multipart/form-data": PhotoBody},
    responses={201: answers.PhotoReceipt, **PROBLEMS, **CONFLICTS},
)
@needs(Scope.REPORT, Scope.MOVE)
@api_view(["POST"])
@parser_classes([MultiPartParser])
def photos(request: Request) -> Response:
    refuse_unknown_parameters(request)
    refuse_large(request, settings.PHOTO_MAX_BYTES, _("A photo has at most %(most)s MB."))
    said = checked(PhotoBody, single(request.data))
    file = said["file"]
    photo, replay = receive_photo(
        id=said["id"],
        kind=said["kind"],
        stream=file.file,
        chunks=file.chunks(),
        size=file.size,
        by=current_user(request),
    )
    answer = {"id": photo.pk, "sha256": photo.sha256, "status": photo.status}
    headers = NO_STORE | ({"Idempotent-Replay": "true"} if replay else {})
    return Response(answer, status=201, headers=headers)


@extend_schema(
    operation_id="get_photo",
    summary="A photo as the platform made it anew",
    parameters=[OpenApiParameter("size", str, enum=["small"])],
    responses={(200, "image/jpeg"): OpenApiTypes.BINARY, **PROBLEMS},
)
@api_view(["GET"])
@renderer_classes([JSONRenderer, Image])
def photo(request: Request, photo_id: UUID) -> HttpResponseBase:
    refuse_unknown_parameters(request, "size")
    small = request.query_params.get("size")
    if small not in (None, "small"):
        raise Malformed(_("The only other size is “small”."))
    found = photo_for(current_user(request), photo_id)
    etag = f'"{found.sha256[:32]}{"-small" if small else ""}"'
    if etag in re.findall(r'"[^"]*"', request.headers.get("If-None-Match", "")):
        return Response(status=304, headers={**HEADERS, "ETag": etag})
    name = found.thumbnail_name if small else found.served_name
    try:
        file = media(name).open("rb")
    except FileNotFoundError:
        log.error("The file of photo %s is not in MEDIA_ROOT", found.pk)
        raise Missing(_("The file of this photo is missing on the server.")) from None
    return FileResponse(file, content_type="image/jpeg", filename="photo-1.jpg", headers={**HEADERS, "ETag": etag})
