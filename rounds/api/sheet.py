"""The result sheet of one round on paper, for pages and API alike."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, renderer_classes, throttle_classes
from rest_framework.request import Request

from accounts.models import User
from accounts.requests import current_user
from common.api import JSONRenderer
from common.papers import Paper, PapersPerMinute, Pdf
from common.schema import PROBLEMS, refuse_unknown_parameters
from common.throttling import PerMinute
from grids.models import CityVersion
from rounds.models import Round
from rounds.queries.rounds import findings_of, progress_of, round_for, stops_of
from rounds.queries.sheet import sheet_of


@extend_schema(
    operation_id="print_round",
    summary="The result sheet of a round as PDF",
    responses={(200, "application/pdf"): OpenApiTypes.BINARY, **PROBLEMS},
)
@api_view(["GET"])
@renderer_classes([JSONRenderer, Pdf])
@throttle_classes([PerMinute, PapersPerMinute])
def sheet(request: Request, round_id: UUID) -> HttpResponse:
    """As far as this person may see it: to be signed and filed."""
    refuse_unknown_parameters(request)
    user = current_user(request)
    of = round_for(user, round_id)
    return Paper(
        "rounds/papers/sheet.html", of.number, of.get_absolute_url(), "sheet", _city(), _context(of, user)
    ).answer(request)  # fmt: skip


def _city() -> str:
    return settings.CITY_NAME or CityVersion.objects.order_by("-number").values_list("name", flat=True).first() or ""


def _context(of: Round, user: User) -> dict[str, object]:
    stops = stops_of(of, user)
    return {
        "round": of, "stops": stops, "progress": progress_of(stops), "findings": findings_of(of, user),
        "parts": sheet_of(Round.objects.filter(pk=of.pk), user),
    }  # fmt: skip
