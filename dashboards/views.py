"""The windows: pages that look at everything and change nothing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import current_user, require_role
from accounts.roles import DESK, OVERSIGHT, Role
from cases.filters import ListFilter, scope, speaks_of_closed
from common.refusals import Malformed
from dashboards import queries
from dashboards.forms import PeriodForm
from dashboards.periods import DashboardPeriod
from dashboards.presenters import (
    AREA_COLUMNS,
    CLASSES_SHOWN,
    DEFINED,
    UNIT_COLUMNS,
    against,
    area_values,
    class_chart,
    day_chart,
    earlier,
    in_order,
    steps,
)
from dashboards.queries.map_areas import cases_by_area
from dashboards.queries.marks import marks
from dashboards.queries.measures import OVERDUE
from evaluations.dictionary.indicators import INDICATORS
from evaluations.queries.questions import cases_url
from grids.presenters.layers import CITY_ZOOM, border_layers, city_layers
from grids.queries import city_version, main_level

GROUND = ("green", "water", "market", "building", "road")  # the overview draws its areas itself, in their colours

# What areas of the map are coloured by: fields of `/api/v1/indicators/`.
COLOURED = tuple(INDICATORS[name] for name in ("on_time_rate", "overdue_open", "close_rate", "rework_rate", "reported"))
SHOWN_ON_MAP = ("stage", "department", "area", "lamp")
GLANCERS = DESK | OVERSIGHT | {Role.DEPARTMENT_HEAD}
Context = dict[str, Any]


@login_required
@require_safe
def leader(request: HttpRequest) -> HttpResponse:
    """Are we on time, where not, who, is it getting better. `part` asks for one fragment, as the page itself does."""
    user = require_role(request, GLANCERS)
    at = timezone.now()
    form = PeriodForm(request.GET or None)
    period = form.chosen(at)
    part = request.GET.get("part", "")
    context = {"form": form, "period": period, "at": at, "query": _query(request), "defined": DEFINED}
    if part in PARTS:
        return render(request, f"dashboards/leader_{part}.html", context | PARTS[part](request, user, period))
    for build in PARTS.values():
        context |= build(request, user, period)
    context |= {
        "map_layers": [layer for layer in city_layers() if layer["kind"] in GROUND],
        "areas_url": f"{reverse('grids:layer', args=['areas'])}?zoom={CITY_ZOOM}&level={context['level']}",
        "red_url": f"{reverse('dashboards:map_cases')}?{urlencode(OVERDUE.filters(period.now))}",
    }
    return render(request, "dashboards/leader.html", context)


def _query(request: HttpRequest) -> str:
    """The question of this page without the part, for the fragments that ask again."""
    query = request.GET.copy()
    query.pop("part", None)
    return query.urlencode()


@login_required
@require_safe
def city_map(request: HttpRequest) -> HttpResponse:
    """The cases this person may see, by lamp, on the city's own ground; filters as on the list."""
    found = _narrowed(request)
    valid = found.is_valid()
    context = {
        "filter": found,
        "shown": SHOWN_ON_MAP,
        "layers": border_layers(),
        "query": found.form.data.urlencode() if valid else "",
        "version": city_version(),
        "closed_too": speaks_of_closed(request.GET),
        "unlocated": found.qs.filter(location=None).count() if valid else 0,
        "indicators": COLOURED if current_user(request).role in GLANCERS else (),
    }
    return render(request, "dashboards/map.html", context)


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


def _figures(request: HttpRequest, user: User, period: DashboardPeriod) -> Context:
    figures = queries.figures(user, period)
    happened = any(number.value for name, number in figures.numbers.items() if name != OVERDUE.name)
    return {
        "figures": figures,
        "against": against(period) if figures.compared else "",
        "overdue_lamp": "red" if figures.numbers["overdue"].value else "green",
        **({} if happened else earlier(queries.last_report(user, period))),
    }


def _late(request: HttpRequest, user: User, period: DashboardPeriod) -> Context:
    oldest = queries.oldest_overdue(user, period)
    kept = bool(oldest) or queries.owes_by_a_day(user)
    return {"oldest": oldest, "limits_kept": kept, "all_overdue": cases_url(OVERDUE.filters(period.now))}


def _breakdown(request: HttpRequest, user: User, period: DashboardPeriod) -> Context:
    level = main_level()
    areas, classes = queries.by_area(user, period, level), queries.by_class(user, period)
    units = queries.by_unit(user, period)
    return {
        "steps": steps(queries.funnel(user, period)),
        "unit_columns": UNIT_COLUMNS,
        "units": in_order(units, request.GET.get("ordering", "")),
        "most_overdue": max((row.numbers["overdue"].value for row in units), default=0) or 1,
        "area_columns": AREA_COLUMNS,
        "level": level,
        "areas": areas,
        "area_values": area_values(areas),
        "classes": classes[:CLASSES_SHOWN],
        "class_chart": class_chart(classes[:CLASSES_SHOWN]),
        "day_chart": day_chart(queries.by_day(user, period)),
    }


PARTS: dict[str, Callable[[HttpRequest, User, DashboardPeriod], Context]] = {
    "figures": _figures,
    "late": _late,
    "breakdown": _breakdown,
}
