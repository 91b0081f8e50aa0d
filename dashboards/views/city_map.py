"""The map of the cases, and its marks."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import DESK, OVERSIGHT, Role
from cases.filters import ListFilter, scope, speaks_of_closed
from common.refusals import Malformed
from dashboards.queries.map_areas import cases_by_area
from dashboards.queries.marks import marks
from evaluations.dictionary.indicators import INDICATORS
from grids.presenters.layers import border_layers
from grids.queries import city_version

# Whom `/api/v1/indicators/` answers, and by which of its fields areas of the map are coloured.
READERS = DESK | OVERSIGHT | {Role.DEPARTMENT_HEAD}
COLOURED = tuple(INDICATORS[name] for name in ("on_time_rate", "overdue_open", "close_rate", "rework_rate", "reported"))
SHOWN_ON_MAP = ("stage", "department", "area", "lamp")


@login_required
@require_safe
def city_map(request: HttpRequest) -> HttpResponse:
    """The cases this person may see, by lamp, on the city's own ground; filters as on the list. Of a wrong one nothing
    is drawn, and the page says so."""
    found = _narrowed(request)
    valid = found.is_valid()
    context = {
        "filter": found,
        "wrong": not valid,
        "shown": SHOWN_ON_MAP,
        "layers": border_layers(),
        "query": found.form.data.urlencode() if valid else "",
        "version": city_version(),
        "closed_too": speaks_of_closed(request.GET),
        "unlocated": found.qs.filter(location=None).count() if valid else 0,
        "indicators": COLOURED if current_user(request).role in READERS else (),
    }
    return render(request, "dashboards/map.html", context, status=200 if valid else 400)


@login_required
@require_safe
def map_table(request: HttpRequest) -> HttpResponse:
    """A fragment: what the map shows as a table of areas, which leads to the same cases."""
    found = _narrowed(request)
    if not found.is_valid():
        raise Malformed(_("A filter of the map is wrong."), errors=found.errors)
    rows = [(row, _list_of(request, row.code)) for row in cases_by_area(found.qs, at=found.at)]
    return render(request, "dashboards/map_table.html", {"rows": rows})


def _list_of(request: HttpRequest, area: str) -> str:
    """The list of an area's cases, narrowed as the map is; of those in no area there is none."""
    query = request.GET.copy()
    query["area"] = area
    return f"{reverse('cases:list')}?{query.urlencode()}" if area else ""


@login_required
@require_safe
def map_cases(request: HttpRequest) -> JsonResponse:
    """The marks of what the map shows: filters of the list, `bbox` and `zoom`."""
    found = _narrowed(request)
    if not found.is_valid():
        raise Malformed(_("A filter of the map is wrong."), errors=found.errors)
    return JsonResponse(marks(found.qs, zoom=_zoom(request), at=found.at))


def _narrowed(request: HttpRequest) -> ListFilter:
    """What the list shows of the same question, so that both count the same."""
    user: User = request.user  # type: ignore[assignment]
    return ListFilter(request.GET, queryset=scope(user, request.GET), user=user)


def _zoom(request: HttpRequest) -> float:
    try:
        return min(22.0, max(0.0, float(request.GET.get("zoom", "12"))))
    except ValueError as error:
        raise Malformed(_("The zoom is a number.")) from error
