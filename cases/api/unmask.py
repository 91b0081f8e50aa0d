"""A reporter's name and phone, shown for a purpose and once."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import current_user
from cases.actions import unmask_reporter
from cases.api import answers
from cases.api.bodies import UnmaskBody
from cases.api.cases import visible_case
from cases.permissions import unmask_refusal
from common.api import NO_STORE
from common.schema import CONFLICTS, PROBLEMS, checked, refuse_unknown_parameters


@extend_schema(
    operation_id="unmask_reporter",
    summary="See a reporter's name and phone",
    parameters=[answers.IDENT],
    request=UnmaskBody,
    responses={200: answers.Unmasked, **PROBLEMS, **CONFLICTS},
)
@api_view(["POST"])
def unmask(request: Request, ident: str) -> Response:
    refuse_unknown_parameters(request)
    user = current_user(request)
    case = visible_case(user, ident)
    if no := unmask_refusal(user):
        raise no  # before the body: who may not is told so, whatever was sent
    unmask_reporter(case=case, purpose=checked(UnmaskBody, request.data)["purpose"], by=user)
    return Response({"reporter": {"name": case.reporter_name, "phone": case.reporter_phone}}, headers=NO_STORE)
