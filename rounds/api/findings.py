"""Findings and objections: look at, turn into a case or an item, object, decide."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.requests import current_user
from cases.actions.report import MOST_CONDITION
from common.api import NO_STORE
from common.schema import (
    CONFLICTS,
    PROBLEMS,
    ClientId,
    Code,
    Moment,
    Strict,
    Text,
    checked,
    refuse_unknown_parameters,
)
from common.workflow.api import MAX_TEXT, VERSION_MISSING, MoveFields
from evidence.api.bodies import Photos
from rounds.actions import Grounds, ObjectionRequest, Turn, move_objection, raise_objection, turn_finding
from rounds.actions.findings import CASE, ITEM
from rounds.api import walk_shapes as shapes
from rounds.queries.findings import finding_for, objection_for
from rounds.viewer import RoundViewer
from rounds.workflow.objections import MOVES


class TurnBody(Strict):
    id = ClientId(help_text="made by the client; the same again makes nothing again")
    into = serializers.MultipleChoiceField(choices=[CASE, ITEM])
    problem = Text(max_length=1000, multiline=True)
    category = Code(max_length=40, required=False, allow_blank=True, help_text="code of a subclass; a case needs one")
    condition = serializers.IntegerField(min_value=1, max_value=MOST_CONDITION, required=False, allow_null=True)
    measures = Text(max_length=MAX_TEXT, multiline=True, required=False, allow_blank=True)
    unit = Code(max_length=40, required=False, allow_blank=True, help_text="who owes the item; else who is charged")
    due_at = Moment(required=False, allow_null=True, help_text="of the item; else the city's limit")


class GroundsBody(Strict):
    id = ClientId(help_text="made by the client; the same id and content again is answered as the first time")
    text = Text(max_length=MAX_TEXT, multiline=True)
    photos = Photos(required=False)


@extend_schema(operation_id="get_finding", summary="One finding", responses={200: shapes.FindingShape, **PROBLEMS})
@api_view(["GET"])
def finding(request: Request, finding_id: int) -> Response:
    refuse_unknown_parameters(request)
    return Response(shapes.finding(finding_for(current_user(request), finding_id)), headers=NO_STORE)


@extend_schema(
    operation_id="turn_finding",
    summary="Make a case, an item, or both of a finding",
    request=TurnBody,
    responses={200: shapes.FindingShape, **PROBLEMS, **CONFLICTS},
)
@api_view(["POST"])
def turn(request: Request, finding_id: int) -> Response:
    refuse_unknown_parameters(request)
    by = current_user(request)
    finding_for(by, finding_id)
    said: dict[str, Any] = checked(TurnBody, request.data)
    wanted = Turn(**said | {"into": tuple(sorted(said["into"]))})
    __, replay = turn_finding(finding_id=finding_id, turn=wanted, by=by)
    answer = shapes.finding(finding_for(by, finding_id))
    return Response(answer, headers=NO_STORE | ({"Idempotent-Replay": "true"} if replay else {}))


@extend_schema(
    operation_id="raise_objection",
    summary="Object to a deduction",
    request=GroundsBody,
    responses={201: shapes.ObjectionShape, **PROBLEMS, **CONFLICTS},
)
@api_view(["POST"])
def objections(request: Request, finding_id: int) -> Response:
    refuse_unknown_parameters(request)
    by = current_user(request)
    finding_for(by, finding_id)
    said = checked(GroundsBody, request.data)
    grounds = Grounds(said["id"], said["text"], tuple(said.get("photos", ())))
    raised, replay = raise_objection(finding_id=finding_id, grounds=grounds, by=by)
    return _objection(raised.pk, by, 201, {"Idempotent-Replay": "true"} if replay else {})


@extend_schema(
    operation_id="get_objection",
    summary="One objection with its last events",
    responses={200: shapes.ObjectionShape, **PROBLEMS},
)
@api_view(["GET"])
def objection(request: Request, objection_id: UUID) -> Response:
    refuse_unknown_parameters(request)
    return _objection(objection_id, current_user(request))


@extend_schema(
    operation_id="move_objection",
    summary="Make a move of an objection",
    parameters=[OpenApiParameter("move", str, "path", enum=sorted(MOVES))],
    request=MoveFields,
    responses={200: shapes.ObjectionShape, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def move(request: Request, objection_id: UUID, move: str) -> Response:
    refuse_unknown_parameters(request)
    by, said = current_user(request), checked(MoveFields, request.data)
    wanted = ObjectionRequest(
        move, said.get("version"), said.get("id"), note=said.get("note", ""), reason=said.get("reason", "")
    )
    moved, replay = move_objection(objection_id=objection_id, request=wanted, by=by)
    return _objection(moved.pk, by, 200, {"Idempotent-Replay": "true"} if replay else {})


def _objection(objection_id: UUID, by: User, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    answer = shapes.objection(objection_for(by, objection_id), RoundViewer(by, timezone.now()))
    return Response(answer, status=status, headers=NO_STORE | (headers or {}))
