"""Moves: one, or up to five hundred with an answer each."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DataError, OperationalError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.requests import current_user
from cases.actions import perform
from cases.api import answers
from cases.api.bodies import MoveBody, move_request_of
from cases.api.cases import by_ident, shown
from cases.models import Case
from cases.workflow import MOVES
from common.api import NO_STORE, problem_body, refusal_of
from common.refusals import Missing, Refused, TooLarge
from common.schema import CONFLICTS, OF_A_BODY, PROBLEMS, Code, Strict, checked, refuse_unknown_parameters
from common.workflow.api import VERSION_MISSING


@extend_schema(
    operation_id="make_move",
    summary="Make a move",
    parameters=[answers.IDENT, OpenApiParameter("move", str, "path", enum=sorted(MOVES))],
    request=MoveBody,
    responses={200: answers.CaseAnswer, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def move(request: Request, ident: str, move: str) -> Response:
    refuse_unknown_parameters(request)
    by = current_user(request)
    case, replay = _perform(by, ident, move, request.data)
    headers = NO_STORE | ({"Idempotent-Replay": "true"} if replay else {})
    return Response(shown(case, by), headers=headers)


def _perform(by: User, ident: str, move: str, body: Any) -> tuple[Case, bool]:
    case_id = _id_of(ident)
    if move not in MOVES:
        raise Missing(_("There is no such move."))
    return perform(case_id=case_id, request=move_request_of(move, checked(MoveBody, body)), by=by)


def _id_of(ident: str) -> UUID:
    """A UUID costs no query here: `perform` looks whether this person sees the case, or moved it out of their sight."""
    try:
        return UUID(ident)
    except ValueError:
        found = Case.objects.filter(by_ident(ident)).values_list("pk", flat=True).first()
        if found is None:
            raise Missing(_("There is no such case, or it is not yours.")) from None
        return found


class BulkRow(MoveBody):
    case = Code(max_length=40, help_text="UUID or number")
    move = serializers.ChoiceField(sorted(MOVES))


class BulkBody(Strict):
    moves = serializers.ListField(child=serializers.DictField(), min_length=1)


class BulkSchema(Strict):
    moves = BulkRow(many=True)


@extend_schema(
    operation_id="make_moves",
    summary="Up to 500 moves, an answer each",
    request=BulkSchema,
    responses={200: answers.BulkAnswer, **PROBLEMS, **OF_A_BODY},
)
@api_view(["POST"])
def bulk(request: Request) -> Response:
    refuse_unknown_parameters(request)
    rows = checked(BulkBody, request.data)["moves"]
    if len(rows) > settings.BULK_MAX:
        raise TooLarge(_("At most %(most)s moves at once.") % {"most": settings.BULK_MAX})
    by = current_user(request)
    return Response({"results": [_one(request, by, row) for row in rows]}, headers=NO_STORE)


def _one(request: Request, by: User, row: dict[str, Any]) -> dict[str, Any]:
    """One row in a transaction of its own: a refused one does not stop the others."""
    about = {"case": str(row.get("case", ""))[:40], "move": str(row.get("move", ""))[:20]}
    try:
        said = checked(BulkRow, row)
        case_id = _id_of(said["case"])
        case, __ = perform(case_id=case_id, request=move_request_of(said["move"], said), by=by)
    except (Refused, serializers.ValidationError, DataError, OperationalError) as error:
        no = refusal_of(error)
        assert no is not None
        return {**about, "status": no.status, "problem": problem_body(request._request, *no[:4])}
    after = {"id": case.pk, "number": case.number, "state": case.state, "version": case.version}
    return {**about, "status": 200, "after": after}
