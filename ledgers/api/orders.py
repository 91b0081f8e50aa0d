"""Orders: draw up, list, look at, move."""

from typing import Any

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
from common.keyset import Order as RowOrder
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
from common.workflow.api import VERSION_MISSING, MoveFields
from evidence.api.bodies import Photos
from grids.models import Level
from ledgers.actions import OrderDraft, OrderRequest, draw_up_order, move_order
from ledgers.api import order_answers as answers
from ledgers.api import order_shapes as shapes
from ledgers.filters.orders import OrderFilter
from ledgers.models import Order
from ledgers.permissions.orders import OrderViewer, drawing_refusal
from ledgers.queries import orders as queries
from ledgers.workflow.order_states import OrderKind

ORDERS = (RowOrder("issued_at", descending=True), RowOrder("due_at", descending=False))
LONG = 2_000


class OrderBody(Strict):
    id = ClientId(help_text="made by the client; the same id and content again is answered as the first time")
    kind = serializers.ChoiceField(OrderKind.choices)
    title = Text(max_length=120)
    problem = Text(max_length=LONG, multiline=True)
    requirement = Text(max_length=LONG, multiline=True)
    units = serializers.ListField(
        child=Code(max_length=40), min_length=1, max_length=20, help_text="codes of units, the leading one first"
    )
    due_at = Moment(help_text="the limit of the replies")
    level = serializers.ChoiceField(Level.choices, default=Level.DISTRICT.value)
    basis = Text(max_length=LONG, multiline=True, required=False, allow_blank=True)
    consequences = Text(max_length=LONG, multiline=True, required=False, allow_blank=True)
    contact = Text(max_length=100, required=False, allow_blank=True)
    case = serializers.UUIDField(required=False, allow_null=True, help_text="id; the case comes under supervision")
    item = serializers.UUIDField(required=False, allow_null=True, help_text="id of a ledger item")
    place = Code(max_length=32, required=False, allow_blank=True, help_text="code of a place")

    def draft(self) -> OrderDraft:
        said = dict(self.validated_data)
        return OrderDraft(**said | {"units": tuple(said["units"])})


class OrderMoveFields(MoveFields):
    unit = Code(
        max_length=40, required=False, allow_blank=True, help_text="code of a served unit, where several could be meant"
    )
    signer = Text(max_length=60, required=False, allow_blank=True, help_text="who signed for the party")
    photos = Photos(required=False, help_text="of a reply")


@extend_schema(
    methods=["POST"],
    operation_id="draw_up_order",
    summary="Draw up an order and serve it",
    request=OrderBody,
    responses={201: answers.OrderAnswer, **PROBLEMS, **CONFLICTS},
)
@extend_schema(
    methods=["GET"],
    operation_id="list_orders",
    summary="The orders that you may see",
    filters=False,
    parameters=answers.LIST_PARAMETERS,
    responses={200: answers.OrderPage, **PROBLEMS},
)
@api_view(["GET", "POST"])
def orders(request: Request) -> Response:
    return _draw_up(request) if request.method == "POST" else _list(request)


def _draw_up(request: Request) -> Response:
    refuse_unknown_parameters(request)
    by = current_user(request)
    if no := drawing_refusal(by):
        raise no  # before the body: who may not is told so, whatever was sent
    body = OrderBody(data=request.data)
    body.is_valid(raise_exception=True)
    order, replay = draw_up_order(draft=body.draft(), by=by)
    return _answer(order.number, by, 201, {"Idempotent-Replay": "true"} if replay else {})


def _list(request: Request) -> Response:
    user = current_user(request)
    rows = lists.narrowed(request, OrderFilter, queries.orders(user), multiple=("state",), user=user)
    answer = paging.page(request, rows, orders=ORDERS, key_of=getattr, shape=shapes.listed)
    return Response(answer, headers=NO_STORE)


@extend_schema(
    operation_id="get_order",
    summary="One order with its units and its last events",
    parameters=[answers.NUMBER],
    responses={200: answers.OrderAnswer, **PROBLEMS},
)
@api_view(["GET"])
def order(request: Request, number: str) -> Response:
    refuse_unknown_parameters(request)
    return _answer(number, current_user(request))


@extend_schema(
    operation_id="move_order",
    summary="Make a move of an order",
    parameters=[answers.NUMBER, OpenApiParameter("move", str, "path", enum=answers.ORDER_MOVES)],
    request=OrderMoveFields,
    responses={200: answers.OrderAnswer, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def move(request: Request, number: str, move: str) -> Response:
    refuse_unknown_parameters(request)
    by, said = current_user(request), checked(OrderMoveFields, request.data)
    texts = {name: said.get(name, "") for name in ("note", "reason", "unit", "signer")}
    wanted = OrderRequest(move, said.get("version"), said.get("id"), **texts, photos=tuple(said.get("photos", ())))
    moved, replay = move_order(order_id=_find(by, number).pk, request=wanted, by=by)
    return _answer(moved.number, by, headers={"Idempotent-Replay": "true"} if replay else {})


def _find(by: User, number: str) -> Order:
    return queries.order_for(by, number=number.replace("\0", ""))


def _answer(number: str, by: User, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    answer: dict[str, Any] = shapes.whole(_find(by, number), OrderViewer(by, timezone.now()))
    return Response(answer, status=status, headers=NO_STORE | (headers or {}))
