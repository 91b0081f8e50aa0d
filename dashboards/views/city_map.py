"""The map of the cases, and its marks."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from cases.filters import ListFilter, scope, speaks_of_closed
from common.refusals import Malformed
from dashboards.queries.marks import marks
from grids.presenters.layers import city_layers

SHOWN_ON_MAP = ("stage", "department", "area", "lamp")


@login_required
@require_safe
def city_map(request: HttpRequest) -> HttpResponse:
    """The cases this person may see, by lamp, on the city's own ground; filters as on the list."""
    found = _narrowed(request)
    valid = found.is_valid()
    query = found.form.data.urlencode() if valid else ""
    return render(
        request,
        "dashboards/map.html",
        {
            "filter": found,
            "shown": SHOWN_ON_MAP,
            "layers": city_layers(),
            "grids_url": reverse("grids:layer", args=["unit_grids"]),
            "marks_url": f"{reverse('dashboards:map_cases')}?{query}",
            "closed_too": speaks_of_closed(request.GET),
            "unlocated": found.qs.filter(location=None).count() if valid else 0,
        },
    )


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
