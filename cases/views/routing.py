"""Who gets what: try a point, look at the whole matrix."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import require_role
from accounts.roles import DESK, OVERSIGHT, Role
from cases.actions.advance import default_condition
from cases.forms.rules import TryForm
from cases.models import RoutingRule
from cases.presenters.exceptional import precedents
from cases.registers import RULE_EDITORS
from cases.routing import NOBODY, Decision, RoutingQuestion, decide, what_name, where_name, why_text
from cases.routing.ownership import detail, matrix, rules_about
from cases.rulebook import Due, rulebook
from catalogue.choices import Intake, Source
from catalogue.models import Category, FilingCondition, MajorClass
from common import durations
from common.refusals import Missing
from grids.models import Area, UnitGrid
from grids.presenters.layers import city_layers
from grids.queries import Place, locate

NOWHERE = {"lng": None, "lat": None, "zoom": None}
READERS = DESK | OVERSIGHT | {Role.ADMINISTRATOR}
Context = dict[str, Any]


@dataclass(frozen=True)
class RuleLine:
    """A rule that was considered, in words."""

    rule: RoutingRule
    what: str
    where: str
    refusal: str


@login_required
@require_safe
def routing(request: HttpRequest) -> HttpResponse:
    """Try: a point and a matter, and what the router would decide. For htmx the answer alone."""
    user = require_role(request, READERS)
    form = TryForm(request.GET) if request.GET else TryForm(initial={"source": Source.INSPECTOR})
    context: Context = {
        "form": form,
        "layers": city_layers(),
        "tab": "try",
        "pin": NOWHERE,
        "may_keep": user.role in RULE_EDITORS,
    }
    if form.is_bound and form.is_valid():
        pin = {"lng": form.cleaned_data["place_lng"], "lat": form.cleaned_data["place_lat"], "zoom": 15}
        context |= _decision(form, user) | {"pin": pin}
    template = "cases/routing_answer.html" if request.htmx else "cases/routing.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def _decision(form: TryForm, user: User) -> Context:
    said, now = form.cleaned_data, timezone.now()
    category: Category = said["category"]
    place = locate(said["place_lng"], said["place_lat"])
    condition: FilingCondition | None = said["condition"]
    question = RoutingQuestion(condition.pk if condition else None, category.pk, category.major_id, place)
    decision = decide(question, on=timezone.localdate(now))
    limited = condition or default_condition(list(category.conditions.filter(ended_on=None)))
    by_itself = rulebook().intake(said["source"] or Source.INSPECTOR) == Intake.AUTO and bool(place)
    return {
        "decision": decision,
        "nobody": decision.why == NOBODY,
        "why": why_text(decision.why),
        "place": _place(place),
        "outside": not place,
        "condition": limited,
        "limit": durations.limit(f"{limited.limit_value.normalize():f} {limited.limit_unit}") if limited else "",
        "due": _due(decision, limited, now),
        "now": now,
        "by_itself": by_itself,
        "lines": _lines(decision),
        "rule_url": _rule_url(category, place),
        "precedents": precedents(category.pk, place.street, user) if place.street else [],
    }


def _due(decision: Decision, condition: FilingCondition | None, now: Any) -> Due:
    unit = decision.department
    return rulebook().due(now, condition.limit if condition and unit else None, unit.calendar_id if unit else None)


def _place(place: Place) -> list[Any]:
    """The names of what covers the point, from the district down to the unit grid."""
    areas = Area.objects.filter(pk__in=[each for each in (place.district, place.street, place.community) if each])
    grid = UnitGrid.objects.filter(pk=place.unit_grid or 0).select_related("duty_grid").defer("geom").first()
    names: list[Any] = [*sorted(areas.defer("geom"), key=lambda area: len(area.code))]
    return [*names, *([grid.duty_grid] if grid and grid.duty_grid else []), *([grid] if grid else [])]


def _lines(decision: Decision) -> list[RuleLine]:
    rules = RoutingRule.objects.filter(pk__in=[each.rule.pk for each in decision.considered]).named().in_bulk()
    return [
        RuleLine(rules[each.rule.pk], what_name(each.what), where_name(each.where), each.refusal)
        for each in decision.considered
    ]


def _rule_url(category: Category, place: Place) -> str:
    where = f"area:{place.street or place.district}" if place else "*"
    return f"{reverse('cases:rule_add')}?{urlencode({'what': f'category:{category.pk}', 'where': where})}"


@login_required
@require_safe
def whole(request: HttpRequest) -> HttpResponse:
    """The matrix of classes and sub-districts; with `major` and `area` one cell of it with its rules."""
    user = require_role(request, READERS)
    today = timezone.localdate()
    context: Context = {"tab": "matrix", "may_keep": user.role in RULE_EDITORS, "today": today}
    if "major" in request.GET or "area" in request.GET:
        major, area = _cell(request)
        context |= {
            "detail": detail(major, area, today),
            "rules": list(rules_about(major, area)),
        }
        return render(request, "cases/matrix_cell.html", context)
    return render(request, "cases/matrix.html", context | {"matrix": matrix(today)})


def _cell(request: HttpRequest) -> tuple[MajorClass, Area]:
    major, area = request.GET.get("major", ""), request.GET.get("area", "")
    found = (
        MajorClass.objects.filter(pk=major).first() if major.isdecimal() and len(major) < 18 else None,
        Area.objects.defer("geom").filter(code=area).first(),
    )
    if found[0] is None or found[1] is None:
        raise Missing(_("There is no such class or area."))
    return found[0], found[1]
