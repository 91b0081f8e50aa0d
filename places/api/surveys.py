"""Surveys and their tasks: make, list, look at, hand in, verify, and add what nobody knew of."""

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
from grids.models import ComponentState
from places.actions import (
    Found,
    NewPlace,
    SurveyPlan,
    SurveyRequest,
    TaskRequest,
    make_survey,
    move_survey,
    move_task,
    report_new,
)
from places.api import survey_answers as answers
from places.api import survey_shapes as shapes
from places.choices import What
from places.filters import SurveyFilter, SurveyTaskFilter
from places.permissions.surveys import SurveyViewer, finding_refusal, making_refusal
from places.queries import surveys as queries
from places.workflow.surveys import MOVES, SURVEY_MOVES

SURVEY_ORDERS = (Order("made_at", descending=True),)
TASK_ORDERS = (Order("given_at", descending=False),)
MOST_CODES, MOST_PHOTOS = 200, 20
LONGEST_PHONE = 40  # as it may be typed


class PlanBody(Strict):
    id = ClientId(help_text="made by the client; the same id and content again is answered as the first time")
    title = Text(max_length=100)
    areas = serializers.ListField(
        child=Code(max_length=32), max_length=MOST_CODES, help_text="codes of sub-districts or communities"
    )
    kinds = serializers.ListField(child=Code(max_length=32), max_length=MOST_CODES, required=False)
    components = serializers.ListField(
        child=Code(max_length=10), max_length=MOST_CODES, required=False, help_text="codes of subclasses of components"
    )
    finds_new = serializers.BooleanField(default=False, help_text="one more task for each unit grid: what is new there")
    unit = Code(max_length=40, required=False, allow_blank=True, help_text="who collects; without it inspectors do")
    due_on = Day()
    note = Text(max_length=500, multiline=True, required=False, allow_blank=True)

    def plan(self) -> SurveyPlan:
        said = dict(self.validated_data)
        return SurveyPlan(**said | {name: tuple(said.get(name, ())) for name in ("areas", "kinds", "components")})


class FoundBody(Strict):
    """What stands there; what is left out is as it is recorded."""

    what = serializers.ChoiceField([each.value for each in What])
    name = Text(max_length=100, required=False)
    kind = Code(max_length=32, required=False)
    address = Text(max_length=200, required=False, allow_blank=True)
    location = PointField(required=False)
    datum = serializers.ChoiceField([datum.value for datum in Datum], required=False)
    responsible = Text(max_length=60, required=False, allow_blank=True)
    phone = Text(max_length=LONGEST_PHONE, required=False, allow_blank=True)
    details = Text(max_length=4000, required=False, allow_blank=True, help_text="such as licence=3101-22; area=120")
    state = serializers.ChoiceField(ComponentState.choices, required=False, help_text="of a component")


def _found(said: dict[str, Any]) -> Found:
    location = said.pop("location", None)
    return Found(**said, **({"lng": location[0], "lat": location[1]} if location else {}))


class TaskMoveBody(MoveFields):
    collector = Code(max_length=150, required=False, help_text="user name, for pass_on")
    found = FoundBody(required=False, help_text="for collect")
    photos = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_PHOTOS, required=False)


class NewPlaceBody(Strict):
    id = ClientId(help_text="made by the client")
    found = FoundBody(help_text="with name, kind and location")
    note = Text(max_length=2_000, multiline=True, required=False, allow_blank=True)
    photos = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_PHOTOS, required=False)


@extend_schema(
    methods=["POST"],
    operation_id="make_survey",
    summary="Make a survey",
    request=PlanBody,
    responses={201: answers.SurveyAnswer, **PROBLEMS, **CONFLICTS},
)
@extend_schema(
    methods=["GET"],
    operation_id="list_surveys",
    summary="The surveys that you may see",
    filters=False,
    parameters=answers.SURVEY_PARAMETERS,
    responses={200: answers.SurveyPage, **PROBLEMS},
)
@api_view(["GET", "POST"])
def surveys(request: Request) -> Response:
    by = current_user(request)
    if request.method == "GET":
        rows = lists.narrowed(request, SurveyFilter, queries.surveys(by))
        answer = paging.page(request, rows, orders=SURVEY_ORDERS, key_of=getattr, shape=shapes.survey)
        return Response(answer, headers=NO_STORE)
    refuse_unknown_parameters(request)
    if no := making_refusal(by):
        raise no  # before the body: who may not is told so, whatever was sent
    body = PlanBody(data=request.data)
    body.is_valid(raise_exception=True)
    made, replay = make_survey(plan=body.plan(), by=by)
    return _survey(made.pk, by, 201, replay=replay)


