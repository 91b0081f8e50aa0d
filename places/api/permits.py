"""Permits: apply, list, look at, move."""

import json
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
from common import lists, paging
from common.api import NO_STORE
from common.datum import Datum
from common.keyset import Order
from common.schema import (
    CONFLICTS,
    PROBLEMS,
    ClientId,
    Code,
    Day,
    PointField,
    Strict,
    Text,
    checked,
    refuse_unknown_parameters,
)
from common.workflow.api import VERSION_MISSING, MoveFields
from places import queries
from places.actions import Application, PermitRequest, apply_for_permit, move_permit
from places.api import answers, shapes
from places.choices import PermitKind
from places.filters import PermitFilter
from places.models import Permit
from places.permissions import PermitViewer, applying_refusal
from places.workflow import MOVES

ORDERS = (Order("applied_at", descending=True), Order("ends_on", descending=False))


class ApplicationBody(Strict):
    id = ClientId(help_text="made by the client; the same id and content again is answered as the first time")
    kind = serializers.ChoiceField(PermitKind.choices)
    holder = Text(max_length=100)
    purpose = Text(max_length=200)
    unit = Code(max_length=40, help_text="code of the unit that decides")
    starts_on = Day()
    ends_on = Day(help_text="the last day on which it holds")
    place = Code(max_length=32, required=False, allow_blank=True, help_text="code of a place; or say a location")
    location = PointField(required=False, allow_null=True)
    datum = serializers.ChoiceField([datum.value for datum in Datum], default=Datum.WGS84.value)
    boundary = serializers.DictField(
        required=False, allow_null=True, help_text="the area as GeoJSON in WGS 84: a Polygon, or a Feature with one"
    )
    conditions = Text(max_length=500, multiline=True, required=False, allow_blank=True)

    def application(self) -> Application:
        said = dict(self.validated_data)
        location, area = said.pop("location", None) or (None, None), said.pop("boundary", None)
        return Application(
            **said, lng=location[0], lat=location[1], boundary=json.dumps(area) if area is not None else ""
        )


@extend_schema(
    methods=["POST"],
    operation_id="apply_for_permit",
    summary="Enter an application",
    request=ApplicationBody,
    responses={201: answers.PermitAnswer, **PROBLEMS, **CONFLICTS},
)
@extend_schema(
    methods=["GET"],
    operation_id="list_permits",
    summary="The permits of the city",
    filters=False,
    parameters=answers.PERMIT_PARAMETERS,
    responses={200: answers.PermitPage, **PROBLEMS},
)
@api_view(["GET", "POST"])
def permits(request: Request) -> Response:
    return _apply(request) if request.method == "POST" else _list(request)


def _apply(request: Request) -> Response:
    refuse_unknown_parameters(request)
    by = current_user(request)
    if no := applying_refusal(by):
        raise no  # before the body: who may not is told so, whatever was sent
    body = ApplicationBody(data=request.data)
    body.is_valid(raise_exception=True)
    permit, replay = apply_for_permit(application=body.application(), by=by)
    return _answer(permit.pk, by, 201, {"Idempotent-Replay": "true"} if replay else {})


def _list(request: Request) -> Response:
    user = current_user(request)
    rows = lists.narrowed(request, PermitFilter, queries.permits(user), multiple=("state",), user=user)
    answer = paging.page(request, rows, orders=ORDERS, key_of=getattr, shape=shapes.permit)
    return Response(answer, headers=NO_STORE)


@extend_schema(
    operation_id="get_permit",
    summary="One permit with its last events",
    responses={200: answers.PermitAnswer, **PROBLEMS},
)
@api_view(["GET"])
def permit(request: Request, permit_id: UUID) -> Response:
    refuse_unknown_parameters(request)
    return _answer(permit_id, current_user(request))


@extend_schema(
    operation_id="move_permit",
    summary="Make a move of a permit",
    parameters=[OpenApiParameter("move", str, "path", enum=sorted(MOVES))],
    request=MoveFields,
    responses={200: answers.PermitAnswer, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def move(request: Request, permit_id: UUID, move: str) -> Response:
    refuse_unknown_parameters(request)
    by, said = current_user(request), checked(MoveFields, request.data)
    wanted = PermitRequest(
        move, said.get("version"), said.get("id"), note=said.get("note", ""), reason=said.get("reason", "")
    )
    moved, replay = move_permit(permit_id=permit_id, request=wanted, by=by)
    return _answer(moved.pk, by, headers={"Idempotent-Replay": "true"} if replay else {})


def _answer(permit_id: UUID, by: User, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    found: Permit = queries.permit_for(by, permit_id)
    answer: dict[str, Any] = shapes.permit_file(found, PermitViewer(by, timezone.now()))
    return Response(answer, status=status, headers=NO_STORE | (headers or {}))
