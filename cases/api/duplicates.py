"""What is reported already, asked before a report is sent."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import current_user
from cases.api import answers
from cases.models import Case
from cases.queries.duplicates import likely_duplicates, nearness
from cases.workflow import REPORTERS
from common.api import NO_STORE
from common.datum import Datum
from common.refusals import Forbidden
from common.schema import PROBLEMS, Code, Number, Strict, asked_point, checked


class Asked(Strict):
    category = Code(max_length=40)
    lng = Number()
    lat = Number()
    datum = serializers.ChoiceField([datum.value for datum in Datum], default=Datum.WGS84.value)


@extend_schema(
    operation_id="likely_duplicates",
    summary="Open cases that a report would repeat",
    parameters=[
        OpenApiParameter("category", str, required=True, description="code of a subclass"),
        OpenApiParameter("lng", float, required=True),
        OpenApiParameter("lat", float, required=True),
        OpenApiParameter("datum", str, enum=[datum.value for datum in Datum]),
    ],
    responses={200: answers.Duplicates, **PROBLEMS},
)
@api_view(["GET"])
def duplicates(request: Request) -> Response:
    """Number, class, distance and state of each, and a link where this person may see the case."""
    user, said = current_user(request), checked(Asked, request.query_params.dict())
    if user.role not in REPORTERS:
        raise Forbidden(_("Your role does not report cases."))
    lng, lat = asked_point(said)
    found = likely_duplicates(category=said["category"], lng=lng, lat=lat, at=timezone.now())
    visible = set(
        Case.objects.visible_to(user).filter(pk__in=[each.case.pk for each in found]).values_list("pk", flat=True)
    )
    rows = [
        {
            "number": case.number, "category": {"code": case.category.code, "name": str(case.category)},
            "state": case.state, "distance_m": metres, "reported_at": case.reported_at,
            "link": reverse("api:case", args=[case.pk]) if case.pk in visible else None,
        }
        for case, metres in ((each.case, each.metres) for each in found)
    ]  # fmt: skip
    near = nearness()
    return Response({"metres": near.metres, "hours": near.hours, "results": rows}, headers=NO_STORE)