@extend_schema(
    operation_id="get_survey",
    summary="One survey with how far it is",
    responses={200: answers.SurveyAnswer, **PROBLEMS},
)
@api_view(["GET"])
def survey(request: Request, survey_id: UUID) -> Response:
    refuse_unknown_parameters(request)
    return _survey(survey_id, current_user(request))


@extend_schema(
    operation_id="move_survey",
    summary="Make a move of a survey",
    parameters=[OpenApiParameter("move", str, "path", enum=sorted(SURVEY_MOVES))],
    request=MoveFields,
    responses={200: answers.SurveyAnswer, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def survey_move(request: Request, survey_id: UUID, move: str) -> Response:
    refuse_unknown_parameters(request)
    by, said = current_user(request), checked(MoveFields, request.data)
    wanted = SurveyRequest(move, said.pop("version", None), said.pop("id", None), **said)
    moved, replay = move_survey(survey_id=survey_id, request=wanted, by=by)
    return _survey(moved.pk, by, replay=replay)


@extend_schema(
    operation_id="report_new_place",
    summary="Hand in a place that nobody knew of",
    request=NewPlaceBody,
    responses={201: answers.TaskAnswer, **PROBLEMS, **CONFLICTS},
)
@api_view(["POST"])
def new_place(request: Request, survey_id: UUID) -> Response:
    refuse_unknown_parameters(request)
    by = current_user(request)
    if no := finding_refusal(by):
        raise no
    queries.survey_for(by, survey_id)  # not theirs is 404, whatever was sent
    said = checked(NewPlaceBody, request.data)
    report = NewPlace(
        said["id"],
        survey_id,
        _found(dict(said["found"])),
        note=said.get("note", ""),
        photos=tuple(said.get("photos", ())),
    )
    task, replay = report_new(report=report, by=by)
    return _task(task.pk, by, 201, replay=replay)


@extend_schema(
    operation_id="list_survey_tasks",
    summary="The tasks of surveys that you may see",
    filters=False,
    parameters=answers.TASK_PARAMETERS,
    responses={200: answers.TaskPage, **PROBLEMS},
)
@api_view(["GET"])
def tasks(request: Request) -> Response:
    user = current_user(request)
    rows = lists.narrowed(request, SurveyTaskFilter, queries.tasks(user), multiple=("state",), user=user)
    answer = paging.page(request, rows, orders=TASK_ORDERS, key_of=getattr, shape=shapes.task)
    return Response(answer, headers=NO_STORE)


@extend_schema(
    operation_id="get_survey_task",
    summary="One task with what was found",
    responses={200: answers.TaskAnswer, **PROBLEMS},
)
@api_view(["GET"])
def task(request: Request, task_id: UUID) -> Response:
    refuse_unknown_parameters(request)
    return _task(task_id, current_user(request))


@extend_schema(
    operation_id="move_survey_task",
    summary="Make a move of a task",
    parameters=[OpenApiParameter("move", str, "path", enum=sorted(MOVES))],
    request=TaskMoveBody,
    responses={200: answers.TaskAnswer, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def task_move(request: Request, task_id: UUID, move: str) -> Response:
    refuse_unknown_parameters(request)
    by, said = current_user(request), checked(TaskMoveBody, request.data)
    found, photos = said.pop("found", None), tuple(said.pop("photos", ()))
    wanted = TaskRequest(
        move, said.pop("version", None), said.pop("id", None), **said, photos=photos,
        found=_found(dict(found)) if found is not None else None,
    )  # fmt: skip
    moved, replay = move_task(task_id=task_id, request=wanted, by=by)
    return _task(moved.pk, by, replay=replay)


def _survey(survey_id: UUID, by: User, status: int = 200, *, replay: bool = False) -> Response:
    answer: dict[str, Any] = shapes.survey_file(queries.survey_for(by, survey_id), SurveyViewer(by, timezone.now()))
    return Response(answer, status=status, headers=NO_STORE | _again(replay))


def _task(task_id: UUID, by: User, status: int = 200, *, replay: bool = False) -> Response:
    answer: dict[str, Any] = shapes.task_file(queries.task_for(by, task_id), SurveyViewer(by, timezone.now()))
    return Response(answer, status=status, headers=NO_STORE | _again(replay))


def _again(replay: bool) -> dict[str, str]:
    return {"Idempotent-Replay": "true"} if replay else {}
