"""The files of a case; they are handed out by evidence.api."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, parser_classes
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import needs
from accounts.models import Scope
from accounts.requests import current_user
from cases.api.answers import IDENT
from cases.api.cases import visible_case
from common.schema import CONFLICTS, PROBLEMS, refuse_unknown_parameters
from evidence.api import answers
from evidence.api.attachments import list_or_attach
from evidence.api.bodies import AttachmentBody


@extend_schema(
    methods=["POST"],
    operation_id="attach_file",
    summary="Attach a document, a sound or a film",
    parameters=[IDENT],
    request={"multipart/form-data": AttachmentBody},
    responses={201: answers.AttachmentAnswer, **PROBLEMS, **CONFLICTS},
)
@extend_schema(
    methods=["GET"],
    operation_id="list_attachments",
    summary="What is attached to a case",
    parameters=[IDENT],
    responses={200: answers.Attachments, **PROBLEMS},
)
@needs(Scope.REPORT, Scope.MOVE)
@api_view(["GET", "POST"])
@parser_classes([MultiPartParser])
def attachments(request: Request, ident: str) -> Response:
    refuse_unknown_parameters(request)
    return list_or_attach(request, visible_case(current_user(request), ident).subject)
