"""Comments inside a case."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.shapes import person
from accounts.requests import current_user
from cases.actions import add_comment, note_look, withdraw_comment
from cases.api import answers
from cases.api.bodies import CommentBody
from cases.api.cases import visible_case
from cases.models import Comment
from common import paging
from common.api import NO_STORE
from common.keyset import Order
from common.schema import CONFLICTS, PROBLEMS, checked, refuse_unknown_parameters

ORDERS = (Order("at", descending=False), Order("at", descending=True))


def shape(of: Comment) -> dict[str, Any]:
    return {
        "id": of.pk,
        "by": person(of.by),
        "text": of.shown,
        "at": of.at,
        "withdrawn_at": of.withdrawn_at,
        "mentions": [] if of.withdrawn_at else [person(user) for user in of.mentions.all()],
    }


@extend_schema(
    methods=["POST"],
    operation_id="add_comment",
    summary="Say something about a case",
    parameters=[answers.IDENT],
    request=CommentBody,
    responses={201: answers.CommentAnswer, **PROBLEMS, **CONFLICTS},
)
@extend_schema(
    methods=["GET"],
    operation_id="list_comments",
    summary="What was said about a case",
    filters=False,
    parameters=[answers.IDENT, *answers.CURSOR],
    responses={200: answers.CommentPage, **PROBLEMS},
)
@api_view(["GET", "POST"])
def comments(request: Request, ident: str) -> Response:
    user = current_user(request)
    refuse_unknown_parameters(request, *(paging.PARAMETERS if request.method == "GET" else ()))
    case = visible_case(user, ident)
    note_look(case=case, part=True, by=user)
    if request.method == "POST":
        said = checked(CommentBody, request.data)
        made, replay = add_comment(case=case, id=said["id"], text=said["text"], by=user)
        return Response(shape(made), status=201, headers=NO_STORE | ({"Idempotent-Replay": "true"} if replay else {}))
    rows = Comment.objects.filter(case=case).select_related("by").prefetch_related("mentions")
    return Response(paging.page(request, rows, orders=ORDERS, key_of=getattr, shape=shape), headers=NO_STORE)


@extend_schema(
    operation_id="withdraw_comment",
    summary="Take one's own comment back",
    parameters=[answers.IDENT],
    responses={200: answers.CommentAnswer, **PROBLEMS},
)
@api_view(["DELETE"])
def comment(request: Request, ident: str, comment_id: UUID) -> Response:
    refuse_unknown_parameters(request)
    user = current_user(request)
    return Response(shape(withdraw_comment(case=visible_case(user, ident), id=comment_id, by=user)), headers=NO_STORE)
