"""The windows: pages that look at everything and change nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.roles import DESK, OVERSIGHT, Role
from common.refusals import Forbidden
from dashboards import queries
from dashboards.forms import PeriodForm
from dashboards.periods import Choice, Period
from dashboards.presenting import (
    AREA_COLUMNS,
    CLASSES_SHOWN,
    UNIT_COLUMNS,
    against,
    area_values,
    class_chart,
    day_chart,
    in_order,
    steps,
)

GROUND = ("green", "water", "road")
GLANCERS = DESK | OVERSIGHT | {Role.DEPARTMENT_HEAD}
Context = dict[str, Any]


def _only(user: Any, roles: frozenset[Role] | set[Role]) -> User:
    if user.role not in roles:
        who = _(", ").join(str(role.label) for role in Role if role in roles)
        raise Forbidden(_("This page is for: %(who)s.") % {"who": who})
    return user  # type: ignore[no-any-return]


@login_required
@require_safe
def leader(request: HttpRequest) -> HttpResponse:
    """Are we on time, where not, who, is it getting better. `part` asks for one fragment, as the page itself does."""
    user = _only(request.user, GLANCERS)
    at = timezone.now()
    form = PeriodForm(request.GET or None)
    period = form.chosen(at)
    part = request.GET.get("part", "")
    context = {"form": form, "period": period, "choices": Choice, "at": at, "query": _query(request)}
    if part in PARTS:
        return render(request, f"dashboards/leader_{part}.html", context | PARTS[part](request, user, period))
    for build in PARTS.values():
        context |= build(request, user, period)
    context |= {"map_layers": ground_layers(), "areas_url": area_layer(queries.area_level())["url"]}
    return render(request, "dashboards/leader.html", context)


def ground_layers() -> list[dict[str, str]]:
    """The muted ground of a map, from the city's own layers."""
    url = reverse("grids:layer", args=["ground"])
    return [{"url": f"{url}?kind={kind}", "kind": kind} for kind in GROUND]


def area_layer(level: str, kind: str = "area") -> dict[str, str]:
    return {"url": f"{reverse('grids:layer', args=['areas'])}?level={level}", "kind": kind, "name": "name"}


def _query(request: HttpRequest) -> str:
    """The question of this page without the part, for the fragments that ask again."""
    query = request.GET.copy()
    query.pop("part", None)
    return query.urlencode()


def _figures(request: HttpRequest, user: User, period: Period) -> Context:
    figures = queries.figures(user, period)
    return {
        "figures": figures,
        "steps": steps(figures),
        "oldest": queries.oldest_overdue(user, period),
        "against": against(period),
        "overdue_lamp": "red" if figures.numbers["overdue"].value else "green",
    }


def _breakdown(request: HttpRequest, user: User, period: Period) -> Context:
    areas, classes = queries.by_area(user, period), queries.by_class(user, period)
    units = queries.by_unit(user, period)
    return {
        "unit_columns": UNIT_COLUMNS,
        "units": in_order(units, request.GET.get("ordering", "")),
        "most_overdue": max((row.numbers["overdue"].value for row in units), default=0) or 1,
        "area_columns": AREA_COLUMNS,
        "areas": areas,
        "area_values": area_values(areas),
        "classes": classes[:CLASSES_SHOWN],
        "class_chart": class_chart(classes[:CLASSES_SHOWN]),
        "day_chart": day_chart(queries.by_day(user, period)),
    }


PARTS: dict[str, Callable[[HttpRequest, User, Period], Context]] = {"figures": _figures, "breakdown": _breakdown}
