"""Paper: the case sheet 案件单 and the work slip 派工单 as PDF, for pages and API alike."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, renderer_classes, throttle_classes
from rest_framework.request import Request

from accounts.requests import current_user
from cases.actions import note_look
from cases.models import Case
from cases.presenters.case import caller, place_words
from cases.presenters.timeline import timeline
from cases.queries import case_for
from cases.routing import by_rule
from common import durations
from common.api import JSONRenderer
from common.files import Enclosed, media
from common.papers import Paper, PapersPerMinute, Pdf
from common.refusals import Conflict
from common.schema import PROBLEMS, refuse_unknown_parameters
from common.throttling import PerMinute
from evidence.models import Photo, PhotoStatus
from evidence.queries import photos_of
from grids.models import CityVersion
from grids.presenters.drawing import map_around

EVENTS = 120  # the newest that are printed: each costs 8 ms; the page of the case has them all
PHOTOS = 12
HEIGHTS = {"sheet": 230, "slip": 160}  # of the map, which is 520 wide


class CasePaper(TextChoices):
    SHEET = "sheet", "case sheet"
    SLIP = "slip", "work slip"


@extend_schema(
    operation_id="print_case",
    summary="The case sheet or the work slip as PDF",
    parameters=[
        OpenApiParameter("ident", str, "path", description="the client's UUID or the case number"),
        OpenApiParameter("paper", str, "path", enum=CasePaper.values),
    ],
    responses={(200, "application/pdf"): OpenApiTypes.BINARY, **PROBLEMS},
)
@api_view(["GET"])
@renderer_classes([JSONRenderer, Pdf])
@throttle_classes([PerMinute, PapersPerMinute])
def paper(request: Request, ident: str, paper: str) -> HttpResponse:
    """A sheet holds all of a case, a slip what a crew needs to go and fix it."""
    refuse_unknown_parameters(request)
    case = case_for(current_user(request), **_key(ident))
    note_look(case=case, by=current_user(request))
    if paper == CasePaper.SLIP and case.department is None:
        raise Conflict(_("No unit owes this case, so there is nobody to give a work slip to."))
    photos = [photo for photo in photos_of(case.subject) if photo.status == PhotoStatus.READY]
    files = {photo.pk.hex: Enclosed(media(photo.thumbnail_name), "image/jpeg") for photo in photos}
    city = settings.CITY_NAME or CityVersion.objects.order_by("-number").values_list("name", flat=True).first() or ""
    return Paper(
        f"cases/papers/{paper}.html", case.number, case.get_absolute_url(), paper, city, _context(case, photos, paper),
        files,
    ).answer(request)  # fmt: skip


def _key(ident: str) -> dict[str, Any]:
    try:
        return {"pk": UUID(ident)}
    except ValueError:
        return {"number": ident.replace("\0", "")}


def _context(case: Case, photos: list[Photo], paper: str) -> dict[str, Any]:
    history = timeline(case)
    return {
        "case": case, "caller": caller(case), "place": place_words(case),
        "why": by_rule(case.rule_id, case.routing_why),
        "limit": durations.limit(case.limit_text) if case.limit_text else "",
        "map": map_around(*case.location.coords, height=HEIGHTS[paper]) if case.location else "",
        "before": [photo for photo in photos if not photo.is_after][:PHOTOS],
        "after": [photo for photo in photos if photo.is_after][-PHOTOS:],
        "history": history[:EVENTS][::-1], "left_out": max(0, len(history) - EVENTS),
    }  # fmt: skip
