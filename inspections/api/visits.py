"""Visits: list, look at, move."""

from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import current_user
from cases.viewer import Viewer
from common import lists, paging
from common.api import NO_STORE
from common.keyset import Order
from common.refusals import Missing
from common.schema import CONFLICTS, PROBLEMS, checked, refuse_unknown_parameters
from common.workflow.api import VERSION_MISSING
from inspections.actions import perform_visit
from inspections.api import answers, shapes
from inspections.api.bodies import VisitMoveBody, visit_request_of
from inspections.filters import VisitFilter
from inspections.models import Visit
from inspections.queries import listed, with_all
from inspections.workflow import MOVES

ORDERS = (
    Order("ordered_at", descending=True),
    Order("ordered_at", descending=False),
    Order("due_at", descending=False),
)


@extend_schema(
    operation_id="list_visits",
    summary="The visits I may see",
    filters=False,
    parameters=answers.LIST_PARAMETERS,
    responses={200: answers.VisitPage, **PROBLEMS},
)
@api_view(["GET"])
def visits(request: Request) -> Response:
    user = current_user(request)
    rows = lists.narrowed(request, VisitFilter, Visit.objects.visible_to(user), multiple=("state",), user=user)
    shape = partial(shapes.row, at=timezone.now())
    answer = paging.page(request, listed(rows), orders=ORDERS, key_of=getattr, shape=shape)
    return Response(answer, headers=NO_STORE)


@extend_schema(
    operation_id="get_visit", summary="One visit with its last events", responses={200: answers.VisitAnswer, **PROBLEMS}
)
@api_view(["GET"])
def visit(request: Request, visit_id: int) -> Response:
    refuse_unknown_parameters(request)
    user = current_user(request)
    found = with_all(Visit.objects.visible_to(user)).filter(pk=visit_id).first()
    if found is None:
        raise Missing(_("There is no such visit."))
    return _answer(found, Viewer(user))


@extend_schema(
    operation_id="move_visit",
    summary="Make a move of a visit",
    parameters=[OpenApiParameter("move", str, "path", enum=sorted(MOVES))],
    request=VisitMoveBody,
    responses={200: answers.VisitAnswer, **PROBLEMS, **CONFLICTS, **VERSION_MISSING},
)
@api_view(["POST"])
def move(request: Request, visit_id: int, move: str) -> Response:
    refuse_unknown_parameters(request)
    user = current_user(request)
    asked = visit_request_of(move, checked(VisitMoveBody, request.data))
    moved, replay = perform_visit(visit_id=visit_id, request=asked, by=user)
    # Read anew, whoever sees it now: who made the move is told what came of it.
    after = with_all(Visit.objects.all()).get(pk=moved.pk)
    return _answer(after, Viewer(user), {"Idempotent-Replay": "true"} if replay else {})


def _answer(of: Visit, viewer: Viewer, headers: dict[str, str] | None = None) -> Response:
    answer = shapes.detail(of, viewer=viewer, at=timezone.now())
    return Response(answer, headers=NO_STORE | (headers or {}))
