"""What cases know of a unit, a subclass or a place: fragments on the pages of lower houses."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import current_user
from cases.models import Case, RoutingRule
from cases.workflow import REPORTERS
from catalogue.models import Category
from departments.models import Department
from places.queries import place_for
from registry.views.common import get_or_missing, reader

MOST = 30  # cases on the timeline of a place; the list has all of them


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
def of_place(request: HttpRequest, code: str) -> HttpResponse:
    """The cases of a place that this person may see on one timeline, the newest first, and how often it came again."""
    user, place, now = current_user(request), place_for(current_user(request), code), timezone.now()
    seen = Case.objects.visible_to(user).filter(place=place)
    rows = seen.select_related("category", "condition", "department").order_by("-reported_at")[:MOST]
    context = {
        "place": place, "rows": [(case, case.lamp(at=now)) for case in rows], "now": now, "most": MOST,
        "numbers": seen.order_by().aggregate(all=Count("pk"), open=Count("pk", filter=Q(is_open=True))),
        "may_report": user.role in REPORTERS,
    }  # fmt: skip
    return render(request, "cases/of_place.html", context)
