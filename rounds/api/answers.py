"""Answers on the way: one message each, which a phone that was out of reach sends later, and sends again safely."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.requests import current_user
from common.api import NO_STORE
from common.datum import Datum
from common.refusals import Malformed
from common.schema import (
    CONFLICTS,
    PROBLEMS,
    ClientId,
    Code,
    Moment,
    Number,
    PointField,
    Strict,
    Text,
    checked,
    refuse_unknown_parameters,
)
from common.workflow.api import MAX_TEXT, VERSION_MISSING, MoveFields
from evidence.api.bodies import Photos
from rounds.actions import AnswerMessage, StopRequest, give_answer, move_stop
from rounds.actions.answers import MOST_ACCURACY, MOST_PIECES
from rounds.api import walk_shapes as shapes
from rounds.choices import Verdict
from rounds.models import Answer, Stop
from rounds.queries.scores import asked_at, score_of
from rounds.queries.walks import round_for, stop_for
from rounds.viewer import RoundViewer
from rounds.workflow.stops import MOVES

_MOST_STOP = 2**63 - 1


class AnswerBody(Strict):
    id = ClientId(help_text="made by the client; the same id and content again is answered as the first time")
    stop = serializers.IntegerField(min_value=1, max_value=_MOST_STOP)
    line = Code(max_length=32, help_text="code of a line of the round's checklist")
    verdict = serializers.ChoiceField(Verdict.choices)
    pieces = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, required=False)
    note = Text(max_length=MAX_TEXT, multiline=True, required=False, allow_blank=True)
    unit = Code(max_length=40, required=False, allow_blank=True, help_text="who is charged; else the place's unit")
    person = Code(max_length=150, required=False, allow_blank=True, help_text="user name of somebody of that unit")
    photos = Photos(required=False)
    location = PointField(required=False, allow_null=True)
    datum = serializers.ChoiceField([datum.value for datum in Datum], default=Datum.WGS84.value)
    accuracy_m = Number(min_value=0, max_value=MOST_ACCURACY, required=False, allow_null=True)
    answered_at = Moment(required=False, allow_null=True, help_text="when it was said on the phone")
    replaces = ClientId(
        required=False, allow_null=True, help_text="the answer that you saw there and answer anew; 409 if it is another"
    )


def _message(said: dict[str, Any]) -> AnswerMessage:
    fields = {name: value for name, value in said.items() if name in AnswerMessage.__slots__ and value is not None}
    if said.get("location") is not None:
        fields["lng"], fields["lat"] = said["location"]
    return AnswerMessage(**fields | {"photos": tuple(said.get("photos", ()))})


@extend_schema(
    methods=["POST"],
    operation_id="give_answer",
    summary="Answer one line at a stop",
    request=AnswerBody,
    responses={201: shapes.AnswerGiven, **PROBLEMS, **CONFLICTS},
)
@extend_schema(
    methods=["GET"],
    operation_id="list_answers",
    summary="The answers of a round that stand",
    responses={200: shapes.AnswerShape(many=True), **PROBLEMS},
)
@api_view(["GET", "POST"])
def answers(request: Request, round_id: UUID) -> Response:
    refuse_unknown_parameters(request)
    user = current_user(request)
    of = round_for(user, round_id)
    if request.method == "POST":
        return _give(request, of.pk, user)
    rows = Answer.objects.visible_to(user).current().filter(stop__round=of)
    rows = rows.select_related("item", "by", "finding").order_by("stop__order", "item__order", "pk")
    return Response([shapes.answer(row) for row in rows], headers=NO_STORE)


def _give(request: Request, round_id: UUID, by: User) -> Response:
    said = checked(AnswerBody, request.data)
    stop_id = said.pop("stop")
    if not Stop.objects.filter(pk=stop_id, round=round_id).exists():
        sentence = _("This round has no such stop.")
        raise Malformed(sentence, errors={"stop": [sentence]})
    given, replay = give_answer(stop_id=stop_id, message=_message(said), by=by)
    stop = stop_for(by, round_id, stop_id)
    answer = shapes.answer(given) | {"score": shapes.score(score_of(stop))}
    return Response(answer, status=201, headers=NO_STORE | ({"Idempotent-Replay": "true"} if replay else {}))


@extend_schema(
    operation_id="get_stop",
    summary="One stop with the lines of its checklist",
    responses={200: shapes.StopShape, **PROBLEMS},
)
@api_view(["GET"])
def stop(request: Request, round_id: UUID, stop_id: int) -> Response:
    refuse_unknown_parameters(request)
    return _stop(round_id, stop_id, current_user(request))


@extend_schema(
    operation_id="move_stop",
    summary="Make a move of a stop",
    parameters=[OpenApiParameter("move", str, "path", enum=sorted(MOVES))],
    request=MoveFields,
    responses={200: shapes.StopShape, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def move(request: Request, round_id: UUID, stop_id: int, move: str) -> Response:
    refuse_unknown_parameters(request)
    by, said = current_user(request), checked(MoveFields, request.data)
    stop_for(by, round_id, stop_id)
    wanted = StopRequest(
        move, said.get("version"), said.get("id"), note=said.get("note", ""), reason=said.get("reason", "")
    )
    __, replay = move_stop(stop_id=stop_id, request=wanted, by=by)
    return _stop(round_id, stop_id, by, {"Idempotent-Replay": "true"} if replay else {})


def _stop(round_id: UUID, stop_id: int, by: User, headers: dict[str, str] | None = None) -> Response:
    found = stop_for(by, round_id, stop_id)
    answer = shapes.stop(found, asked_at(found, by), score_of(found), RoundViewer(by, timezone.now()))
    return Response(answer, headers=NO_STORE | (headers or {}))
