"""What cases know of a unit or a subclass: fragments on the pages of administration."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import Case, RoutingRule
from catalogue.models import Category
from departments.models import Department
from registry.views.common import get_or_missing, reader


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
