"""The page of the city's set-up: what is there, what is missing, where to go."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Role
from registry.checklist import Weight, checklist, city_state
from registry.tabs import READERS
from registry.views.common import can_edit, reader


@login_required
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    user = reader(request, READERS | {Role.SHIFT_LEADER})
    items = checklist(timezone.localdate()).values()
    context = {
        "items": items, "may": can_edit(user), "version": city_state(),
        "done": sum(item.weight is None for item in items),
        "stops": sum(item.weight == Weight.STOPS for item in items),
    }  # fmt: skip
    return render(request, "registry/setup.html", context)
