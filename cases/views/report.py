"""Reporting from the street: the report, its receipt, and what became of it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import Role
from cases.actions import join_case, note_look, report_case
from cases.forms import OF_NONE, ReportForm
from cases.models import Case
from cases.presenters.case import context_of
from cases.queries import OUTLINES, RELATED, case_for, in_lists
from cases.queries.duplicates import likely_duplicates, nearness
from cases.workflow import OWED, REPORTERS, State
from catalogue.models import Category
from common import durations
from common.ids import growing_id
from common.keyset import page_of
from common.refusals import Forbidden, Malformed, Refused
from evidence.presenters import first_shots
from grids.models import Area, UnitGrid
from grids.presenters.layers import city_layers
from grids.queries import city_version, locate
from places.presenters import said_of
from places.queries import Here, here

NEAR = D(m=60)
YEAR = 365 * 86400
WAITING = (State.REPORTED, State.ACCEPTED, State.FILED)  # no unit has it yet


def _reporter(request: HttpRequest) -> User:
    if current_user(request).role not in REPORTERS:
        raise Forbidden(_("Your role does not report cases."))
    return current_user(request)


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The page of the report; sent twice it is one case, refused it keeps all that was typed."""
    user = _reporter(request)
    if request.method == "GET":
        return _page(request, ReportForm(user, initial=_begun(request) | {"id": growing_id()}))
    form = ReportForm(user, request.POST)
    if form.is_valid():
        try:
            if number := request.POST.get("join"):
                return _joined(request, join_case(number=number[:40], report=form.report(), by=user))
            case, __ = report_case(report=form.report(), by=user)
        except Refused as no:
            form.add_error(None, no.message)
        else:
            return redirect("cases:sent", id=case.pk)
    return _page(request, form, status=422)


def _joined(request: HttpRequest, case: Case) -> HttpResponse:
    """Thanks, and on to where the person may look: the case where it is theirs to see."""
    messages.success(request, _("Your photo and words were added to case %(number)s.") % {"number": case.number})
    user = current_user(request)
    if Case.objects.visible_to(user).filter(pk=case.pk).exists():
        return redirect(case)
    return redirect("cases:mine" if user.role == Role.INSPECTOR else "cases:list")


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What "another one here" carries over: the place."""
    names = ("place_lng", "place_lat", "accuracy_m", "address", "place")
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _page(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "catalogue_key": f"{city_version()}-{get_language()}", "layers": city_layers()}
    template = "cases/report_desk.html" if form.at_desk else "cases/report.html"
    return render(request, template, context, status=status)


@login_required
@require_GET
def catalogue(request: HttpRequest, key: str) -> HttpResponse:
    """The classes for the picker: [{code, name, other, initials, major, kind, conditions}].

    The address names the version of the city's data and the language, so browsers may keep it.
    """
    rows = Category.objects.in_force().select_related("major")
    answer = JsonResponse({"categories": [_class(row) for row in rows.prefetch_related("conditions")]})
    patch_cache_control(answer, private=True, max_age=YEAR, immutable=True)
    return answer


def _class(row: Category) -> dict[str, Any]:
    other = row.name if str(row) == row.name_en else row.name_en
    conditions = sorted((each for each in row.conditions.all() if each.ended_on is None), key=lambda each: each.number)
    return {
        "code": row.code, "name": str(row), "other": other, "initials": row.initials.lower(),
        "major": str(row.major), "kind": row.get_kind_display(),
        "conditions": [
            {
                "number": each.number, "text": each.text, "urgent": each.urgency == "urgent",
                "limit": durations.limit(f"{each.limit_value.normalize():f} {each.limit_unit}"),
            }
            for each in conditions
        ],
    }  # fmt: skip


@login_required
@require_GET
def place(request: HttpRequest) -> HttpResponse:
    """What is at a point (WGS 84): grid, community, street, and the open cases close by."""
    try:
        lng, lat = float(request.GET["lng"]), float(request.GET["lat"])
        point = Point(lng, lat, srid=4326)
        if not (-180 <= lng <= 180 and -90 <= lat <= 90):
            raise ValueError(lng, lat)
    except (KeyError, ValueError) as error:
        raise Malformed(_("This is not a place on earth.")) from error
    found = locate(lng, lat)
    areas = Area.objects.filter(pk__in=filter(None, [found.street, found.community])).defer("geom").order_by("-level")
    grid = UnitGrid.objects.filter(pk=found.unit_grid or 0).select_related("duty_grid").defer("geom").first()
    category = request.GET.get("category", "")
    reports = current_user(request).role in REPORTERS  # only they are told of cases beyond those they see
    alike = likely_duplicates(category=category, lng=lng, lat=lat, at=timezone.now()) if category and reports else []
    near = _near(current_user(request), point, category, besides={each.case.pk for each in alike})
    stands = here(lng, lat, category=category)
    context = {"found": found, "areas": areas, "grid": grid, "near": near, "alike": alike, "nearness": nearness()}
    context |= {"here": stands, "chosen": _chosen(request, stands), "said": said_of(stands)}
    return render(request, "cases/place.html", context | {"may_report": reports})


def _chosen(request: HttpRequest, stands: Here) -> str:
    """The place that was chosen, as long as the pin stays at it; else the one in whose boundary the pin is."""
    chosen = request.GET.get("place", "")
    known = chosen == OF_NONE or any(each.place.code == chosen for each in stands.places)
    return chosen if known else stands.likely


def _near(user: User, point: Point, category: str, *, besides: Collection[UUID]) -> list[Case]:
    """Open cases within 60 m that the person may see, those of the same class first."""
    box = point.buffer(0.0009)  # a little over 60 m wherever people live; the distance decides
    boxed = Case.objects.visible_to(user).filter(is_open=True, location__coveredby=box)
    boxed = boxed.exclude(pk__in=besides)
    around: Any = boxed.annotate(distance=Distance("location", point)).select_related(*RELATED).defer(*OUTLINES)
    near = [case for case in around.order_by("distance")[:10] if case.distance <= NEAR]
    return sorted(near, key=lambda case: case.category.code != category)[:5]


@login_required
@require_GET
def sent(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002 - the name in the address
    """The receipt; its state refreshes by itself until a unit has the case."""
    case = case_for(current_user(request), pk=id)
    note_look(case=case, part=True, by=current_user(request))
    context = context_of(case, current_user(request)) | {"waiting": case.state in WAITING, "owed": case.state in OWED}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "cases/sent_state.html", context)
    template = "cases/sent.html" if current_user(request).role == Role.INSPECTOR else "cases/sent_desk.html"
    return render(request, template, context)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My reports, newest first, each with where it stands."""
    reports, cursor = Case.objects.filter(reporter=current_user(request)), request.GET.get("cursor", "")
    page = page_of(reports, ordering="-reported_at", cursor=cursor, size=20, read=in_lists)
    first = first_shots([case.subject for case in page.rows])
    now = timezone.now()
    rows = [(case, case.lamp(at=now), first.get(case.subject)) for case in page.rows]
    return render(request, "cases/mine.html", {"rows": rows, "page": page, "now": now})
