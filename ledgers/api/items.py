"""Items of the ledger: open, list, look at, move."""

from dataclasses import fields
from functools import partial
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
    Moment,
    PointField,
    Strict,
    Text,
    checked,
    refuse_unknown_parameters,
)
from common.workflow.api import VERSION_MISSING, MoveFields
from evidence.api.bodies import Photos
from ledgers.actions import ItemReport, ItemRequest, move_item, open_item
from ledgers.actions.items.named import MOST_CASES
from ledgers.api import answers, shapes
from ledgers.filters.items import ItemFilter
from ledgers.models import Item
from ledgers.models.items import LONGEST_MEASURES, LONGEST_PROBLEM
from ledgers.permissions.items import opening_refusal
from ledgers.queries.items import item_for, listed
from ledgers.workflow.item_states import SourceOfItem
from ledgers.workflow.items import MOVES

ORDERS = (Order("opened_at", descending=True), Order("due_at", descending=False))


def _name(help_text: str) -> Code:
    return Code(max_length=150, required=False, allow_blank=True, help_text=help_text)


class ItemBody(Strict):
    id = ClientId(help_text="made by the client; the same id and content again is answered as the first time")
    problem = Text(max_length=LONGEST_PROBLEM, multiline=True)
    unit = _name("code of the responsible unit; left out it waits to be handed over")
    measures = Text(max_length=LONGEST_MEASURES, multiline=True, required=False, allow_blank=True)
    due_at = Moment(required=False, allow_null=True, help_text="left out: as the city has set it")
    place = _name("code of a place")
    location = PointField(required=False, allow_null=True)
    datum = serializers.ChoiceField([datum.value for datum in Datum], default=Datum.WGS84.value)
    category = _name("code of a subclass; by class and place a recurrence is found")
    source = serializers.ChoiceField(SourceOfItem.choices, default=SourceOfItem.HAND.value)  # type: ignore[assignment]
    cases = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_CASES, required=False, help_text="ids of cases that you may see"
    )
    leader = _name("user name of the responsible leader")
    linked_leader = _name("user name")
    linked_unit = _name("code of a unit")
    in_charge = _name("user name of a member of the responsible unit")
    hot = serializers.BooleanField(required=False, default=False)

    def report(self) -> ItemReport:
        said = dict(self.validated_data)
        location = said.pop("location", None) or (None, None)
        return ItemReport(**said | {"cases": tuple(said.get("cases", ()))}, lng=location[0], lat=location[1])


class ItemMoveBody(MoveFields):
    department = _name("code of the responsible unit")
    measures = Text(max_length=LONGEST_MEASURES, multiline=True, required=False, allow_blank=True)
    until = Moment(required=False, allow_null=True)
    photos = Photos(required=False)
    in_charge = _name("user name of a member of the unit")
    owner = _name("user name")
    leader = _name("user name")
    linked_leader = _name("user name")
    linked_unit = _name("code of a unit")
    cases = serializers.ListField(
        child=Code(max_length=40), max_length=MOST_CASES, required=False, help_text="numbers of cases"
    )


_KNOWN = frozenset(field.name for field in fields(ItemRequest))


def item_request_of(move: str, said: dict[str, Any]) -> ItemRequest:
    given = {name: value for name, value in said.items() if name in _KNOWN and value is not None}
    given |= {name: tuple(given[name]) for name in ("photos", "cases") if name in given}
    return ItemRequest(**{"version": None} | given | {"move": move})


@extend_schema(
    methods=["POST"],
    operation_id="open_item",
    summary="Open an item of the ledger",
    request=ItemBody,
    responses={201: answers.ItemAnswer, **PROBLEMS, **CONFLICTS},
)
@extend_schema(
    methods=["GET"],
    operation_id="list_items",
    summary="The items of the ledger that I may see",
    filters=False,
    parameters=answers.ITEM_PARAMETERS,
    responses={200: answers.ItemPage, **PROBLEMS},
)
@api_view(["GET", "POST"])
def items(request: Request) -> Response:
    return _open(request) if request.method == "POST" else _list(request)


def _open(request: Request) -> Response:
    refuse_unknown_parameters(request)
    by = current_user(request)
    if no := opening_refusal(by):
        raise no  # before the body: who may not is told so, whatever was sent
    body = ItemBody(data=request.data)
    body.is_valid(raise_exception=True)
    item, replay = open_item(report=body.report(), by=by)
    return _answer(item_for(by, pk=item.pk), by, 201, {"Idempotent-Replay": "true"} if replay else {})


def _list(request: Request) -> Response:
    user, now = current_user(request), timezone.now()
    seen = Item.objects.visible_to(user)
    rows = lists.narrowed(request, ItemFilter, seen, multiple=("state",), user=user, at=now)
    answer = paging.page(request, listed(rows), orders=ORDERS, key_of=getattr, shape=partial(shapes.row, at=now))
    return Response(answer, headers=NO_STORE)


@extend_schema(
    operation_id="get_item",
    summary="One item with its last events",
    responses={200: answers.ItemAnswer, **PROBLEMS},
)
@api_view(["GET"])
def item(request: Request, item_id: UUID) -> Response:
    refuse_unknown_parameters(request)
    user = current_user(request)
    return _answer(item_for(user, pk=item_id), user)


@extend_schema(
    operation_id="move_item",
    summary="Make a move of an item",
    parameters=[OpenApiParameter("move", str, "path", enum=sorted(MOVES))],
    request=ItemMoveBody,
    responses={200: answers.ItemAnswer, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def move(request: Request, item_id: UUID, move: str) -> Response:
    refuse_unknown_parameters(request)
    by = current_user(request)
    asked = item_request_of(move, checked(ItemMoveBody, request.data))
    moved, replay = move_item(item_id=item_id, request=asked, by=by)
    # Who gave it back does not see it any more, and is told all the same how their move left it.
    after = Item.objects.visible_to(by).filter(pk=item_id)
    shown = item_for(by, pk=item_id) if after.exists() else moved
    return _answer(shown, by, headers={"Idempotent-Replay": "true"} if replay else {})


def _answer(of: Item, by: User, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(shapes.detail(of, by, at=timezone.now()), status=status, headers=NO_STORE | (headers or {}))
