"""Rounds: list, look at, move."""

from functools import partial
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.requests import current_user
from common import lists, paging
from common.api import NO_STORE
from common.keyset import Order
from common.schema import CONFLICTS, PROBLEMS, checked, refuse_unknown_parameters
from common.workflow.api import VERSION_MISSING, MoveFields
from rounds.actions import RoundRequest, move_round
from rounds.api import round_answers as answers
from rounds.api import round_shapes as shapes
from rounds.filters.rounds import RoundFilter
from rounds.queries.rounds import listed, round_for
from rounds.viewer import RoundViewer
from rounds.workflow.rounds import MOVES

ORDERS = (Order("due_on", descending=True), Order("due_on", descending=False))


@extend_schema(
    operation_id="list_rounds",
    summary="The rounds I may see",
    filters=False,
    parameters=answers.LIST_PARAMETERS,
    responses={200: answers.RoundPage, **PROBLEMS},
)
@api_view(["GET"])
def rounds(request: Request) -> Response:
    user = current_user(request)
    rows = lists.narrowed(request, RoundFilter, listed(user), multiple=("state",), user=user)
    shape = partial(shapes.row, viewer=RoundViewer(user, timezone.now()))
    answer = paging.page(request, rows, orders=ORDERS, key_of=getattr, shape=shape)
    return Response(answer, headers=NO_STORE)


@extend_schema(
    operation_id="get_round",
    summary="One round with its stops, findings and last events",
    responses={200: answers.RoundAnswer, **PROBLEMS},
)
@api_view(["GET"])
def round_file(request: Request, round_id: UUID) -> Response:
    refuse_unknown_parameters(request)
    return _answer(round_id, current_user(request))


@extend_schema(
    operation_id="move_round",
    summary="Make a move of a round",
    parameters=[OpenApiParameter("move", str, "path", enum=sorted(MOVES))],
    request=MoveFields,
    responses={200: answers.RoundAnswer, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def move(request: Request, round_id: UUID, move: str) -> Response:
    refuse_unknown_parameters(request)
    by, said = current_user(request), checked(MoveFields, request.data)
    wanted = RoundRequest(
        move, said.get("version"), said.get("id"), note=said.get("note", ""), reason=said.get("reason", "")
    )
    moved, replay = move_round(round_id=round_id, request=wanted, by=by)
    return _answer(moved.pk, by, {"Idempotent-Replay": "true"} if replay else {})


def _answer(round_id: UUID, by: User, headers: dict[str, str] | None = None) -> Response:
    answer = shapes.file(round_for(by, round_id), RoundViewer(by, timezone.now()))
    return Response(answer, headers=NO_STORE | (headers or {}))
