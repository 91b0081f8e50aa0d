"""Attachments: in by content, out as files to keep, never as something a browser would show or run in our name."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, parser_classes, renderer_classes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import current_user
from cases.actions import attach_file
from cases.api import answers
from cases.api.bodies import AttachmentBody
from cases.api.cases import NO_STORE, visible_case
from cases.api.photos import HEADERS, refuse_large, single
from cases.api.talk import person
from cases.models import Attachment, Case
from common.api import JSONRenderer
from common.documents import KINDS
from common.files import media
from common.refusals import Missing
from common.schema import CONFLICTS, PROBLEMS, checked, refuse_unknown_parameters


class AnyFile(JSONRenderer):
    """Any kind may be asked for: the view answers with the file itself, and a refusal is JSON all the same."""

    media_type = "*/*"
    format = "file"


def shape(of: Attachment) -> dict[str, Any]:
    return {
        "id": of.pk, "name": of.file_name, "type": KINDS[of.kind], "size": of.size, "sha256": of.sha256,
        "by": person(of.uploaded_by), "at": of.uploaded_at, "url": of.get_absolute_url(),
    }  # fmt: skip


@extend_schema(
    methods=["POST"],
    operation_id="attach_file",
    summary="Attach a document, a sound or a film",
    parameters=[answers.IDENT],
    request={"multipart/form-data": AttachmentBody},
    responses={201: answers.AttachmentAnswer, **PROBLEMS, **CONFLICTS},
)
@extend_schema(
    methods=["GET"],
    operation_id="list_attachments",
    summary="What is attached to a case",
    parameters=[answers.IDENT],
    responses={200: answers.Attachments, **PROBLEMS},
)
@api_view(["GET", "POST"])
@parser_classes([MultiPartParser])
def attachments(request: Request, ident: str) -> Response:
    refuse_unknown_parameters(request)
    case = visible_case(current_user(request), ident)
    if request.method == "POST":
        return _attach(request, case)
    rows = Attachment.objects.filter(case=case).select_related("uploaded_by").order_by("uploaded_at")
    return Response({"results": [shape(row) for row in rows]}, headers=NO_STORE)


def _attach(request: Request, case: Case) -> Response:
    refuse_large(request, settings.ATTACHMENT_MAX_BYTES, _("A file has at most %(most)s MB."))
    said = checked(AttachmentBody, single(request.data))
    file = said["file"]
    made, replay = attach_file(
        case=case, id=said["id"], name=file.name or "", stream=file.file, chunks=file.chunks(), size=file.size,
        by=current_user(request),
    )  # fmt: skip
    return Response(shape(made), status=201, headers=NO_STORE | ({"Idempotent-Replay": "true"} if replay else {}))


@extend_schema(
    operation_id="get_attachment",
    summary="An attachment, as a file to keep",
    responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **PROBLEMS},
)
@api_view(["GET"])
@renderer_classes([JSONRenderer, AnyFile])
def attachment(request: Request, attachment_id: UUID) -> HttpResponseBase:
    refuse_unknown_parameters(request)
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None or not Case.objects.visible_to(current_user(request)).filter(pk=found.case_id).exists():
        raise Missing(_("There is no such file, or it is not yours."))
    file = media(found.stored_name).open("rb")
    return FileResponse(
        file, as_attachment=True, filename=found.file_name, content_type=KINDS[found.kind], headers=HEADERS
    )
