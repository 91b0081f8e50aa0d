"""The page of the city's set-up: what is there, what is missing, where to go."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role
from cities.checklist import Weight, checklist
from grids.models import CityVersion
from registry.views.common import reader

READERS = (Role.SHIFT_LEADER, Role.ADMINISTRATOR, Role.AUDITOR)


@login_required
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    user = reader(request, READERS)
    items = checklist(timezone.localdate())
    context = {
        "items": items,
        "administers": user.role == Role.ADMINISTRATOR,
        "done": sum(item.weight is None for item in items),
        "stops": sum(item.weight == Weight.STOPS for item in items),
        "version": CityVersion.objects.order_by("-number").first(),
    }
    return render(request, "cities/setup.html", context)
