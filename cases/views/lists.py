"""Lists of cases: what a unit owes, and everything that desk and oversight may see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.requests import current_user
from accounts.roles import UNIT
from cases.filters import BY_LATENESS, BY_URGENCY, ListFilter, key_of, scope
from cases.models import Case
from cases.presenters.definitions import OVERDUE
from cases.presenters.rows import rows_of
from cases.queries import in_lists
from cases.queries.by_words import found_newest
from cases.views.saved import SHARERS, default_query, saved_tabs
from cases.workflow import REPORTERS
from catalogue.choices import Stage
from common.chips import without
from common.columns import Column
from common.filters import filter_of
from common.keyset import Order, Page, page_by
from common.owed import Lamp
from common.refusals import Malformed
from departments.models import Department
from departments.queries import units_of
from grids.presenters.layers import city_layers

TIMES = ("due_at", "-due_at", "reported_at", "-reported_at", "stage_due_at", "-stage_due_at")
ORDERINGS = {order.name: order for order in (BY_URGENCY, BY_LATENESS, *map(Order.parse, TIMES))}
COLUMNS = (
    Column("select", gettext_lazy("Select"), fixed=True),
    Column("lamp", gettext_lazy("Lamp"), fixed=True),
    Column("due", gettext_lazy("Due"), sort="due_at"),
    Column("number", gettext_lazy("Number"), fixed=True),
    Column("class", gettext_lazy("Class and condition")),
    Column("place", gettext_lazy("Place")),
    Column("since", gettext_lazy("Since"), sort="reported_at"),
    Column("stage", gettext_lazy("State")),
    Column("stage_due", gettext_lazy("Stage due"), sort="stage_due_at"),
    Column("urgency", gettext_lazy("Urgency"), sort=BY_URGENCY.name, hidden=True),
    Column("unit", gettext_lazy("Unit")),
    Column("assignee", gettext_lazy("Assigned to"), hidden=True),
    Column("who", gettext_lazy("Reported by"), hidden=True),
    Column("grid", gettext_lazy("Unit grid"), hidden=True),
)
OF_A_UNIT = tuple(replace(each, hidden=True) if each.key == "unit" else each for each in COLUMNS)
LAMPS = (
    (Lamp.RED, OVERDUE.term, OVERDUE), (Lamp.YELLOW, gettext_lazy("Due soon"), None),
    (Lamp.GREEN, gettext_lazy("Within the limit"), None), (Lamp.GREY, gettext_lazy("No clock runs"), None),
)  # fmt: skip
SHOWN = ("q", "stage", "department", "area")
SIZE = 40
EACH_COUNTED = 500  # cases of which each lamp is counted; of a longer list what is late and what is due next


@login_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """The list; with `X-Live` only its figures and rows, for the page that refreshes itself."""
    user, now = current_user(request), timezone.now()
    if not request.GET and (kept := default_query(user)):
        return redirect(f"{reverse('cases:list')}?{kept}")
    query = _query(request.GET, user)
    found = ListFilter(query, queryset=scope(user, query), at=now, user=user)
    _fit_units(found, user)
    if not found.is_valid():
        return render(request, "cases/list.html", _frame(request, query, found) | {"wrong": True}, status=400)
    order, cursor = _ordering(query, user), query.get("cursor", "")
    rows = found.qs.with_spare() if order == BY_LATENESS else found.qs
    by = found_newest(order, user) if query.get("q") else order
    page = page_by(rows, by, cursor=cursor, size=SIZE, read=in_lists, key_of=key_of)
    context = _frame(request, query, found, page.rows) | {
        "rows": rows_of(page.rows, now), "page": page, "now": now,
        "newest": _newest(query) if order == BY_LATENESS else "",
        "lamps": lamps(user, query, now), "map_cases": as_points(page, now),
    }  # fmt: skip
    template = "cases/list_live.html" if request.headers.get("X-Live") else "cases/list.html"
    return render(request, template, context)


def _query(given: QueryDict, user: User) -> QueryDict:
    """What was asked; a unit that asked nothing sees what it owes, for that is what it came for."""
    query = given.copy()
    if user.role in UNIT and not given:
        query["stage"] = Stage.DISPOSE
    return query


def _fit_units(found: ListFilter, user: User) -> None:
    """A unit chooses among itself and the units below it; where there are none, all its cases are its own."""
    if user.role in UNIT:
        field = found.form.fields["department"]
        field.queryset = field.known = Department.objects.filter(pk__in=units_of(user))
        if not _has_units_below(user):
            field.widget = forms.HiddenInput()


def _has_units_below(user: User) -> bool:
    return user.role in UNIT and len(units_of(user)) > 1


def _usual(user: User) -> str:
    """The order where nothing is said of it."""
    return BY_URGENCY.name if user.role in UNIT else "-reported_at"


def _ordering(query: QueryDict, user: User) -> Order:
    asked = query.get("ordering") or _usual(user)
    if asked not in ORDERINGS:
        raise Malformed(_("Lists of cases cannot be ordered by “%(what)s”.") % {"what": asked})
    return ORDERINGS[asked]


def _newest(query: QueryDict) -> str:
    """The same list in the order of the reports."""
    return f"{without(query, 'ordering')}&ordering=-reported_at"


def lamps(user: User, query: QueryDict, now: datetime) -> list[dict[str, Any]]:
    """The counters above the list: how many of each lamp there are under the other filters, counted up to a bound."""
    rest = query.copy()
    rest.pop("lamp", None)
    cases = filter_of(frozenset(rest), ListFilter)(rest, queryset=scope(user, rest), at=now, user=user).qs.order_by()
    numbers = cases.count_lamps(at=now, most=EACH_COUNTED)
    chosen, others = query.get("lamp", ""), without(query, "lamp")
    bare = f"?ordering={_usual(user)}" if others == "?" else others
    return [
        {
            "lamp": lamp.value, "label": label, "current": chosen == lamp,
            "number": numbers[lamp.value],
            "url": bare if chosen == lamp else f"{others}&lamp={lamp.value}",
            "definition": definition,
        }
        for lamp, label, definition in LAMPS
    ]  # fmt: skip


def _frame(request: HttpRequest, query: QueryDict, found: ListFilter, rows: Sequence[Case] = ()) -> dict[str, Any]:
    user = current_user(request)
    return {
        "filter": found, "columns": _columns(user, rows),
        "shown": SHOWN, "mine": user.role in UNIT, "query": query,
        "everything": bool(query.get("all")), "tabs": tabs(user, query), "layers": city_layers(),
        "saved": saved_tabs(user, request.GET, found.at), "asked": without(query)[1:],
        "may_share": user.role in SHARERS, "bare": f"?ordering={_usual(user)}",
        "may_report": user.role in REPORTERS,
    }  # fmt: skip


def _columns(user: User, rows: Sequence[Case]) -> tuple[Column, ...]:
    """Urgency and assignee are shown where a row says something there."""
    columns = COLUMNS if user.role not in UNIT or _has_units_below(user) else OF_A_UNIT
    says = {"urgency": any(case.urgent for case in rows), "assignee": any(case.assignee_id for case in rows)}
    return tuple(replace(each, hidden=not says[each.key]) if each.key in says else each for each in columns)


def tabs(user: User, query: QueryDict) -> list[dict[str, Any]]:
    """The few lists that people open most."""
    return _tabs_of_unit(user, query) if user.role in UNIT else _tabs_of_city(query)


def _tabs_of_unit(user: User, query: QueryDict) -> list[dict[str, Any]]:
    stage, everything, own = query.get("stage", ""), bool(query.get("all")), bool(query.get("own_unit"))
    assigned = bool(query.get("own_assignment"))
    mine = {
        "label": _("Assigned to me"), "url": "?stage=dispose&own_assignment=true&ordering=urgency", "current": assigned,
    }  # fmt: skip
    narrower = {"label": _("Of my own unit"), "url": "?stage=dispose&own_unit=true", "current": own}
    return [
        {
            "label": _("To dispose"),
            "url": "?stage=dispose",
            "current": stage == Stage.DISPOSE and not (own or assigned),
        },
        mine,
        {"label": _("In check"), "url": "?stage=check&ordering=-reported_at", "current": stage == Stage.CHECK},
        {"label": _("Open"), "url": "?ordering=urgency", "current": not stage and not everything},
        {"label": _("All, closed ones too"), "url": "?all=1&ordering=-reported_at", "current": everything},
        *([narrower] if _has_units_below(user) else []),
    ]


def _tabs_of_city(query: QueryDict) -> list[dict[str, Any]]:
    stage, everything = query.get("stage", ""), bool(query.get("all"))
    return [
        {"label": _("Open"), "url": "?ordering=-reported_at", "current": not stage and not everything},
        {"label": _("In disposal"), "url": "?stage=dispose&ordering=due_at", "current": stage == Stage.DISPOSE},
        {"label": _("All, closed ones too"), "url": "?all=1", "current": everything},
    ]


def as_points(page: Page[Case], now: datetime) -> dict[str, Any]:
    """The rows of the page for the map beside the list."""
    return {"type": "FeatureCollection", "features": [_point(case, now) for case in page.rows if case.location]}


def _point(case: Case, now: datetime) -> dict[str, Any]:
    assert case.location is not None
    label = f"{case.number} · {case.category} · {case.address or case.street or ''}"
    return {
        "type": "Feature", "geometry": {"type": "Point", "coordinates": [case.location.x, case.location.y]},
        "properties": {"lamp": case.lamp(at=now).value, "label": label, "url": case.get_absolute_url()},
    }  # fmt: skip
