"""Cases: report, list, look at, history."""

import re
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.authentication import needs
from accounts.models import Scope, User
from accounts.requests import current_user
from cases.actions import as_reported, note_look, note_taken, report_case
from cases.api import answers, shapes
from cases.api.bodies import ReportBody
from cases.filters import BY_URGENCY, CaseFilter
from cases.models import Case, CaseEvent
from cases.permissions import Viewer, reporting_refusal
from cases.queries import whole
from cases.queries.by_words import found_newest
from cases.queries.others import without_others
from common import lists, paging
from common.api import NO_STORE
from common.keyset import Order
from common.refusals import Malformed, Missing
from common.schema import CONFLICTS, PROBLEMS, refuse_unknown_parameters
from common.workflow.api import last_events
from evidence.queries import photos_of

ORDERS = (
    Order("reported_at", descending=True),
    Order("reported_at", descending=False),
    Order("due_at", descending=False),
    Order("due_at", descending=True),
    BY_URGENCY,
)
NUMBER = re.compile(r"[0-9A-Za-z-]{1,40}")


@extend_schema(
    methods=["POST"],
    operation_id="report_case",
    summary="Report a case",
    request=ReportBody,
    responses={201: answers.CaseAnswer, **PROBLEMS, **CONFLICTS},
)
@extend_schema(
    methods=["GET"],
    operation_id="list_cases",
    summary="The cases I may see",
    filters=False,
    parameters=answers.LIST_PARAMETERS,
    responses={200: answers.CasePage, **PROBLEMS},
)
@needs(Scope.REPORT)
@api_view(["GET", "POST"])
def cases(request: Request) -> Response:
    return _report(request) if request.method == "POST" else _list(request)


def _report(request: Request) -> Response:
    refuse_unknown_parameters(request)
    by = current_user(request)
    if no := reporting_refusal(by):
        raise no  # before the body: who may not is told so, whatever was sent
    body = ReportBody(data=request.data)
    body.is_valid(raise_exception=True)
    case, replay = report_case(report=body.report(), by=by)
    if replay:
        case = as_reported(case)
    photos = photos_of(case.subject, until=case.reported_at) if body.validated_data.get("photos") else []
    answer = shapes.detail(case, viewer=Viewer(by, version=case.city_version or 0), at=case.reported_at, photos=photos)
    headers = {"Location": answer["links"]["self"], **NO_STORE}
    return Response(answer, status=201, headers=headers | ({"Idempotent-Replay": "true"} if replay else {}))


def _list(request: Request) -> Response:
    by = current_user(request)
    rows = lists.narrowed(request, CaseFilter, Case.objects.visible_to(by), multiple=("state",), user=by)
    orders = [found_newest(order, by) for order in ORDERS] if request.query_params.get("q") else ORDERS
    row = partial(shapes.row, at=timezone.now(), address=reverse("api:cases"), english=get_language() == "en")
    answer = paging.page(
        request, rows, orders=orders, shape=row,
        key_of=lambda case, column: case[column], read=shapes.ROWS.of_keys,
    )  # fmt: skip
    if private := [row["id"] for row in answer["results"] if row["private"]]:
        note_taken(cases=private, by=by)
    return Response(answer, headers=NO_STORE)


def visible_case(user: User, ident: str) -> Case:
    """By the client's UUID or by number; absent and not theirs are the same answer."""
    found = whole(Case.objects.visible_to(user).filter(by_ident(ident)))
    if found is None:
        raise Missing(_("There is no such case, or it is not yours."))
    return found


def by_ident(ident: str) -> Q:
    try:
        return Q(pk=UUID(ident))
    except ValueError:
        return Q(number=ident) if NUMBER.fullmatch(ident) else Q(pk__in=[])


@extend_schema(
    operation_id="get_case",
    summary="One case with its last events",
    parameters=[answers.IDENT],
    responses={200: answers.CaseWithEvents, **PROBLEMS},
)
@api_view(["GET"])
def case(request: Request, ident: str) -> Response:
    refuse_unknown_parameters(request)
    user = current_user(request)
    found = visible_case(user, ident)
    note_look(case=found, by=user)
    answer = shapes.detail(
        found, viewer=Viewer(user, version=found.city_version or 0), at=timezone.now(), photos=photos_of(found.subject)
    )
    answer["events"] = last_events(CaseEvent.objects.filter(case=found), told=partial(without_others, user=user))
    return Response(answer, headers=NO_STORE)


@extend_schema(
    operation_id="list_events",
    summary="The history of a case",
    parameters=[
        answers.IDENT,
        OpenApiParameter("after", int, description="events with a greater seq"),
        answers.PAGE_SIZE,
    ],
    responses={200: answers.EventPage, **PROBLEMS},
)
@api_view(["GET"])
def events(request: Request, ident: str) -> Response:
    refuse_unknown_parameters(request, "after", "page_size")
    user = current_user(request)
    found = Case.objects.visible_to(user).filter(by_ident(ident)).only("pk", "private").first()
    if found is None:
        raise Missing(_("There is no such case, or it is not yours."))
    note_look(case=found, part=True, by=user)
    after, size = _after(request), paging.size_of(request)
    rows = CaseEvent.objects.filter(case=found, seq__gt=after).select_related("by").order_by("seq")[: size + 1]
    shown = [row.told() for row in without_others(list(rows), user)]
    following = None
    if len(shown) > size:
        query = f"?after={shown[size - 1]['seq']}&page_size={size}"
        following = request.build_absolute_uri(request.path + query)
    return Response({"next": following, "results": shown[:size]}, headers=NO_STORE)


def _after(request: Request) -> int:
    text = request.query_params.get("after", "0")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        sentence = _("“after” is the number of an event.")
        raise Malformed(sentence, errors={"after": [sentence]})
    return int(text)


def shown(case: Case, by: User) -> dict[str, Any]:
    """A case as it stands after a move."""
    return shapes.detail(
        case, viewer=Viewer(by, version=case.city_version or 0), at=timezone.now(), photos=photos_of(case.subject)
    )
