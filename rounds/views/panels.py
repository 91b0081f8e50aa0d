"""Fragments of rounds on the pages of other houses."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from departments.models import Department
from registry.views.common import get_or_missing, reader
from rounds.queries.sheet import charged_to

SINCE = timedelta(days=90)


@login_required
@require_safe
def of_unit(request: HttpRequest, code: str) -> HttpResponse:
    """What was charged to a unit within the last three months, and to the units below it."""
    reader(request)
    unit = get_or_missing(Department.objects.all(), _("There is no such unit."), code=code)
    since = timezone.localdate() - SINCE
    context = {"unit": unit, "since": since, "charged": charged_to(unit, since=since)}
    return render(request, "rounds/of_unit.html", context)
