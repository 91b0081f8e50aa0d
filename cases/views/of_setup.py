"""What cases know of a unit or a subclass: fragments on the pages of administration."""

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
from cases.models import Case, RoutingRule
from cases.presenters.loads import EACH, OPEN_THERE, REPORTED, reports_address
from cases.queries.loads import open_in, per_inspector, reported_in, sees_cases, walkers_of
from catalogue.models import Category
from common.refusals import Missing
from departments.models import Department
from grids.registers import DUTY_GRIDS, UNIT_GRIDS
from registry.tabs import READERS
from registry.views.common import can_edit, get_or_missing, reader


@login_required
@require_safe
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """How many cases a unit has open, by how many rules, and which areas are its territory."""
    reader(request)
    unit = get_or_missing(Department.objects.all(), _("There is no such unit."), code=code)
    rules = RoutingRule.objects.filter(department=unit, ended_on=None)
    context = {
        "unit": unit, "rules": rules.count(),
        "open_cases": Case.objects.of_units(unit.pk).filter(is_open=True).count(),
        "territory": rules.filter(what="*", area__isnull=False).select_related("area").defer("area__geom"),
    }  # fmt: skip
    return render(request, "cases/of_unit.html", context)


@login_required
@require_safe
def of_subclass(request: HttpRequest, pk: int) -> HttpResponse:
    reader(request)
    row = get_or_missing(Category.objects.all(), _("There is no such subclass."), pk=pk)
    number = Case.objects.filter(category=row, is_open=True).count()
    return render(request, "cases/of_subclass.html", {"open_cases": number})


@login_required
@require_safe
def of_grid(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """The load of a duty grid or a unit grid."""
    register = {each.kind: each for each in (DUTY_GRIDS, UNIT_GRIDS)}.get(kind)
    user = reader(request, READERS if register is None else register.readers)
    if register is None:
        raise Missing(_("There is no such grid."))
    grid: Any = get_or_missing(register.rows(), _("There is no such grid."), code=code)
    at, codes = timezone.now(), [code]
    context = {
        "grid": grid, "open": open_in(kind, codes, user).get(code, 0), "definitions": (OPEN_THERE, REPORTED, EACH),
        "reported": reported_in(kind, codes, user, at).get(code, 0), "walked": kind == DUTY_GRIDS.kind,
        "open_url": f"{reverse('cases:list')}?{urlencode({kind: code})}" if sees_cases(user) else "",
        "reported_url": reports_address(kind, code) if sees_cases(user) else "",
    }  # fmt: skip
    if kind == DUTY_GRIDS.kind:
        walkers = User.objects.filter(duty_grids__code=code, is_active=True).order_by("username")
        context |= {"walkers": walkers, "each": per_inspector(codes, user, at).get(code), "may": can_edit(user)}
    return render(request, "cases/of_grid.html", context)


@login_required
@require_safe
def of_inspector(request: HttpRequest, username: str) -> HttpResponse:
    """The load of the duty grids that an inspector walks, each with what falls to one of those who walk it."""
    user = reader(request)
    person = get_or_missing(User.objects.all(), _("There is no such person."), username=username)
    at, grids = timezone.now(), {grid.code: grid for grid in person.duty_grids.order_by("code")}
    codes = [*grids]
    opened, walkers, each = open_in("duty_grid", codes, user), walkers_of(codes), per_inspector(codes, user, at)
    rows = [(grid, opened.get(code, 0), walkers.get(code, 0), each.get(code, 0)) for code, grid in grids.items()]
    context = {"rows": rows, "sum": round(sum(each.values()), 1), "definition": EACH}
    return render(request, "cases/of_inspector.html", context)
