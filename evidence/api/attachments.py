"""Attachments: in by content, out as files to keep, never as something a browser would show or run in our name."""

from uuid import UUID

from django.conf import settings
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, renderer_classes
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import current_user
from common.api import NO_STORE, JSONRenderer
from common.documents import KINDS
from common.files import media
from common.refusals import Missing
from common.schema import PROBLEMS, checked, refuse_unknown_parameters
from common.subjects import Subject
from common.uploads import refuse_large, single
from evidence import subjects
from evidence.actions import attach_file
from evidence.api import shapes
from evidence.api.bodies import AttachmentBody
from evidence.api.photos import HEADERS
from evidence.queries import file_for, files_of


class AnyFile(JSONRenderer):
    """Any kind may be asked for: the view answers with the file itself, and a refusal is JSON all the same."""

    media_type = "*/*"
    format = "file"


def list_or_attach(request: Request, subject: Subject) -> Response:
    """For the door of a house whose person sees the subject: GET lists its files, POST (multipart) adds one."""
    if request.method == "POST":
        return _attach(request, subject)
    return Response({"results": [shapes.attachment(row) for row in files_of(subject)]}, headers=NO_STORE)


def _attach(request: Request, subject: Subject) -> Response:
    if no := subjects.KINDS[subject.kind].file_refusal(current_user(request)):
        raise no  # before the body: who may not is told so, whatever was sent
    refuse_large(request, settings.ATTACHMENT_MAX_BYTES, _("A file has at most %(most)s MB."))
    said = checked(AttachmentBody, single(request.data))
    file = said["file"]
    made, replay = attach_file(
        subject=subject, id=said["id"], name=file.name or "", stream=file.file, chunks=file.chunks(), size=file.size,
        by=current_user(request),
    )  # fmt: skip
    headers = NO_STORE | ({"Idempotent-Replay": "true"} if replay else {})
    return Response(shapes.attachment(made), status=201, headers=headers)


@extend_schema(
    operation_id="get_attachment",
    summary="An attachment, as a file to keep",
    responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **PROBLEMS},
)
@api_view(["GET"])
@renderer_classes([JSONRenderer, AnyFile])
def attachment(request: Request, attachment_id: UUID) -> HttpResponseBase:
    refuse_unknown_parameters(request)
    found = file_for(current_user(request), attachment_id)
    try:
        file = media(found.stored_name).open("rb")
    except FileNotFoundError as error:  # a restored database may be younger than its files
        raise Missing(_("The file of this attachment is not there any more. Tell your administrator.")) from error
    return FileResponse(
        file, as_attachment=True, filename=found.file_name, content_type=KINDS[found.kind], headers=HEADERS
    )
